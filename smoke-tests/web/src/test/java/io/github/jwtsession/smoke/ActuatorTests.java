package io.github.jwtsession.smoke;

import io.github.jwtsession.TestBrowser;
import jakarta.servlet.http.HttpSession;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The starter of the Actuator: endpoint, health and metrics, without a session of theirs.
 */
class ActuatorTests {

	@Test
	void endpointsAnswer() {
		try (ServletWebServerApplicationContext application = (ServletWebServerApplicationContext) new SpringApplicationBuilder(
				Application.class)
			.properties("server.port=0",
					"spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
					"management.endpoints.web.exposure.include=*", "management.endpoint.health.show-details=always")
			.run()) {
			TestBrowser browser = new TestBrowser(application.getWebServer().getPort());
			assertThat(browser.get("/actuator/health").body()).contains("jwtSession");
			assertThat(browser.get("/actuator/jwtsession").body()).contains("random-");
			assertThat(browser.cookies()).isEmpty();
			browser.get("/begin");
			assertThat(browser.get("/actuator/metrics/jwt.session.tokens.sealed").body()).contains("\"value\":1");
		}
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(SessionController.class)
	static class Application {

	}

	@RestController
	static class SessionController {

		@GetMapping("/begin")
		void begin(HttpSession session) {
			session.setAttribute("user", "sam");
		}

	}

}
