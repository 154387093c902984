package io.github.jwtsession.overflow;

import java.util.Collections;

import io.github.jwtsession.TestBrowser;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.junit.jupiter.api.AfterEach;
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
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for users who are logged in while the overflow store does not answer, over HTTP.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "jwt.session.overflow.cache-size=0", "jwt.session.max-size=10KB" })
class OverflowLoginTests {

	@LocalServerPort
	private int port;

	@Autowired
	private MemoryOverflowStore store;

	@AfterEach
	void switchOn() {
		this.store.setOff(false);
	}

	/**
	 * His login is what takes up most, and what is below the threshold with it.
	 */
	@Test
	void userWithManyAuthoritiesLogsOutWhileTheStoreIsAway() {
		TestBrowser browser = new TestBrowser(this.port);
		assertThat(browser.get("/log-in?authorities=150").status()).isEqualTo(200);
		int before = this.store.puts();
		assertThat(browser.get("/fill?length=5000").status()).isEqualTo(200);
		assertThat(this.store.puts()).isEqualTo(before + 1);
		this.store.setOff(true);
		assertThat(browser.post("/logout", "").status()).isEqualTo(302);
		assertThat(browser.get("/names").body()).isEqualTo("none");
	}

	@Test
	void loginIsRemovedWhileACartIsInAStoreThatIsAway() {
		TestBrowser browser = new TestBrowser(this.port);
		browser.get("/log-in?authorities=2");
		browser.get("/fill?length=20000");
		int gets = this.store.gets();
		assertThat(browser.get("/clear").status()).isEqualTo(200);
		assertThat(this.store.gets()).isEqualTo(gets);
		browser.get("/log-in?authorities=2");
		this.store.setOff(true);
		assertThat(browser.get("/clear").status()).isEqualTo(200);
		assertThat(browser.get("/names").body()).isEqualTo("cart");
	}

	/**
	 * Nobody listens to attributes.
	 */
	@Test
	void settingAnAttributeDoesNotAskForItsFormerValue() {
		TestBrowser browser = new TestBrowser(this.port);
		browser.get("/fill?length=20000");
		this.store.setOff(true);
		assertThat(browser.get("/fill?length=10").status()).isEqualTo(200);
		assertThat(browser.get("/names").body()).isEqualTo("cart");
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ MemoryOverflowStore.class, Pages.class })
	static class Application {

		@Bean
		SecurityFilterChain permitAll(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				.csrf((csrf) -> csrf.disable())
				.logout((logout) -> logout.logoutSuccessUrl("/names"))
				.build();
		}

	}

	@RestController
	static class Pages {

		@GetMapping("/log-in")
		String logIn(HttpSession session, int authorities) {
			session.setAttribute("SPRING_SECURITY_CONTEXT", LargeLogin.of(authorities));
			return "ok";
		}

		@GetMapping("/fill")
		String fill(HttpSession session, int length) {
			session.setAttribute("cart", "x".repeat(length));
			return "filled";
		}

		@GetMapping("/clear")
		String clear(HttpSession session) {
			session.removeAttribute("SPRING_SECURITY_CONTEXT");
			return "cleared";
		}

		@GetMapping("/names")
		String names(HttpServletRequest request) {
			HttpSession session = request.getSession(false);
			return (session != null) ? String.join(",", Collections.list(session.getAttributeNames())) : "none";
		}

	}

}
