package io.github.jwtsession.servlet;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import javax.crypto.spec.SecretKeySpec;

import io.github.jwtsession.TestBrowser;
import io.github.jwtsession.TestBrowser.Response;
import io.github.jwtsession.cookie.SessionCookies;
import io.github.jwtsession.key.SessionKey;
import io.github.jwtsession.key.SessionKeys;
import jakarta.servlet.http.HttpSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.SessionAttributes;
import org.springframework.web.bind.support.SessionStatus;

import static io.github.jwtsession.servlet.TwoInstances.port;
import static io.github.jwtsession.servlet.TwoInstances.start;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what whole applications keep in their sessions, with default settings: a shop
 * with as much as jpetstore keeps, and a wizard over several pages. Each request goes to
 * another instance.
 */
class ApplicationSessionTests {

	@RegisterExtension
	private static final TwoInstances instances = new TwoInstances(Application.class);

	private final TestBrowser browser = new TestBrowser(port(instances.one()));

	@Test
	void shopOfAUserWithThreeItemsFits() {
		this.browser.post("/login", "username=sam&password=password");
		onTwo("/shop/account");
		onOne("/shop/category?id=FISH");
		onTwo("/shop/product?id=FI-SW-01");
		onOne("/shop/add?id=EST-1");
		onTwo("/shop/add?id=EST-20");
		assertThat(onOne("/shop/add?id=EST-26")).isEqualTo("EST-1=1 EST-20=1 EST-26=1 129.50");
		assertThat(onTwo("/shop/add?id=EST-20")).isEqualTo("EST-1=1 EST-20=2 EST-26=1 148.00");
		assertThat(onOne("/shop/name")).isEqualTo("sam: Samantha, 4 favourites");
		int size = this.browser.cookies().values().stream().mapToInt(String::length).sum();
		assertThat(size).isLessThan(instances.one().getBean(SessionCookies.class).getMaxSize()).isBetween(4_000, 8_000);
	}

	@Test
	void wizardGoesOnOverRedirects() {
		this.browser.get("/wizard");
		Response address = this.browser.at(port(instances.two())).post("/wizard/address", "city=Berlin");
		assertThat(address.http().headers().firstValue("Location").orElseThrow()).endsWith("/wizard/payment");
		assertThat(onOne("/wizard/payment")).isEqualTo("Berlin null []");
		this.browser.at(port(instances.two())).post("/wizard/payment", "method=card");
		this.browser.at(port(instances.one())).post("/wizard/extras", "extra=wrap&extra=card");
		assertThat(onTwo("/wizard/payment")).isEqualTo("Berlin card [wrap, card]");
		assertThat(this.browser.at(port(instances.one())).post("/wizard/finish", "").body())
			.isEqualTo("Berlin card [wrap, card]");
		assertThat(this.browser.at(port(instances.two())).get("/wizard/payment").status()).isEqualTo(500);
	}

	@Test
	void limitsOfTheServerAreLeftAloneIfToldSo() {
		try (ServletWebServerApplicationContext alone = start(Application.class,
				"jwt.session.server-header-limits=false")) {
			assertThat(alone.getEnvironment().getProperty("server.max-http-request-header-size")).isNull();
			assertThat(alone.getEnvironment().getProperty("server.tomcat.max-http-response-header-size")).isNull();
			assertThat(alone.getEnvironment().getProperty("server.jetty.max-http-response-header-size")).isNull();
			assertThat(alone.getBean(SessionCookies.class).getMaxSize()).isEqualTo(6 * 1024);
		}
		assertThat(instances.one().getEnvironment().getProperty("server.max-http-request-header-size"))
			.isEqualTo("16KB");
		assertThat(instances.one().getBean(SessionCookies.class).getMaxSize()).isEqualTo(12 * 1024);
	}

	@Test
	void limitThatTheApplicationHasSetStays() {
		try (ServletWebServerApplicationContext alone = start(Application.class,
				"server.max-http-request-header-size=10KB")) {
			assertThat(alone.getEnvironment().getProperty("server.max-http-request-header-size")).isEqualTo("10KB");
			assertThat(alone.getBean(SessionCookies.class).getMaxSize()).isEqualTo(8 * 1024);
		}
	}

	private String onOne(String path) {
		return this.browser.at(port(instances.one())).get(path).body();
	}

	private String onTwo(String path) {
		return this.browser.at(port(instances.two())).get(path).body();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ ShopController.class, WizardController.class })
	static class Application {

		@Bean
		SessionKeys sessionKeys() {
			return SessionKeys.of(new SessionKey("shared", new SecretKeySpec(new byte[32], "AES")));
		}

		@Bean
		SecurityFilterChain formLogin(HttpSecurity http) {
			return http
				.authorizeHttpRequests(
						(requests) -> requests.requestMatchers("/shop/**").authenticated().anyRequest().permitAll())
				.csrf((csrf) -> csrf.disable())
				.formLogin(Customizer.withDefaults())
				.build();
		}

		@Bean
		UserDetailsService users() {
			return new InMemoryUserDetailsManager(
					User.withUsername("sam").password("{noop}password").roles("USER").build());
		}

	}

	static final class Account implements Serializable {

		private String username = "sam";

		private String password;

		private String email = "samantha.miller@example.com";

		private String firstName = "Samantha";

		private String lastName = "Miller";

		private String status;

		private String address1 = "901 San Antonio Road";

		private String address2 = "MS UCUP02-206";

		private String city = "Palo Alto";

		private String state = "CA";

		private String zip = "94303";

		private String country = "USA";

		private String phone = "555-555-5555";

		private String favouriteCategoryId = "DOGS";

		private String languagePreference = "english";

		private boolean listOption = true;

		private boolean bannerOption = true;

		private String bannerName = "<image src=\"../images/banner_dogs.gif\">";

	}

	record Category(String categoryId, String name, String description) implements Serializable {

	}

	static final class Product implements Serializable {

		private final String productId;

		private final String categoryId;

		private final String name;

		private final String description;

		Product(String productId, String categoryId, String name, String description) {
			this.productId = productId;
			this.categoryId = categoryId;
			this.name = name;
			this.description = description;
		}

	}

	static final class Item implements Serializable {

		private final String itemId;

		private final String productId;

		private final BigDecimal listPrice;

		private final BigDecimal unitCost;

		private int supplierId = 1;

		private String status = "P";

		private final String attribute1;

		private String attribute2;

		private String attribute3;

		private String attribute4;

		private String attribute5;

		private final Product product;

		private int quantity = 10_000;

		Item(String itemId, String listPrice, String unitCost, String attribute1, Product product) {
			this.itemId = itemId;
			this.productId = product.productId;
			this.listPrice = new BigDecimal(listPrice);
			this.unitCost = new BigDecimal(unitCost);
			this.attribute1 = attribute1;
			this.product = product;
		}

	}

	static final class CartItem implements Serializable {

		private final Item item;

		private int quantity;

		private boolean inStock = true;

		private BigDecimal total = BigDecimal.ZERO;

		CartItem(Item item) {
			this.item = item;
		}

		void increment() {
			this.quantity++;
			this.total = this.item.listPrice.multiply(BigDecimal.valueOf(this.quantity));
		}

	}

	static final class Cart implements Serializable {

		private final Map<String, CartItem> itemMap = Collections.synchronizedMap(new HashMap<>());

		private final List<CartItem> itemList = new ArrayList<>();

		void add(Item item) {
			CartItem cartItem = this.itemMap.get(item.itemId);
			if (cartItem == null) {
				cartItem = new CartItem(item);
				this.itemMap.put(item.itemId, cartItem);
				this.itemList.add(cartItem);
			}
			cartItem.increment();
		}

	}

	/**
	 * What pages of jpetstore keep between two requests.
	 */
	static final class AccountBean implements Serializable {

		private Account account = new Account();

		private List<Product> myList = new ArrayList<>();

		private boolean authenticated = true;

		private String myListOption;

	}

	static final class CatalogBean implements Serializable {

		private String keyword;

		private String categoryId;

		private Category category;

		private List<Category> categoryList;

		private String productId;

		private Product product;

		private List<Product> productList;

		private String itemId;

		private Item item;

		private List<Item> itemList;

	}

	@RestController
	static class ShopController {

		private static List<Product> products() {
			return List.of(product("FI-SW-01", "FISH", "Angelfish", "fish1.gif\">Salt Water fish from Australia"),
					product("FI-SW-02", "FISH", "Tiger Shark", "fish4.gif\">Salt Water fish from Australia"),
					product("FI-FW-01", "FISH", "Koi", "fish3.gif\">Fresh Water fish from Japan"),
					product("FI-FW-02", "FISH", "Goldfish", "fish2.gif\">Fresh Water fish from China"),
					product("K9-BD-01", "DOGS", "Bulldog", "dog2.gif\">Friendly dog from England"),
					product("K9-PO-02", "DOGS", "Poodle", "dog6.gif\">Cute dog from France"),
					product("K9-DL-01", "DOGS", "Dalmation", "dog5.gif\">Great dog for a Fire Station"),
					product("K9-CW-01", "DOGS", "Chihuahua", "dog4.gif\">Great companion dog"));
		}

		private static Product product(String id, String category, String name, String description) {
			return new Product(id, category, name, "<image src=\"../images/" + description);
		}

		private static List<Product> productsOf(String category) {
			return new ArrayList<>(products().stream().filter((it) -> it.categoryId.equals(category)).toList());
		}

		private static List<Item> items() {
			List<Product> products = products();
			return List.of(new Item("EST-1", "16.50", "10.00", "Large", products.get(0)),
					new Item("EST-2", "16.50", "10.00", "Small", products.get(0)),
					new Item("EST-20", "18.50", "12.00", "Spotless Male", products.get(3)),
					new Item("EST-26", "94.50", "92.00", "Adult Male", products.get(7)));
		}

		@GetMapping("/shop/account")
		void account(HttpSession session) {
			AccountBean bean = new AccountBean();
			bean.myList = productsOf("DOGS");
			session.setAttribute("accountBean", bean);
		}

		@GetMapping("/shop/category")
		void category(@RequestParam String id, HttpSession session) {
			CatalogBean bean = new CatalogBean();
			bean.categoryId = id;
			bean.category = new Category(id, "Fish",
					"<image src=\"../images/fish_icon.gif\"><font size=\"5\" color=\"blue\"> Fish</font>");
			bean.productList = productsOf(id);
			session.setAttribute("catalogBean", bean);
		}

		@GetMapping("/shop/product")
		void product(@RequestParam String id, HttpSession session) {
			CatalogBean bean = (CatalogBean) session.getAttribute("catalogBean");
			bean.productId = id;
			bean.product = bean.productList.stream().filter((it) -> it.productId.equals(id)).findFirst().orElseThrow();
			bean.itemList = new ArrayList<>(items().stream().filter((it) -> it.productId.equals(id)).toList());
		}

		@GetMapping("/shop/add")
		String add(@RequestParam String id, HttpSession session) {
			Cart cart = (Cart) session.getAttribute("cart");
			cart = (cart != null) ? cart : new Cart();
			session.setAttribute("cart", cart);
			cart.add(items().stream().filter((it) -> it.itemId.equals(id)).findFirst().orElseThrow());
			StringBuilder text = new StringBuilder();
			BigDecimal total = BigDecimal.ZERO;
			for (CartItem item : cart.itemList) {
				text.append(item.item.itemId).append('=').append(item.quantity).append(' ');
				total = total.add(item.total);
			}
			return text.append(total).toString();
		}

		@GetMapping("/shop/name")
		String name(HttpSession session) {
			AccountBean bean = (AccountBean) session.getAttribute("accountBean");
			return "%s: %s, %d favourites".formatted(bean.account.username, bean.account.firstName, bean.myList.size());
		}

	}

	public static final class Order {

		private String city;

		private String method;

		private final List<String> extras = new ArrayList<>();

		public void setCity(String city) {
			this.city = city;
		}

		public void setMethod(String method) {
			this.method = method;
		}

		@Override
		public String toString() {
			return this.city + " " + this.method + " " + this.extras;
		}

	}

	@Controller
	@SessionAttributes("order")
	static class WizardController {

		@GetMapping("/wizard")
		@ResponseBody
		String begin(Model model) {
			model.addAttribute("order", new Order());
			return "";
		}

		@PostMapping("/wizard/address")
		String address(@ModelAttribute("order") Order order) {
			return "redirect:/wizard/payment";
		}

		@GetMapping("/wizard/payment")
		@ResponseBody
		String show(@ModelAttribute(name = "order", binding = false) Order order) {
			return order.toString();
		}

		@PostMapping("/wizard/payment")
		String payment(@ModelAttribute("order") Order order) {
			return "redirect:/wizard/extras";
		}

		@PostMapping("/wizard/extras")
		String extras(@ModelAttribute(name = "order", binding = false) Order order, @RequestParam List<String> extra) {
			order.extras.addAll(extra);
			return "redirect:/wizard/payment";
		}

		@PostMapping("/wizard/finish")
		@ResponseBody
		String finish(@ModelAttribute("order") Order order, SessionStatus status) {
			status.setComplete();
			return order.toString();
		}

	}

}
