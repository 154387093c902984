package io.github.jwtsession.session;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import javax.crypto.spec.SecretKeySpec;

import io.github.jwtsession.attribute.AttributeJson;
import io.github.jwtsession.attribute.FrameworkSessions;
import io.github.jwtsession.attribute.SessionAttributes;
import io.github.jwtsession.jwe.EncryptionMethod;
import io.github.jwtsession.jwe.TokenFormat;
import io.github.jwtsession.key.SessionKey;
import io.github.jwtsession.key.SessionKeys;
import io.github.jwtsession.mvc.SpringMvcTypes;
import io.github.jwtsession.security.SpringSecurityOAuth2Types;
import io.github.jwtsession.security.SpringSecurityTypes;
import io.github.jwtsession.token.SessionClaims;
import io.github.jwtsession.token.SessionTokenCodec;
import io.github.jwtsession.token.TokenBinding;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.security.jackson.SecurityJacksonModules;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that sessions are small: whole cookies, name and value, not compressed.
 */
class TokenSizeTests {

	private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

	@Test
	void formLoginTakesAtMost620Bytes() throws Exception {
		Map<String, Object> session = new LinkedHashMap<>();
		session.put("SPRING_SECURITY_CONTEXT", FrameworkSessions.formLogin());
		assertThat(measure("form login, two roles", session)).isLessThanOrEqualTo(620);
	}

	@Test
	void formLoginWithCsrfTokenAndCartTakesAtMost1150Bytes() throws Exception {
		Map<String, Object> session = new LinkedHashMap<>();
		session.put("SPRING_SECURITY_CONTEXT", FrameworkSessions.formLogin());
		session.put("org.springframework.security.web.csrf.HttpSessionCsrfTokenRepository.CSRF_TOKEN",
				FrameworkSessions.csrfToken());
		session.put("cart", FrameworkSessions.cart());
		assertThat(measure("login, CSRF token, cart of five items", session)).isLessThanOrEqualTo(1150);
	}

	@Test
	void openIdConnectLoginTakesAtMost3500Bytes() throws Exception {
		Map<String, Object> session = new LinkedHashMap<>();
		session.put("SPRING_SECURITY_CONTEXT", FrameworkSessions.oidcLogin());
		assertThat(measure("OpenID Connect login", session)).isLessThanOrEqualTo(3500);
	}

	private static int measure(String name, Map<String, Object> session) throws IOException {
		int size = cookie(session).length();
		System.out.printf("%-40s %5d bytes; JDK serialization, base64: %5d; Spring Security's JSON: %5s%n", name, size,
				serialized(session), plainJson(session));
		return size;
	}

	private static String cookie(Map<String, Object> session) {
		AttributeJson json = new AttributeJson(List.of(new SpringMvcTypes(),
				new SpringSecurityTypes(TokenSizeTests.class.getClassLoader()), new SpringSecurityOAuth2Types()),
				List.of("io.github.jwtsession"), false, null);
		SessionAttributes attributes = new SessionAttributes(json);
		session.forEach(attributes::set);
		SessionKey key = new SessionKey("session-key", new SecretKeySpec(new byte[32], "AES"));
		SessionTokenCodec codec = new SessionTokenCodec(SessionKeys.of(key), TokenFormat.of(EncryptionMethod.A256GCM),
				new TokenBinding("shop", "jwt-session", false), 10_000, 10_000);
		SessionClaims claims = SessionClaims.builder("JccDJF_DaC3jGmZ4TrYHig")
			.issuedAt(NOW)
			.expiresAt(NOW.plusSeconds(1800))
			.subject("sam")
			.createdAt(NOW)
			.authenticatedAt(NOW)
			.formerId("R0ETqK9Zb1b0bq7xk2m5Yw")
			.generation(1)
			.attributes(attributes.snapshot().toJson())
			.build();
		return "jwt-session-g1=" + codec.seal(claims).value();
	}

	private static int serialized(Map<String, Object> session) throws IOException {
		int size = 0;
		for (Object value : session.values()) {
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
				out.writeObject(value);
			}
			size += (bytes.size() + 2) / 3 * 4;
		}
		return size;
	}

	private static int plainJson(Map<String, Object> session) {
		JsonMapper mapper = JsonMapper.builder()
			.addModules(SecurityJacksonModules.getModules(TokenSizeTests.class.getClassLoader()))
			.build();
		return session.values().stream().mapToInt((value) -> mapper.writeValueAsBytes(value).length).sum();
	}

}
