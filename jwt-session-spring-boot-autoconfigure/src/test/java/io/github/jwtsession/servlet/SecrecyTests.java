package io.github.jwtsession.servlet;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

import javax.crypto.spec.SecretKeySpec;

import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.crypto.AESDecrypter;
import com.nimbusds.jose.crypto.DirectDecrypter;
import io.github.jwtsession.MutableClock;
import io.github.jwtsession.TestBrowser;
import io.github.jwtsession.TestBrowser.Response;
import io.github.jwtsession.attribute.AttributeJson;
import io.github.jwtsession.jwe.KeyManagement;
import io.github.jwtsession.key.ReloadableSessionKeys;
import io.github.jwtsession.key.SessionKey;
import io.github.jwtsession.key.SessionKeys;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a session's whole life leaves nothing secret in the log, at TRACE: no key,
 * no token, no attribute value. What the server itself logs of a request's headers is not
 * turned on.
 */
@ExtendWith(OutputCaptureExtension.class)
class SecrecyTests {

	private static final String[] PROPERTIES = { "server.port=0", "logging.level.io.github.jwtsession=trace",
			"logging.level.org.springframework.session=trace", "logging.level.org.springframework.security=trace",
			"logging.level.tools.jackson=trace", "logging.level.com.nimbusds=trace", "jwt.session.max-size=2KB" };

	private static final String VALUE = "attributevalue";

	private static final byte[] KEY = "0123456789abcdef0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] NEXT_KEY = "fedcba9876543210FEDCBA9876543210".getBytes(StandardCharsets.US_ASCII);

	@ParameterizedTest
	@EnumSource
	void logsShowNoKeyNoTokenAndNoAttributeValue(KeyManagement keyManagement, CapturedOutput output) throws Exception {
		List<String> secrets = new ArrayList<>(List.of(VALUE, new String(KEY, StandardCharsets.US_ASCII),
				Base64.getEncoder().encodeToString(KEY), HexFormat.of().formatHex(KEY),
				Base64.getEncoder().encodeToString(NEXT_KEY), HexFormat.of().formatHex(NEXT_KEY)));
		try (ConfigurableApplicationContext application = start(keyManagement)) {
			TestBrowser browser = new TestBrowser(
					application.getEnvironment().getRequiredProperty("local.server.port", int.class));
			List<String> tokens = live(browser);
			List<String> contentKeys = contentKeys(tokens);
			assertThat(contentKeys.isEmpty()).isEqualTo(keyManagement == KeyManagement.DIR);
			secrets.addAll(tokens);
			secrets.addAll(contentKeys);
		}
		assertThat(output).contains("Session token ignored")
			.contains("java.lang.Thread")
			.contains("'jwt.session.max-size'")
			.contains("cannot be read");
		assertThat(secrets).hasSizeGreaterThan(9);
		for (String secret : secrets) {
			String part = secret.substring(0, Math.min(secret.length(), secret.lastIndexOf('.') + 12));
			assertThat(output.toString()).doesNotContain(part.isEmpty() ? secret : part);
		}
	}

	private static ConfigurableApplicationContext start(KeyManagement keyManagement) {
		return new SpringApplicationBuilder(Application.class).properties(PROPERTIES)
			.properties("jwt.session.key-management=" + keyManagement.identifier())
			.run();
	}

	/**
	 * A session's life.
	 * @return the tokens that the browser got
	 */
	private static List<String> live(TestBrowser browser) {
		List<String> tokens = new ArrayList<>();
		for (String path : List.of("/set", "/read", "/change-id", "/set", "/rotate", "/read", "/read", "/unsupported",
				"/too-large", "/gone", "/invalidate")) {
			Response response = browser.get(path);
			response.setCookies().forEach((cookie) -> tokens.add(valueOf(cookie)));
		}
		tokens.removeIf(String::isEmpty);
		browser.cookies().put("jwt-session", tokens.get(0).replace('A', 'B'));
		browser.get("/read");
		return tokens;
	}

	/**
	 * The keys of content that was handed over to the next key.
	 */
	private static List<String> contentKeys(List<String> tokens) throws Exception {
		List<String> contentKeys = new ArrayList<>();
		for (String value : tokens) {
			JWEObject token = JWEObject.parse(value);
			if (token.getHeader().getKeyID().equals("next")) {
				boolean wrapped = token.getHeader().getAlgorithm().equals(JWEAlgorithm.A256KW);
				token.decrypt(wrapped ? new AESDecrypter(NEXT_KEY) : new DirectDecrypter(NEXT_KEY));
				contentKeys.add((String) token.getPayload().toJSONObject().get("cek"));
			}
		}
		contentKeys.removeIf(Objects::isNull);
		return contentKeys;
	}

	private static String valueOf(String cookie) {
		return cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';'));
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(LifeController.class)
	static class Application {

		@Bean
		MutableClock clock() {
			return new MutableClock(Instant.parse("2026-01-02T03:04:05Z"));
		}

		@Bean
		ReloadableSessionKeys sessionKeys(MutableClock clock) {
			Instant start = clock.instant();
			SessionKey old = new SessionKey("old", new SecretKeySpec(KEY, "AES"));
			SessionKey next = new SessionKey("next", new SecretKeySpec(NEXT_KEY, "AES"));
			return new ReloadableSessionKeys(
					() -> clock.instant().equals(start) ? SessionKeys.of(old) : SessionKeys.of(next, old));
		}

		@Bean
		SecurityFilterChain permitAll(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll()).build();
		}

	}

	@RestController
	static class LifeController {

		private final MutableClock clock;

		private final ReloadableSessionKeys keys;

		LifeController(MutableClock clock, ReloadableSessionKeys keys) {
			this.clock = clock;
			this.keys = keys;
		}

		/**
		 * From now on sessions that are read are handed over.
		 */
		@GetMapping("/rotate")
		String rotate() {
			this.clock.advance(Duration.ofMinutes(2));
			this.keys.reload();
			return "";
		}

		@GetMapping("/set")
		String set(HttpSession session) {
			session.setAttribute("a", List.of(VALUE, session.getId()));
			return "";
		}

		@GetMapping("/read")
		String read(HttpServletRequest request) {
			HttpSession session = request.getSession(false);
			return (session != null) ? String.valueOf(session.getAttribute("a")) : "";
		}

		@GetMapping("/change-id")
		String changeId(HttpServletRequest request) {
			return request.changeSessionId();
		}

		@GetMapping("/unsupported")
		String unsupported(HttpSession session) {
			session.setAttribute("thread", List.of(VALUE, new Thread(VALUE)));
			return "";
		}

		@GetMapping("/too-large")
		String tooLarge(HttpSession session) {
			session.setAttribute("big", VALUE.repeat(1000));
			return "";
		}

		@GetMapping("/gone")
		String gone() {
			new AttributeJson(List.of(), List.of(), false, null).read("gone",
					"{\"@java.net.URI\":\"%s\"}".formatted(VALUE + " is no URI").getBytes(StandardCharsets.UTF_8));
			return "";
		}

		@GetMapping("/invalidate")
		String invalidate(HttpSession session) {
			session.invalidate();
			return "";
		}

	}

}
