package io.github.jwtsession.overflow;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.stream.Collectors;

import io.github.jwtsession.TestBrowser;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.OncePerRequestFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what clients are told while the overflow store does not answer, over HTTP.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "jwt.session.overflow.cache-size=0")
@ExtendWith(OutputCaptureExtension.class)
class OverflowProblemTests {

	private static final String BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8";

	@LocalServerPort
	private int port;

	@Autowired
	private MemoryOverflowStore store;

	private TestBrowser browser;

	@BeforeEach
	void fill() {
		this.browser = new TestBrowser(this.port);
		this.browser.get("/fill");
		this.store.setOff(true);
	}

	@AfterEach
	void switchOn() {
		this.store.setOff(false);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/read", "/filtered" })
	void browserGetsAnErrorPage(String path, CapturedOutput output) throws Exception {
		int before = output.length();
		HttpResponse<String> response = get(path, BROWSER);
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
		assertThat(response.body()).doesNotContain("xxx");
		assertThat(response.headers().allValues("Set-Cookie")).isEmpty();
		assertThat(output.toString().substring(before)).doesNotContain("\tat ");
	}

	@Test
	void programGetsAProblemDetailWhereNoResolverIs() throws Exception {
		HttpResponse<String> response = get("/filtered", "application/json");
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
		assertThat(response.body())
			.startsWith("{\"type\":\"tag:jwtsession.github.io,2026:session-overflow-unavailable\"")
			.contains("\"status\":503", "'cart'");
	}

	@Test
	void programGets503FromAController() throws Exception {
		HttpResponse<String> response = get("/read", "application/json");
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(response.body()).contains("503");
	}

	@Test
	void applicationMayGoOnWithoutIt() {
		assertThat(this.browser.get("/read-in-spite").body()).isEqualTo("unavailable");
		this.store.setOff(false);
		assertThat(this.browser.get("/read").body()).isEqualTo("20000");
	}

	@ParameterizedTest
	@CsvSource({ "/remove, none", "/invalidate, no session", "/set, 4" })
	void whatIsNotReadAnyMoreNeedsNoStore(String path, String afterwards) {
		assertThat(this.browser.get(path).status()).isEqualTo(200);
		assertThat(this.browser.get("/read").body()).isEqualTo(afterwards);
	}

	private HttpResponse<String> get(String path, String accept) throws IOException, InterruptedException {
		String cookies = this.browser.cookies()
			.entrySet()
			.stream()
			.map((cookie) -> cookie.getKey() + "=" + cookie.getValue())
			.collect(Collectors.joining("; "));
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path))
				.header("Accept", accept)
				.header("Cookie", cookies)
				.build(), BodyHandlers.ofString());
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ MemoryOverflowStore.class, CartController.class })
	static class Application {

		@Bean
		SecurityFilterChain permitAll(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll()).build();
		}

		@Bean
		FilterRegistrationBean<OncePerRequestFilter> readingFilter() {
			FilterRegistrationBean<OncePerRequestFilter> registration = new FilterRegistrationBean<>(
					new OncePerRequestFilter() {

						@Override
						protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response,
								FilterChain chain) throws ServletException, IOException {
							request.getSession().getAttribute("cart");
							chain.doFilter(request, response);
						}

					});
			registration.addUrlPatterns("/filtered");
			return registration;
		}

	}

	@RestController
	static class CartController {

		@GetMapping("/fill")
		String fill(HttpSession session) {
			session.setAttribute("cart", "x".repeat(20_000));
			return "filled";
		}

		@GetMapping({ "/read", "/filtered" })
		String read(HttpServletRequest request) {
			HttpSession session = request.getSession(false);
			if (session == null) {
				return "no session";
			}
			String cart = (String) session.getAttribute("cart");
			return (cart != null) ? String.valueOf(cart.length()) : "none";
		}

		@GetMapping("/read-in-spite")
		String readInSpite(HttpSession session) {
			try {
				return read(session);
			}
			catch (RuntimeException ex) {
				session.setAttribute("other", 1);
				return "unavailable";
			}
		}

		private static String read(HttpSession session) {
			return (String) session.getAttribute("cart");
		}

		@GetMapping("/set")
		String set(HttpSession session) {
			session.setAttribute("cart", "less");
			return "set";
		}

		@GetMapping("/remove")
		String remove(HttpSession session) {
			session.setAttribute("other", 1);
			session.removeAttribute("cart");
			return "removed";
		}

		@GetMapping("/invalidate")
		String invalidate(HttpSession session) {
			session.invalidate();
			return "invalidated";
		}

	}

}
