package io.github.jwtsession.overflow;

import java.io.IOException;

import io.github.jwtsession.SessionRevocations;
import io.github.jwtsession.TestBrowser;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a login under a name of the application's
 * ({@code setSpringSecurityContextKey}) that stands in the store.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = { "jwt.session.overflow.eager=true",
		"jwt.session.max-size=16KB", "spring.mvc.publish-request-handled-events=false" })
class OverflowRenamedLoginTests {

	@LocalServerPort
	private int port;

	@Autowired
	private SessionRevocations revocations;

	@Autowired
	private MemoryOverflowStore store;

	/**
	 * "The login moves last, and never because of eager."
	 */
	@Test
	void loginIsNotMovedByAWriteOfSomethingElse() {
		TestBrowser browser = new TestBrowser(this.port);
		browser.get("/log-in?authorities=60");
		int before = this.store.puts();
		browser.get("/set");
		assertThat(this.store.puts()).isEqualTo(before);
	}

	/**
	 * A request that reads no login removes an attribute: the token forgets whose session
	 * it is, and "log out everywhere" does not end it any more.
	 */
	@Test
	void principalIsRevokedThoughHisLoginStandsInTheStore() {
		TestBrowser browser = new TestBrowser(this.port);
		browser.get("/log-in?authorities=60");
		browser.get("/set");
		assertThat(browser.get("/remove").status()).isEqualTo(200);
		assertThat(browser.get("/user").body()).isEqualTo("sam");
		this.revocations.revokePrincipal("sam");
		assertThat(browser.get("/user").body()).isEqualTo("none");
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ MemoryOverflowStore.class, Pages.class })
	static class Application {

		@Bean
		SecurityFilterChain permitAll(HttpSecurity http) {
			HttpSessionSecurityContextRepository repository = new HttpSessionSecurityContextRepository();
			repository.setSpringSecurityContextKey("login");
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				.csrf((csrf) -> csrf.disable())
				.securityContext((context) -> context.securityContextRepository(repository))
				.build();
		}

	}

	@RestController
	static class Pages {

		@GetMapping("/log-in")
		String logIn(HttpSession session, int authorities) {
			session.setAttribute("login", LargeLogin.of(authorities));
			return "ok";
		}

		@GetMapping("/set")
		String set(HttpSession session) {
			session.setAttribute("other", 1);
			return "set";
		}

		@GetMapping("/remove")
		void remove(HttpServletRequest request, HttpServletResponse response) throws IOException {
			request.getSession().removeAttribute("other");
			// Begins to stream, before Spring MVC asks for the user at the request's end.
			response.getWriter().write("removed");
			response.flushBuffer();
		}

		@GetMapping("/user")
		String user(HttpServletRequest request) {
			return (request.getUserPrincipal() != null) ? request.getUserPrincipal().getName() : "none";
		}

	}

}
