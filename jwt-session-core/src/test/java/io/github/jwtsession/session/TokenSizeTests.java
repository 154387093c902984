package io.github.jwtsession.session;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.security.jackson.SecurityJacksonModules;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that sessions are small: whole cookies, name and value, not compressed. Their
 * claims are those of a login over HTTP, which comes after the page with the form.
 */
class TokenSizeTests {

	private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

	/**
	 * The table in docs/operations.md.
	 */
	@ParameterizedTest(name = "{0}")
	@CsvSource({ "CSRF, 345", "SAVED_REQUEST, 880", "AUTHORIZATION_REQUEST, 1065", "FORM_LOGIN, 620",
			"FORM_LOGIN CSRF, 700", "FORM_LOGIN CSRF CART, 1150", "OIDC_LOGIN, 2450", "AUTHORIZED_CLIENT, 1750" })
	void aCookieTakesAtMost(String attributes, int limit) throws Exception {
		Map<String, Object> session = new LinkedHashMap<>();
		for (String attribute : attributes.split(" ")) {
			Attribute.valueOf(attribute).addTo(session);
		}
		assertThat(measure(attributes, session)).isLessThanOrEqualTo(limit);
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
		SessionClaims.Builder claims = SessionClaims.builder("JccDJF_DaC3jGmZ4TrYHig")
			.issuedAt(NOW)
			.expiresAt(NOW.plusSeconds(1800))
			.createdAt(NOW.minusSeconds(20))
			.attributes(attributes.snapshot().toJson());
		if (!session.containsKey(Attribute.CONTEXT)) {
			return "jwt-session=" + codec.seal(claims.build()).value();
		}
		claims.subject("sam").authenticatedAt(NOW.minusMillis(117)).formerId("R0ETqK9Zb1b0bq7xk2m5Yw").generation(1);
		return "jwt-session-g1=" + codec.seal(claims.build()).value();
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

	/**
	 * What a session holds.
	 */
	private enum Attribute {

		CSRF("org.springframework.security.web.csrf.HttpSessionCsrfTokenRepository.CSRF_TOKEN",
				FrameworkSessions::csrfToken),

		SAVED_REQUEST("SPRING_SECURITY_SAVED_REQUEST", FrameworkSessions::savedRequest),

		AUTHORIZATION_REQUEST(
				"org.springframework.security.oauth2.client.web."
						+ "HttpSessionOAuth2AuthorizationRequestRepository.AUTHORIZATION_REQUEST",
				FrameworkSessions::authorizationRequest),

		AUTHORIZED_CLIENT(
				"org.springframework.security.oauth2.client.web."
						+ "HttpSessionOAuth2AuthorizedClientRepository.AUTHORIZED_CLIENTS",
				FrameworkSessions::authorizedClient),

		CART("cart", FrameworkSessions::cart),

		FORM_LOGIN(Attribute.CONTEXT, FrameworkSessions::formLogin),

		OIDC_LOGIN(Attribute.CONTEXT, FrameworkSessions::oidcLogin);

		private static final String CONTEXT = "SPRING_SECURITY_CONTEXT";

		private final String name;

		private final Supplier<Object> value;

		Attribute(String name, Supplier<Object> value) {
			this.name = name;
			this.value = value;
		}

		private void addTo(Map<String, Object> session) {
			session.put(this.name, this.value.get());
		}

	}

}
