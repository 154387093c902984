package io.github.jwtsession.servlet;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.crypto.spec.SecretKeySpec;

import io.github.jwtsession.TestBrowser;
import io.github.jwtsession.key.SessionKey;
import io.github.jwtsession.key.SessionKeys;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.servlet.http.HttpSession;
import org.hibernate.Hibernate;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import static io.github.jwtsession.servlet.TwoInstances.port;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for applications whose attributes are graphs: a shop that holds the same items in
 * a map and in a list, a tree whose nodes know their parents, an entity as principal.
 * Each request goes to another instance.
 */
class ObjectGraphHttpTests {

	private static final Pattern CSRF_TOKEN = Pattern.compile("name=\"_csrf\" type=\"hidden\" value=\"([^\"]+)\"");

	@RegisterExtension
	private static final TwoInstances instances = new TwoInstances(Application.class);

	private final TestBrowser browser = new TestBrowser(port(instances.one()));

	@Test
	void cartThatHoldsItsItemsInAMapAndAListGoesOnWorking() {
		assertThat(this.browser.get("/shop/add?item=tea").body()).isEqualTo("[tea=1]");
		assertThat(onTwo("/shop/add?item=tea")).isEqualTo("[tea=2]");
		assertThat(onOne("/shop/add?item=milk")).isEqualTo("[tea=2, milk=1]");
		assertThat(onTwo("/shop/update?item=milk&quantity=7")).isEqualTo("[tea=2, milk=7]");
		assertThat(onOne("/shop/remove?item=tea")).isEqualTo("[milk=7]");
		assertThat(onTwo("/shop/add?item=milk")).isEqualTo("[milk=8]");
		assertThat(this.browser.at(port(instances.one())).get("/shop").setCookies()).isEmpty();
	}

	@Test
	void treeWhoseNodesKnowTheirParentsComesBack() {
		this.browser.get("/tree/add?path=a");
		onTwo("/tree/add?path=a/b");
		onOne("/tree/add?path=a/b/c");
		assertThat(onTwo("/tree/up?path=a/b/c")).isEqualTo("c b a root");
		assertThat(this.browser.at(port(instances.one())).get("/tree/up?path=a/b/c").setCookies()).isEmpty();
	}

	@Test
	void entityWithEagerRolesAndALazyCollectionLogsIn() {
		Matcher csrf = CSRF_TOKEN.matcher(this.browser.get("/login").body());
		assertThat(csrf.find()).isTrue();
		this.browser.at(port(instances.two())).post("/login", "username=sam&password=password&_csrf=" + csrf.group(1));
		assertThat(onOne("/me")).isEqualTo("Member sam [ROLE_ADMIN, ROLE_USER] not loaded");
		assertThat(onTwo("/me")).isEqualTo("Member sam [ROLE_ADMIN, ROLE_USER] not loaded");
		assertThat(this.browser.at(port(instances.one())).get("/me").setCookies()).isEmpty();
	}

	@Test
	void entityWithALoadedAndAnUnloadedCollectionIsAnAttribute() {
		this.browser.get("/member/keep");
		assertThat(onTwo("/member")).isEqualTo("2 letters, all to sam: true; friends not loaded");
		assertThat(this.browser.at(port(instances.one())).get("/member").setCookies()).isEmpty();
	}

	@Test
	void sessionOfTenKilobytesFitsWithoutAnySetting() {
		this.browser.get("/text?length=7500");
		assertThat(this.browser.cookies()).hasSizeGreaterThanOrEqualTo(3);
		assertThat(onTwo("/text/length")).isEqualTo("7500");
	}

	private String onOne(String path) {
		return this.browser.at(port(instances.one())).get(path).body();
	}

	private String onTwo(String path) {
		return this.browser.at(port(instances.two())).get(path).body();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ ShopController.class, TreeController.class, MemberController.class })
	static class Application {

		@Bean
		SessionKeys sessionKeys() {
			return SessionKeys.of(new SessionKey("shared", new SecretKeySpec(new byte[32], "AES")));
		}

		@Bean
		SecurityFilterChain formLogin(HttpSecurity http) {
			return http
				.authorizeHttpRequests(
						(requests) -> requests.requestMatchers("/me").authenticated().anyRequest().permitAll())
				.formLogin(Customizer.withDefaults())
				.build();
		}

		@Bean
		SessionFactory database() {
			SessionFactory database = new Configuration().addAnnotatedClass(Member.class)
				.addAnnotatedClass(Role.class)
				.addAnnotatedClass(Letter.class)
				.setProperty("hibernate.connection.url", "jdbc:h2:mem:")
				.setProperty("hibernate.connection.pool_size", "1")
				.setProperty("hibernate.hbm2ddl.auto", "create")
				.buildSessionFactory();
			database.inTransaction((session) -> session.persist(Member.sam()));
			return database;
		}

		@Bean
		UserDetailsService users(SessionFactory database) {
			return (name) -> database.fromTransaction((session) -> session.find(Member.class, name));
		}

	}

	static final class Item {

		private final String name;

		private int quantity;

		Item(String name) {
			this.name = name;
		}

	}

	/**
	 * As jpetstore's.
	 */
	static final class Cart implements Serializable {

		private final Map<String, Item> itemMap = Collections.synchronizedMap(new HashMap<>());

		private final List<Item> itemList = new ArrayList<>();

		void add(String name) {
			Item item = this.itemMap.get(name);
			if (item == null) {
				item = new Item(name);
				this.itemMap.put(name, item);
				this.itemList.add(item);
			}
			item.quantity++;
		}

		void update(String name, int quantity) {
			this.itemMap.get(name).quantity = quantity;
		}

		void remove(String name) {
			this.itemList.remove(this.itemMap.remove(name));
		}

		@Override
		public String toString() {
			return this.itemList.stream().map((item) -> item.name + "=" + item.quantity).toList().toString();
		}

	}

	@RestController
	static class ShopController {

		private static Cart cart(HttpSession session) {
			Cart cart = (Cart) session.getAttribute("cart");
			if (cart == null) {
				cart = new Cart();
				session.setAttribute("cart", cart);
			}
			return cart;
		}

		@GetMapping("/shop")
		String show(HttpSession session) {
			return cart(session).toString();
		}

		@GetMapping("/shop/add")
		String add(@RequestParam String item, HttpSession session) {
			cart(session).add(item);
			return show(session);
		}

		@GetMapping("/shop/update")
		String update(@RequestParam String item, @RequestParam int quantity, HttpSession session) {
			cart(session).update(item, quantity);
			return show(session);
		}

		@GetMapping("/text")
		String text(@RequestParam int length, HttpSession session) {
			session.setAttribute("text", "x".repeat(length));
			return "";
		}

		@GetMapping("/text/length")
		int length(HttpSession session) {
			return ((String) session.getAttribute("text")).length();
		}

		@GetMapping("/shop/remove")
		String remove(@RequestParam String item, HttpSession session) {
			cart(session).remove(item);
			return show(session);
		}

	}

	static final class Folder {

		private final String name;

		private final Folder parent;

		private final Set<Folder> folders = new HashSet<>();

		Folder(String name, Folder parent) {
			this.name = name;
			this.parent = parent;
		}

		Folder find(String path) {
			Folder folder = this;
			for (String part : path.split("/")) {
				Folder in = folder;
				folder = in.folders.stream().filter((it) -> it.name.equals(part)).findFirst().orElseGet(() -> {
					Folder added = new Folder(part, in);
					in.folders.add(added);
					return added;
				});
			}
			return folder;
		}

	}

	@RestController
	static class TreeController {

		@GetMapping("/tree/add")
		String add(@RequestParam String path, HttpSession session) {
			Folder root = (Folder) session.getAttribute("root");
			root = (root != null) ? root : new Folder("root", null);
			root.find(path);
			session.setAttribute("root", root);
			return path;
		}

		@GetMapping("/tree/up")
		String up(@RequestParam String path, HttpSession session) {
			Folder folder = ((Folder) session.getAttribute("root")).find(path);
			List<String> names = new ArrayList<>();
			for (Folder it = folder; it != null; it = it.parent) {
				names.add(it.name);
			}
			return String.join(" ", names);
		}

	}

	@Entity
	static class Role implements GrantedAuthority {

		@Id
		private String name;

		Role() {
		}

		Role(String name) {
			this.name = name;
		}

		@Override
		public String getAuthority() {
			return this.name;
		}

	}

	@Entity
	static class Letter {

		@Id
		private Long id;

		@ManyToOne
		private Member recipient;

		Letter() {
		}

		Letter(Long id, Member recipient) {
			this.id = id;
			this.recipient = recipient;
		}

	}

	@Entity
	static class Member implements UserDetails {

		@Id
		private String name;

		private String password;

		@ManyToMany(fetch = FetchType.EAGER, cascade = CascadeType.ALL)
		private Set<Role> roles = new HashSet<>();

		@OneToMany(mappedBy = "recipient", cascade = CascadeType.ALL)
		private List<Letter> letters = new ArrayList<>();

		@ManyToMany
		private Set<Member> friends = new HashSet<>();

		static Member sam() {
			Member sam = new Member();
			sam.name = "sam";
			sam.password = "{noop}password";
			sam.roles.addAll(List.of(new Role("ROLE_USER"), new Role("ROLE_ADMIN")));
			sam.letters.addAll(List.of(new Letter(1L, sam), new Letter(2L, sam)));
			return sam;
		}

		@Override
		public Collection<? extends GrantedAuthority> getAuthorities() {
			return this.roles;
		}

		@Override
		public String getUsername() {
			return this.name;
		}

		@Override
		public String getPassword() {
			return this.password;
		}

	}

	@RestController
	static class MemberController {

		private final SessionFactory database;

		MemberController(SessionFactory database) {
			this.database = database;
		}

		@GetMapping("/me")
		String me(@AuthenticationPrincipal Member member) {
			List<String> roles = member.getAuthorities().stream().map(GrantedAuthority::getAuthority).sorted().toList();
			return "Member %s %s %s".formatted(member.getUsername(), roles,
					Hibernate.isInitialized(member.letters) ? "loaded" : "not loaded");
		}

		@GetMapping("/member/keep")
		String keep(HttpSession session) {
			session.setAttribute("member", this.database.fromTransaction((it) -> {
				Member member = it.find(Member.class, "sam");
				Hibernate.initialize(member.letters);
				return member;
			}));
			return "";
		}

		@GetMapping("/member")
		String show(HttpSession session) {
			Member member = (Member) session.getAttribute("member");
			return "%d letters, all to sam: %s; friends %s".formatted(member.letters.size(),
					member.letters.stream().allMatch((letter) -> letter.recipient == member),
					Hibernate.isInitialized(member.friends) ? "loaded" : "not loaded");
		}

	}

}
