package io.github.jwtsession.smoke;

import io.github.jwtsession.TestBrowser;
import jakarta.servlet.http.HttpSession;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The starters of template engines: each renders what is in the session.
 */
class ViewTests {

	@ParameterizedTest
	@ValueSource(strings = { "thymeleaf", "freemarker", "mustache" })
	void rendersTheSession(String engine) {
		try (ServletWebServerApplicationContext application = start(engine)) {
			TestBrowser browser = new TestBrowser(application.getWebServer().getPort());
			assertThat(browser.get("/" + engine).body()).contains("visits: 1");
			assertThat(browser.get("/" + engine).body()).contains("visits: 2");
			assertThat(browser.cookies()).containsOnlyKeys("jwt-session");
		}
	}

	private static ServletWebServerApplicationContext start(String engine) {
		return (ServletWebServerApplicationContext) new SpringApplicationBuilder(Application.class).properties(
				"server.port=0",
				"spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
				"spring.thymeleaf.enabled=" + engine.equals("thymeleaf"),
				"spring.freemarker.enabled=" + engine.equals("freemarker"),
				"spring.freemarker.expose-session-attributes=true",
				"spring.mustache.enabled=" + engine.equals("mustache"))
			.run();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(PageController.class)
	static class Application {

	}

	@Controller
	static class PageController {

		@GetMapping("/{view}")
		String page(@PathVariable String view, HttpSession session, Model model) {
			Integer visits = (Integer) session.getAttribute("visits");
			session.setAttribute("visits", (visits != null) ? visits + 1 : 1);
			if (view.equals("mustache")) {
				model.addAttribute("visits", session.getAttribute("visits"));
			}
			return view;
		}

	}

}
