package io.github.jwtsession.overflow;

import java.io.Serializable;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import javax.crypto.spec.SecretKeySpec;

import io.github.jwtsession.SessionRevocations;
import io.github.jwtsession.TestBrowser;
import io.github.jwtsession.key.SessionKey;
import io.github.jwtsession.key.SessionKeys;
import io.github.jwtsession.revocation.TestServer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * A running instance of a shop whose carts do not fit into cookies.
 */
final class OverflowTestApplication implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private OverflowTestApplication(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/**
	 * Start an instance that shares a server with others.
	 * @param server the server, in which revocations are, too
	 * @param properties further properties
	 */
	static OverflowTestApplication start(TestServer.Running server, String... properties) {
		return start(Application.class, server, properties);
	}

	/**
	 * Start an instance of another application.
	 * @param application the application
	 * @param server the server that it shares with others
	 * @param properties further properties
	 */
	static OverflowTestApplication start(Class<?> application, TestServer.Running server, String... properties) {
		return start(application, Clock.systemUTC(), withServer(server, properties));
	}

	/**
	 * Start an instance that shares a server with others.
	 * @param server the server, in which revocations are, too
	 * @param clock the instance's time
	 * @param properties further properties
	 */
	static OverflowTestApplication start(TestServer.Running server, Clock clock, String... properties) {
		return start(Application.class, clock, withServer(server, properties));
	}

	private static String[] withServer(TestServer.Running server, String... properties) {
		Stream<String> ofServer = Arrays.stream(server.properties())
			.flatMap((property) -> property.startsWith("jwt.session.revocation.")
					? Stream.of(property, property.replace("revocation", "overflow")) : Stream.of(property));
		// Of two values of one property, the binder would make a list.
		Stream<String> others = ofServer.filter((property) -> Arrays.stream(properties)
			.noneMatch((own) -> property.startsWith(own.substring(0, own.indexOf('=') + 1))));
		return Stream.concat(others, Arrays.stream(properties)).toArray(String[]::new);
	}

	private static OverflowTestApplication start(Class<?> type, Clock clock, String... properties) {
		SessionKeys keys = SessionKeys.of(new SessionKey("key", new SecretKeySpec(new byte[32], "AES")));
		List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--server.address=127.0.0.1",
				"--spring.main.banner-mode=off", "--jwt.session.revocation.poll-interval=1h"));
		Arrays.stream(properties).map("--"::concat).forEach(arguments::add);
		SpringApplication application = new SpringApplication(type);
		application.addInitializers((context) -> {
			((GenericApplicationContext) context).registerBean(SessionKeys.class, () -> keys);
			((GenericApplicationContext) context).registerBean(Clock.class, () -> clock);
		});
		return new OverflowTestApplication(application.run(arguments.toArray(String[]::new)));
	}

	int port() {
		return ((WebServerApplicationContext) this.context).getWebServer().getPort();
	}

	TestBrowser newBrowser() {
		return new TestBrowser(port());
	}

	AttributeOverflow overflow() {
		return this.context.getBean(AttributeOverflow.class);
	}

	long blobs() {
		return overflow().statistics().blobs();
	}

	/**
	 * How often this instance has asked the store or the cache.
	 */
	long reads() {
		AttributeOverflow.State state = overflow().state();
		return state.hits() + state.misses();
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	@Override
	public void close() {
		this.context.close();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Controller.class)
	static class Application {

		@Bean
		SecurityFilterChain security(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				.formLogin(Customizer.withDefaults())
				.logout((logout) -> logout.logoutSuccessUrl("/names"))
				.build();
		}

		@Bean
		UserDetailsService users() {
			return new InMemoryUserDetailsManager(
					User.withUsername("sam").password("{noop}secret").authorities("ROLE_USER").build());
		}

	}

	/**
	 * What is in a cart: text that does not compress.
	 */
	static final class Cart implements Serializable {

		private static final long serialVersionUID = 1L;

		private final List<String> lines = new ArrayList<>();

		void add(int bytes) {
			Random random = new Random();
			StringBuilder line = new StringBuilder(bytes);
			for (int i = 0; i < bytes; i++) {
				line.append((char) ('0' + random.nextInt(70)));
			}
			this.lines.add(line.toString());
		}

		int size() {
			return this.lines.stream().mapToInt(String::length).sum();
		}

	}

	@RestController
	static class Controller {

		private final SessionRevocations revocations;

		Controller(SessionRevocations revocations) {
			this.revocations = revocations;
		}

		@GetMapping("/add")
		int add(HttpSession session, @RequestParam int bytes) {
			Cart cart = (Cart) session.getAttribute("cart");
			if (cart == null) {
				cart = new Cart();
				session.setAttribute("cart", cart);
			}
			// In place: nothing else tells the session.
			cart.add(bytes);
			return cart.size();
		}

		@GetMapping("/cart")
		String cart(HttpServletRequest request) {
			HttpSession session = request.getSession(false);
			Cart cart = (session != null) ? (Cart) session.getAttribute("cart") : null;
			return (cart != null) ? String.valueOf(cart.size()) : "none";
		}

		@GetMapping("/empty")
		String empty(HttpSession session) {
			session.removeAttribute("cart");
			return "empty";
		}

		@GetMapping("/count")
		int count(HttpSession session) {
			Integer count = (Integer) session.getAttribute("count");
			session.setAttribute("count", (count != null) ? count + 1 : 1);
			return (count != null) ? count + 1 : 1;
		}

		@GetMapping("/names")
		String names(HttpServletRequest request) {
			HttpSession session = request.getSession(false);
			return (session != null) ? String.valueOf(Collections.list(session.getAttributeNames())) : "none";
		}

		@GetMapping("/csrf")
		String csrf(CsrfToken token) {
			return token.getToken();
		}

		@GetMapping("/invalidate")
		String invalidate(HttpSession session) {
			session.invalidate();
			return "invalidated";
		}

		@GetMapping("/revoke")
		String revoke(HttpSession session) {
			this.revocations.revokeSession(session.getId());
			return "revoked";
		}

		@GetMapping("/change-id")
		String changeId(HttpServletRequest request) {
			return request.changeSessionId();
		}

	}

}
