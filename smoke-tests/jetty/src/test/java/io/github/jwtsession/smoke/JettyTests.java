package io.github.jwtsession.smoke;

import io.github.jwtsession.TestBrowser;
import jakarta.servlet.http.HttpSession;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.util.ClassUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The starter of Jetty, without Tomcat.
 */
class JettyTests {

	@Test
	void sessionIsKept() {
		assertThat(ClassUtils.isPresent("org.apache.catalina.Context", getClass().getClassLoader())).isFalse();
		try (ServletWebServerApplicationContext application = (ServletWebServerApplicationContext) new SpringApplicationBuilder(
				Application.class)
			.properties("server.port=0")
			.run()) {
			TestBrowser browser = new TestBrowser(application.getWebServer().getPort());
			assertThat(browser.get("/visits").body()).isEqualTo("1");
			assertThat(browser.get("/visits").body()).isEqualTo("2");
			browser.get("/end");
			assertThat(browser.get("/visits").body()).isEqualTo("1");
		}
	}

	/**
	 * As much as the starter's limits of headers let through, both ways.
	 */
	@Test
	void sessionOfElevenKilobytesIsKept() {
		try (ServletWebServerApplicationContext application = (ServletWebServerApplicationContext) new SpringApplicationBuilder(
				Application.class)
			.properties("server.port=0")
			.run()) {
			TestBrowser browser = new TestBrowser(application.getWebServer().getPort());
			assertThat(browser.get("/fill").status()).isEqualTo(200);
			assertThat(browser.cookies().values().stream().mapToInt(String::length).sum()).isGreaterThan(11_000);
			assertThat(browser.get("/length").body()).isEqualTo("8500");
		}
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(VisitController.class)
	static class Application {

	}

	@RestController
	static class VisitController {

		@GetMapping("/visits")
		int visits(HttpSession session) {
			Integer visits = (Integer) session.getAttribute("visits");
			session.setAttribute("visits", (visits != null) ? visits + 1 : 1);
			return (int) session.getAttribute("visits");
		}

		@GetMapping("/fill")
		void fill(HttpSession session) {
			session.setAttribute("text", "x".repeat(8_500));
		}

		@GetMapping("/length")
		int length(HttpSession session) {
			return ((String) session.getAttribute("text")).length();
		}

		@GetMapping("/end")
		void end(HttpSession session) {
			session.invalidate();
		}

	}

}
