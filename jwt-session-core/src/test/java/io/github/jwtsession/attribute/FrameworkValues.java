package io.github.jwtsession.attribute;

import java.net.MalformedURLException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import jakarta.servlet.http.Cookie;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.OidcUserInfo;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.core.oidc.user.OidcUserAuthority;
import org.springframework.security.oauth2.core.user.DefaultOAuth2User;
import org.springframework.security.oauth2.core.user.OAuth2UserAuthority;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.saml2.provider.service.authentication.DefaultSaml2AuthenticatedPrincipal;
import org.springframework.security.saml2.provider.service.authentication.Saml2Authentication;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.springframework.security.web.savedrequest.DefaultSavedRequest;
import org.springframework.security.web.webauthn.api.AttestationConveyancePreference;
import org.springframework.security.web.webauthn.api.AuthenticatorSelectionCriteria;
import org.springframework.security.web.webauthn.api.AuthenticatorTransport;
import org.springframework.security.web.webauthn.api.Bytes;
import org.springframework.security.web.webauthn.api.CredProtectAuthenticationExtensionsClientInput;
import org.springframework.security.web.webauthn.api.CredProtectAuthenticationExtensionsClientInput.CredProtect;
import org.springframework.security.web.webauthn.api.ImmutableAuthenticationExtensionsClientInputs;
import org.springframework.security.web.webauthn.api.ImmutablePublicKeyCredentialUserEntity;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialCreationOptions;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialDescriptor;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialParameters;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialRequestOptions;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialRpEntity;
import org.springframework.security.web.webauthn.api.ResidentKeyRequirement;
import org.springframework.security.web.webauthn.api.UserVerificationRequirement;
import org.springframework.web.servlet.FlashMap;

/**
 * What Spring Security and Spring MVC keep in a session. The golden files hold what these
 * values are written as: to change one is to change what they are compared with.
 */
final class FrameworkValues {

	static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

	private FrameworkValues() {
	}

	static SecurityContextImpl context(Authentication authentication) {
		return new SecurityContextImpl(authentication);
	}

	static UserDetails user() {
		return User.withUsername("sam").password("").roles("USER", "ADMIN").build();
	}

	static Authentication formLogin() {
		UserDetails user = user();
		((User) user).eraseCredentials();
		List<GrantedAuthority> authorities = new ArrayList<>(user.getAuthorities());
		authorities.add(FactorGrantedAuthority.withFactor("PASSWORD").issuedAt(NOW).build());
		UsernamePasswordAuthenticationToken token = UsernamePasswordAuthenticationToken.authenticated(user, null,
				authorities);
		token.setDetails(new WebAuthenticationDetails("127.0.0.1", "JccDJF_DaC3jGmZ4TrYHig"));
		return token;
	}

	static Authentication oauth2Login() {
		Map<String, Object> attributes = ordered(Map.entry("login", "sam"), Map.entry("id", 5),
				Map.entry("name", "Sam Carter"));
		DefaultOAuth2User user = new DefaultOAuth2User(
				List.of(new OAuth2UserAuthority(attributes, "login"), new SimpleGrantedAuthority("SCOPE_read:user")),
				attributes, "login");
		return new OAuth2AuthenticationToken(user, user.getAuthorities(), "github");
	}

	static Authentication oidcLogin() {
		Map<String, Object> claims = ordered(Map.entry("sub", "248289761001"), Map.entry("name", "Sam Carter"),
				Map.entry("given_name", "Sam"), Map.entry("family_name", "Carter"),
				Map.entry("preferred_username", "s.carter"), Map.entry("email", "sam@example.com"),
				Map.entry("email_verified", true), Map.entry("locale", "en-GB"),
				Map.entry("updated_at", Instant.parse("2025-01-01T00:00:00Z")),
				Map.entry("profile", "https://idp.example.com/profile/sam"));
		return oidcLogin(new OidcUserInfo(claims));
	}

	static Authentication oidcLoginWithoutUserInfo() {
		return oidcLogin(null);
	}

	private static Authentication oidcLogin(OidcUserInfo userInfo) {
		OidcIdToken idToken = idToken();
		OidcUserAuthority authority = new OidcUserAuthority(idToken, userInfo, "sub");
		List<GrantedAuthority> authorities = List.of(authority, new SimpleGrantedAuthority("SCOPE_openid"),
				new SimpleGrantedAuthority("SCOPE_profile"), new SimpleGrantedAuthority("SCOPE_email"));
		DefaultOidcUser user = new DefaultOidcUser(authorities, idToken, userInfo, "sub");
		List<GrantedAuthority> all = new ArrayList<>(user.getAuthorities());
		all.add(FactorGrantedAuthority.withFactor("AUTHORIZATION_CODE").issuedAt(NOW).build());
		OAuth2AuthenticationToken token = new OAuth2AuthenticationToken(user, all, "keycloak");
		token.setDetails(new WebAuthenticationDetails("127.0.0.1", "JccDJF_DaC3jGmZ4TrYHig"));
		return token;
	}

	/**
	 * A token of 1,000 characters, as Keycloak issues them.
	 */
	static OidcIdToken idToken() {
		Map<String, Object> payload = new LinkedHashMap<>();
		payload.put("iss", "https://idp.example.com/realms/shop");
		payload.put("aud", List.of("shop"));
		payload.put("sub", "248289761001");
		payload.put("iat", NOW.getEpochSecond());
		payload.put("exp", NOW.plusSeconds(300).getEpochSecond());
		payload.put("auth_time", NOW.getEpochSecond());
		payload.put("nonce", "nonce-1");
		payload.put("acr", 1);
		payload.put("session_state", "b1fd8d1e-2b6d-4c9a-9d5c-9d2f7a4c6c3e");
		String signature = "s".repeat(342);
		String text = encode(
				ordered(Map.entry("alg", "RS256"), Map.entry("typ", "JWT"), Map.entry("kid", "k".repeat(43)))) + "."
				+ encode(payload) + "." + signature;
		text = text + "s".repeat(Math.max(0, 1000 - text.length()));
		Map<String, Object> claims = new LinkedHashMap<>(payload);
		claims.put("iss", url("https://idp.example.com/realms/shop"));
		claims.put("aud", new ArrayList<>(List.of("shop")));
		claims.put("iat", NOW);
		claims.put("exp", NOW.plusSeconds(300));
		claims.put("auth_time", NOW);
		return new OidcIdToken(text, NOW, NOW.plusSeconds(300), claims);
	}

	private static Object url(String url) {
		try {
			return URI.create(url).toURL();
		}
		catch (MalformedURLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String encode(Map<String, Object> json) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(new JsonMapper().writeValueAsBytes(json));
	}

	static JwtAuthenticationToken jwt() {
		Jwt jwt = Jwt.withTokenValue("a.b.c")
			.header("alg", "RS256")
			.claim("sub", "sam")
			.claim("scope", List.of("read"))
			.issuedAt(NOW)
			.expiresAt(NOW.plusSeconds(60))
			.build();
		return new JwtAuthenticationToken(jwt, AuthorityUtils.createAuthorityList("SCOPE_read"), "sam");
	}

	@SuppressWarnings("deprecation")
	static Authentication saml2() {
		DefaultSaml2AuthenticatedPrincipal principal = new DefaultSaml2AuthenticatedPrincipal("sam",
				ordered(Map.entry("mail", List.of("sam@example.com")), Map.entry("level", List.of(5L))),
				List.of("index"));
		return new Saml2Authentication(principal, "<saml/>", AuthorityUtils.createAuthorityList("ROLE_USER"));
	}

	static ImmutablePublicKeyCredentialUserEntity webAuthnUser() {
		return (ImmutablePublicKeyCredentialUserEntity) ImmutablePublicKeyCredentialUserEntity.builder()
			.name("sam")
			.id(new Bytes(new byte[] { 1, 2, 3 }))
			.displayName("Sam")
			.build();
	}

	static PublicKeyCredentialCreationOptions creationOptions() {
		return PublicKeyCredentialCreationOptions.builder()
			.rp(PublicKeyCredentialRpEntity.builder().id("example.com").name("Example").build())
			.user(webAuthnUser())
			.challenge(new Bytes(new byte[] { 4, 5, 6 }))
			.pubKeyCredParams(PublicKeyCredentialParameters.ES256, PublicKeyCredentialParameters.RS256)
			.timeout(Duration.ofMinutes(5))
			.excludeCredentials(List.of(descriptor()))
			.authenticatorSelection(AuthenticatorSelectionCriteria.builder()
				.residentKey(ResidentKeyRequirement.REQUIRED)
				.userVerification(UserVerificationRequirement.PREFERRED)
				.build())
			.attestation(AttestationConveyancePreference.NONE)
			.extensions(new ImmutableAuthenticationExtensionsClientInputs(
					new CredProtectAuthenticationExtensionsClientInput(
							new CredProtect(CredProtect.ProtectionPolicy.USER_VERIFICATION_OPTIONAL, true))))
			.build();
	}

	static PublicKeyCredentialRequestOptions requestOptions() {
		return PublicKeyCredentialRequestOptions.builder()
			.challenge(new Bytes(new byte[] { 4, 5, 6 }))
			.timeout(Duration.ofMinutes(5))
			.rpId("example.com")
			.allowCredentials(List.of(descriptor()))
			.userVerification(UserVerificationRequirement.REQUIRED)
			.extensions(new ImmutableAuthenticationExtensionsClientInputs(List.of()))
			.build();
	}

	static PublicKeyCredentialDescriptor descriptor() {
		return PublicKeyCredentialDescriptor.builder()
			.id(new Bytes(new byte[] { 7, 8 }))
			.transports(AuthenticatorTransport.INTERNAL, AuthenticatorTransport.HYBRID)
			.build();
	}

	static OAuth2AuthorizationRequest authorizationRequest() {
		return OAuth2AuthorizationRequest.authorizationCode()
			.authorizationUri("https://idp.example.com/auth")
			.clientId("shop")
			.redirectUri("http://localhost:8080/login/oauth2/code/keycloak")
			.scopes(new LinkedHashSet<>(List.of("openid", "profile")))
			.state("state-1")
			.additionalParameters(ordered(Map.entry("nonce", "hash")))
			.attributes(ordered(Map.entry("registration_id", "keycloak"), Map.entry("nonce", "nonce-1")))
			.authorizationRequestUri("https://idp.example.com/auth?client_id=shop")
			.build();
	}

	static OAuth2AuthorizedClient authorizedClient() {
		ClientRegistration registration = ClientRegistration.withRegistrationId("github")
			.clientId("shop")
			.clientSecret("secret")
			.authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
			.redirectUri("{baseUrl}/login/oauth2/code/{registrationId}")
			.scope("read:user")
			.authorizationUri("https://github.com/login/oauth/authorize")
			.tokenUri("https://github.com/login/oauth/access_token")
			.userInfoUri("https://api.github.com/user")
			.userNameAttributeName("login")
			.clientName("GitHub")
			.build();
		OAuth2AccessToken accessToken = new OAuth2AccessToken(OAuth2AccessToken.TokenType.BEARER, "access", NOW,
				NOW.plusSeconds(60), Set.of("read:user"));
		return new OAuth2AuthorizedClient(registration, "sam", accessToken, new OAuth2RefreshToken("refresh", NOW));
	}

	static DefaultSavedRequest savedRequest(String method) {
		MockHttpServletRequest request = new MockHttpServletRequest(method, "/shop/cart");
		request.setServerPort(8080);
		request.setContextPath("/shop");
		request.setServletPath("/cart");
		request.setQueryString("a=1");
		request.addParameter("a", "1");
		request.addParameter("b", "2", "3");
		request.addHeader("Accept", "text/html");
		request.addHeader("Accept-Language", "de-DE,en;q=0.5");
		request.addHeader("User-Agent", "Mozilla/5.0");
		request.addHeader("Cookie", "jwt-session=token");
		request.addHeader("Authorization", "Basic c2FtOnNlY3JldA==");
		request.addHeader("Sec-Fetch-Mode", "navigate");
		request.setPreferredLocales(Arrays.asList(Locale.GERMANY, Locale.ENGLISH));
		request.setCookies(new Cookie("jwt-session", "token"));
		return new DefaultSavedRequest(request, "continue");
	}

	static FlashMap flashMap() {
		FlashMap flashMap = new FlashMap();
		flashMap.put("message", "added");
		flashMap.put("count", 5L);
		flashMap.setTargetRequestPath("/cart");
		flashMap.addTargetRequestParam("a", "1");
		flashMap.setExpirationTime(1234567890123L);
		return flashMap;
	}

	/**
	 * A map in this order: that of {@code Map.of()} is another in each process.
	 */
	@SafeVarargs
	private static <T> Map<String, T> ordered(Map.Entry<String, ? extends T>... entries) {
		Map<String, T> map = new LinkedHashMap<>();
		for (Map.Entry<String, ? extends T> entry : entries) {
			map.put(entry.getKey(), entry.getValue());
		}
		return map;
	}

}
