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

		@GetMapping("/end")
		void end(HttpSession session) {
			session.invalidate();
		}

	}

}
