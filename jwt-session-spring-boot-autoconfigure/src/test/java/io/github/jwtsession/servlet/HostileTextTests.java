package io.github.jwtsession.servlet;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

import javax.crypto.spec.SecretKeySpec;

import io.github.jwtsession.TestBrowser;
import io.github.jwtsession.attribute.AttributeJson;
import io.github.jwtsession.key.SessionKey;
import io.github.jwtsession.key.SessionKeys;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests, over HTTP, for what a client says that ends up in the log: it makes no line of
 * its own there (CWE-117), and what is to be known of it is said.
 */
@ExtendWith(OutputCaptureExtension.class)
class HostileTextTests {

	private static final String NAME = "cart\r\n2026-01-02 ERROR forged\u2028\u001b[31mred" + "x".repeat(1000);

	private static final String ESCAPED_NAME = "cart\\r\\n2026-01-02 ERROR forged\\u2028\\u001b[31mredxxx";

	@ParameterizedTest
	@ValueSource(strings = { "/unsupported", "/too-large", "/late", "/gone" })
	void attributeNamesMakeNoLinesInTheLog(String path, CapturedOutput output) {
		try (ConfigurableApplicationContext application = start()) {
			TestBrowser browser = new TestBrowser(port(application));
			browser.get(path + "?name=" + URLEncoder.encode(NAME, StandardCharsets.UTF_8));
		}
		assertThat(output).contains(ESCAPED_NAME).doesNotContain("\u001b[31m").doesNotContain("x".repeat(201));
		assertThat(output.toString().lines()).noneMatch((line) -> line.startsWith("2026-01-02 ERROR forged"));
	}

	@Test
	void aProxyThatEndsTlsAndIsNotDeclaredIsWarnedOfOnce(CapturedOutput output) throws Exception {
		try (ConfigurableApplicationContext application = start()) {
			assertThat(setCookieBehindProxy(application)).doesNotContain("Secure");
			assertThat(setCookieBehindProxy(application)).doesNotContain("Secure");
		}
		assertThat(output.toString().lines().filter((line) -> line.contains("'server.forward-headers-strategy")))
			.singleElement()
			.asString()
			.contains("WARN", "X-Forwarded-Proto", "'jwt.session.cookie.secure: true'");
	}

	@ParameterizedTest
	@CsvSource({ "server.forward-headers-strategy=native, true", "server.forward-headers-strategy=framework, true",
			"jwt.session.cookie.secure=true, true", "server.servlet.session.cookie.secure=false, false" })
	void aProxyIsNotWarnedOfWhereItIsDeclaredOrTheCookieIsConfigured(String property, boolean secure,
			CapturedOutput output) throws Exception {
		try (ConfigurableApplicationContext application = start(property)) {
			assertThat(setCookieBehindProxy(application).contains("; Secure")).isEqualTo(secure);
		}
		assertThat(output).doesNotContain("'server.forward-headers-strategy");
	}

	private static String setCookieBehindProxy(ConfigurableApplicationContext application) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port(application) + "/begin"))
			.header("X-Forwarded-Proto", "https")
			.build();
		HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
		return response.headers().firstValue("Set-Cookie").orElseThrow();
	}

	private static ConfigurableApplicationContext start(String... properties) {
		return new SpringApplicationBuilder(Application.class)
			.properties("server.port=0", "jwt.session.max-size=2KB",
					"jwt.session.attributes.trusted-packages=io.github.jwtsession")
			.properties(properties)
			.run();
	}

	private static int port(ConfigurableApplicationContext application) {
		return application.getEnvironment().getRequiredProperty("local.server.port", int.class);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(NameController.class)
	static class Application {

		@Bean
		SessionKeys sessionKeys() {
			return SessionKeys.of(new SessionKey("key", new SecretKeySpec(new byte[32], "AES")));
		}

		@Bean
		SecurityFilterChain permitAll(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll()).build();
		}

	}

	@RestController
	static class NameController {

		@Autowired
		private AttributeJson converter;

		@GetMapping("/begin")
		String begin(HttpSession session) {
			session.setAttribute("a", 1);
			return "";
		}

		@GetMapping("/unsupported")
		String unsupported(HttpSession session, @RequestParam String name) {
			session.setAttribute(name, new Thread());
			return "";
		}

		@GetMapping("/too-large")
		String tooLarge(HttpSession session, @RequestParam String name) {
			session.setAttribute(name, "y".repeat(5000));
			return "";
		}

		@GetMapping("/late")
		String late(HttpSession session, HttpServletResponse response, @RequestParam String name) throws Exception {
			session.setAttribute("a", 1);
			response.getOutputStream().print("x".repeat(40_000));
			session.setAttribute(name, 2);
			return "";
		}

		/**
		 * Its class is not there any more.
		 */
		@GetMapping("/gone")
		String gone(@RequestParam String name) {
			this.converter.read(name, "{\"@io.github.jwtsession.Gone\":{}}".getBytes(StandardCharsets.UTF_8));
			return "";
		}

	}

}
