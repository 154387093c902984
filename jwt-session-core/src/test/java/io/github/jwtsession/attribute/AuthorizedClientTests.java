package io.github.jwtsession.attribute;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.jwtsession.security.SpringSecurityOAuth2Types;
import io.github.jwtsession.security.SpringSecurityTypes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AccessToken.TokenType;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;

import static io.github.jwtsession.attribute.FrameworkValues.NOW;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that authorized clients are written without what is configured anyway.
 */
class AuthorizedClientTests {

	private static final ClientRegistration REGISTRATION = FrameworkValues.authorizedClient().getClientRegistration();

	private static final Instant LATER = NOW.plusSeconds(3600).plusNanos(7);

	private static final Set<String> SCOPES = new LinkedHashSet<>(List.of("openid", "profile"));

	private final AttributeJson json = json(Map.of(REGISTRATION.getRegistrationId(), REGISTRATION));

	private static AttributeJson json(Map<String, ClientRegistration> registrations) {
		return new AttributeJson(
				List.of(new SpringSecurityTypes(AuthorizedClientTests.class.getClassLoader()),
						new SpringSecurityOAuth2Types(registrations::get)),
				List.of(), false, AuthorizedClientTests.class.getClassLoader());
	}

	private static OAuth2AuthorizedClient client(OAuth2AccessToken accessToken,
			@Nullable OAuth2RefreshToken refreshToken) {
		return new OAuth2AuthorizedClient(REGISTRATION, "sam", accessToken, refreshToken);
	}

	static List<OAuth2AuthorizedClient> clients() {
		OAuth2AccessToken usual = new OAuth2AccessToken(TokenType.BEARER, "access", NOW.plusNanos(1000),
				NOW.plusNanos(1000).plusSeconds(300), SCOPES);
		return List.of(FrameworkValues.authorizedClient(), client(usual, null),
				client(usual, new OAuth2RefreshToken("refresh", NOW.plusNanos(1000))),
				client(usual, new OAuth2RefreshToken("refresh", NOW, LATER)),
				client(usual, new OAuth2RefreshToken("refresh", null)),
				client(new OAuth2AccessToken(TokenType.DPOP, "access", NOW, LATER, Set.of()), null),
				client(new OAuth2AccessToken(TokenType.BEARER, "access", null, LATER), null),
				client(new OAuth2AccessToken(TokenType.BEARER, "access", null, null), null),
				client(new OAuth2AccessToken(TokenType.BEARER, "access", NOW, NOW.plusSeconds(1L << 40)), null),
				client(new OAuth2AccessToken(TokenType.BEARER, "access", NOW, null, Set.of("read all")), null));
	}

	@ParameterizedTest
	@MethodSource("clients")
	void survives(OAuth2AuthorizedClient client) {
		Map<String, OAuth2AuthorizedClient> clients = Map.of("github", client);
		Object read = this.json.read("clients", this.json.write("clients", clients));
		assertThat(read).usingRecursiveComparison().isEqualTo(clients);
	}

	@Test
	void registrationIsNotWrittenButLookedUp() {
		byte[] written = this.json.write("client", FrameworkValues.authorizedClient());
		assertThat(new String(written, StandardCharsets.UTF_8)).isEqualTo("{\"@oac\":{\"r\":\"github\",\"p\":\"sam\","
				+ "\"a\":[\"access\",\"1767323045\",60,\"read:user\"],\"f\":\"refresh\"}}");
		ClientRegistration changed = ClientRegistration.withClientRegistration(REGISTRATION)
			.clientSecret("changed")
			.build();
		assertThat(json(Map.of("github", changed)).read("client", written)).isInstanceOfSatisfying(
				OAuth2AuthorizedClient.class, (client) -> assertThat(client.getClientRegistration()).isSameAs(changed));
	}

	@Test
	void isAbsentWhenItsRegistrationIsGone() {
		byte[] written = this.json.write("client", FrameworkValues.authorizedClient());
		assertThat(json(Map.of()).read("client", written)).isNull();
	}

	@Test
	void registrationThatNobodyKnowsIsWritten() {
		OAuth2AuthorizedClient client = FrameworkValues.authorizedClient();
		AttributeJson json = json(Map.of());
		assertThat(json.read("client", json.write("client", client))).usingRecursiveComparison().isEqualTo(client);
	}

	@Test
	void whatFormerVersionsWroteIsRead() {
		OAuth2AuthorizedClient client = FrameworkValues.authorizedClient();
		AttributeJson former = new AttributeJson(
				List.of(new SpringSecurityTypes(getClass().getClassLoader()), new SpringSecurityOAuth2Types()),
				List.of(), false, getClass().getClassLoader());
		byte[] written = former.write("client", client);
		assertThat(new String(written, StandardCharsets.UTF_8)).contains("clientRegistration");
		assertThat(this.json.read("client", written)).usingRecursiveComparison().isEqualTo(client);
	}

}
