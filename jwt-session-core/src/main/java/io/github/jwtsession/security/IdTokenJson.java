package io.github.jwtsession.security;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.convert.converter.Converter;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenDecoderFactory;
import org.springframework.security.oauth2.core.converter.ClaimTypeConverter;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;

/**
 * An ID token as its text alone. Its claims are in the text: only those are written that
 * differ from what Spring Security reads there.
 */
final class IdTokenJson {

	private static final TypeReference<Map<String, Object>> CLAIMS = new TypeReference<>() {
	};

	private final JsonMapper mapper = new JsonMapper();

	private final Converter<Map<String, Object>, Map<String, Object>> claimTypes = new ClaimTypeConverter(
			OidcIdTokenDecoderFactory.createDefaultClaimTypeConverters());

	LinkedHashMap<?, ?> write(OidcIdToken token) {
		Map<String, Object> members = new LinkedHashMap<>();
		members.put("t", token.getTokenValue());
		Map<String, Object> derived = derivedClaims(token.getTokenValue());
		Map<String, Object> different = new LinkedHashMap<>();
		token.getClaims().forEach((name, value) -> {
			if (!isSame(derived.get(name), value)) {
				different.put(name, value);
			}
		});
		if (!different.isEmpty()) {
			members.put("c", different);
		}
		List<String> missing = new ArrayList<>(derived.keySet());
		missing.removeAll(token.getClaims().keySet());
		if (!missing.isEmpty()) {
			members.put("m", missing);
		}
		putUnlessSame(members, "i", token.getIssuedAt(), token.getClaims().get("iat"));
		putUnlessSame(members, "e", token.getExpiresAt(), token.getClaims().get("exp"));
		return (LinkedHashMap<?, ?>) members;
	}

	@SuppressWarnings("unchecked")
	OidcIdToken read(LinkedHashMap<?, ?> members) {
		String tokenValue = (String) Objects.requireNonNull(members.get("t"));
		Map<String, Object> claims = new LinkedHashMap<>(derivedClaims(tokenValue));
		if (members.containsKey("m")) {
			claims.keySet().removeAll((List<String>) members.get("m"));
		}
		if (members.containsKey("c")) {
			claims.putAll((Map<String, Object>) members.get("c"));
		}
		Instant issuedAt = (Instant) (members.containsKey("i") ? members.get("i") : claims.get("iat"));
		Instant expiresAt = (Instant) (members.containsKey("e") ? members.get("e") : claims.get("exp"));
		return new OidcIdToken(tokenValue, issuedAt, expiresAt, claims);
	}

	/**
	 * The claims in the text, empty if it is no JWS. It was verified at the login.
	 */
	private Map<String, Object> derivedClaims(String tokenValue) {
		String[] parts = tokenValue.split("\\.");
		if (parts.length != 3) {
			return Map.of();
		}
		try {
			String payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
			Map<String, Object> claims = this.claimTypes.convert(this.mapper.readValue(payload, CLAIMS));
			return (claims != null) ? claims : Map.of();
		}
		catch (IllegalArgumentException | JacksonException ex) {
			return Map.of();
		}
	}

	private static boolean isSame(@Nullable Object derived, @Nullable Object value) {
		if (derived == null || value == null) {
			return derived == value;
		}
		return derived.equals(value) && derived.getClass() == value.getClass();
	}

	private static void putUnlessSame(Map<String, Object> members, String name, @Nullable Object value,
			@Nullable Object claim) {
		if (!Objects.equals(value, claim)) {
			members.put(name, value);
		}
	}

}
