package io.github.jwtsession.security;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;

/**
 * An authorized client as its tokens and the id of its registration. The registration
 * itself, with the client's secret in it, is configuration: it is looked up when the
 * client is read.
 */
final class AuthorizedClientJson {

	private static final String REGISTRATION_ID = "r";

	/**
	 * The registration, where nobody knows it by its id.
	 */
	private static final String REGISTRATION = "c";

	private static final String PRINCIPAL = "p";

	private static final String ACCESS_TOKEN = "a";

	private static final String REFRESH_TOKEN = "f";

	/**
	 * A member of what Spring Security's mix-in writes, as versions up to 0.2 did.
	 */
	private static final String FORMER_REGISTRATION = "clientRegistration";

	private final Function<String, @Nullable ClientRegistration> registrations;

	AuthorizedClientJson(Function<String, @Nullable ClientRegistration> registrations) {
		this.registrations = registrations;
	}

	LinkedHashMap<?, ?> write(OAuth2AuthorizedClient client) {
		Map<String, Object> members = new LinkedHashMap<>();
		String registrationId = client.getClientRegistration().getRegistrationId();
		if (this.registrations.apply(registrationId) != null) {
			members.put(REGISTRATION_ID, registrationId);
		}
		else {
			members.put(REGISTRATION, client.getClientRegistration());
		}
		members.put(PRINCIPAL, client.getPrincipalName());
		OAuth2AccessToken accessToken = client.getAccessToken();
		members.put(ACCESS_TOKEN, write(accessToken));
		OAuth2RefreshToken refreshToken = client.getRefreshToken();
		if (refreshToken != null) {
			boolean sameTime = Objects.equals(refreshToken.getIssuedAt(), accessToken.getIssuedAt())
					&& refreshToken.getExpiresAt() == null;
			members.put(REFRESH_TOKEN, sameTime ? refreshToken.getTokenValue()
					: list(refreshToken.getTokenValue(), refreshToken.getIssuedAt(), refreshToken.getExpiresAt()));
		}
		return (LinkedHashMap<?, ?>) members;
	}

	private static Object write(OAuth2AccessToken token) {
		if (token.getClass() != OAuth2AccessToken.class) {
			return token;
		}
		List<@Nullable Object> members = list(token.getTokenValue(), time(token.getIssuedAt()),
				expiry(token.getIssuedAt(), token.getExpiresAt()), scopes(token.getScopes()));
		if (!OAuth2AccessToken.TokenType.BEARER.equals(token.getTokenType())) {
			members.add(token.getTokenType().getValue());
		}
		return members;
	}

	/**
	 * Seconds, and nanoseconds behind a point. As text, since a number of seconds will be
	 * too long for JSON's plain numbers in 2038.
	 */
	private static @Nullable String time(@Nullable Instant time) {
		if (time == null) {
			return null;
		}
		return (time.getNano() == 0) ? String.valueOf(time.getEpochSecond())
				: time.getEpochSecond() + "." + time.getNano();
	}

	/**
	 * The lifetime in seconds, which is what an authorization server says.
	 */
	private static @Nullable Object expiry(@Nullable Instant issuedAt, @Nullable Instant expiresAt) {
		if (issuedAt == null || expiresAt == null) {
			return time(expiresAt);
		}
		Duration lifetime = Duration.between(issuedAt, expiresAt);
		boolean whole = lifetime.getNano() == 0 && lifetime.toSeconds() == (int) lifetime.toSeconds();
		return whole ? (int) lifetime.toSeconds() : time(expiresAt);
	}

	/**
	 * Scopes have no space in them (RFC 6749 section 3.3).
	 */
	private static Object scopes(Set<String> scopes) {
		boolean plain = scopes.stream().noneMatch((scope) -> scope.isEmpty() || scope.indexOf(' ') >= 0);
		return plain ? String.join(" ", scopes) : new ArrayList<>(scopes);
	}

	OAuth2AuthorizedClient read(LinkedHashMap<?, ?> members) {
		if (members.containsKey(FORMER_REGISTRATION)) {
			return readFormer(members);
		}
		ClientRegistration registration = (ClientRegistration) members.get(REGISTRATION);
		if (registration == null) {
			registration = registration((String) required(members, REGISTRATION_ID));
		}
		Object accessTokenJson = required(members, ACCESS_TOKEN);
		OAuth2AccessToken accessToken = (accessTokenJson instanceof OAuth2AccessToken special) ? special
				: readAccessToken((List<?>) accessTokenJson);
		return new OAuth2AuthorizedClient(registration, (String) required(members, PRINCIPAL), accessToken,
				readRefreshToken(members.get(REFRESH_TOKEN), accessToken.getIssuedAt()));
	}

	private ClientRegistration registration(String id) {
		return Objects.requireNonNull(this.registrations.apply(id), "There is no such client registration any more");
	}

	private static OAuth2AccessToken readAccessToken(List<?> members) {
		Instant issuedAt = readTime(members.get(1));
		Object expiry = members.get(2);
		Instant expiresAt = (issuedAt != null && expiry instanceof Integer lifetime) ? issuedAt.plusSeconds(lifetime)
				: readTime(expiry);
		OAuth2AccessToken.TokenType type = (members.size() > 4)
				? new OAuth2AccessToken.TokenType((String) members.get(4)) : OAuth2AccessToken.TokenType.BEARER;
		return new OAuth2AccessToken(type, (String) members.get(0), issuedAt, expiresAt, readScopes(members.get(3)));
	}

	private static @Nullable OAuth2RefreshToken readRefreshToken(@Nullable Object json, @Nullable Instant issuedAt) {
		if (json instanceof List<?> members) {
			return new OAuth2RefreshToken((String) members.get(0), (Instant) members.get(1), (Instant) members.get(2));
		}
		return (json != null) ? new OAuth2RefreshToken((String) json, issuedAt) : null;
	}

	private static @Nullable Instant readTime(@Nullable Object json) {
		if (json == null) {
			return null;
		}
		String[] parts = ((String) json).split("\\.");
		return Instant.ofEpochSecond(Long.parseLong(parts[0]), (parts.length > 1) ? Long.parseLong(parts[1]) : 0);
	}

	private static Set<String> readScopes(@Nullable Object json) {
		if (json instanceof String text) {
			return text.isEmpty() ? Set.of() : new LinkedHashSet<>(Arrays.asList(text.split(" ")));
		}
		Set<String> scopes = new LinkedHashSet<>();
		((List<?>) Objects.requireNonNull(json)).forEach((scope) -> scopes.add((String) scope));
		return scopes;
	}

	private OAuth2AuthorizedClient readFormer(Map<?, ?> members) {
		Map<?, ?> registration = (Map<?, ?>) required(members, FORMER_REGISTRATION);
		Map<?, ?> access = (Map<?, ?>) required(members, "accessToken");
		Set<String> scopes = new LinkedHashSet<>();
		((Collection<?>) required(access, "scopes")).forEach((scope) -> scopes.add((String) scope));
		OAuth2AccessToken.TokenType type = new OAuth2AccessToken.TokenType(
				(String) required((Map<?, ?>) required(access, "tokenType"), "value"));
		Map<?, ?> refresh = (Map<?, ?>) members.get("refreshToken");
		return new OAuth2AuthorizedClient(registration((String) required(registration, "registrationId")),
				(String) required(members, "principalName"),
				new OAuth2AccessToken(type, (String) required(access, "tokenValue"), formerTime(access, "issuedAt"),
						formerTime(access, "expiresAt"), scopes),
				(refresh != null) ? new OAuth2RefreshToken((String) required(refresh, "tokenValue"),
						formerTime(refresh, "issuedAt"), formerTime(refresh, "expiresAt")) : null);
	}

	private static @Nullable Instant formerTime(Map<?, ?> members, String name) {
		String text = (String) members.get(name);
		return (text != null) ? Instant.parse(text) : null;
	}

	private static Object required(Map<?, ?> members, String name) {
		return Objects.requireNonNull(members.get(name), name);
	}

	private static List<@Nullable Object> list(@Nullable Object... values) {
		return new ArrayList<>(Arrays.asList(values));
	}

}
