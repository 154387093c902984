package io.github.jwtsession.attribute;

import java.net.MalformedURLException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import io.github.jwtsession.attribute.bean.SessionBeans;
import io.github.jwtsession.mvc.SpringMvcTypes;
import io.github.jwtsession.security.SpringSecurityOAuth2Types;
import io.github.jwtsession.security.SpringSecurityTypes;
import jakarta.servlet.http.Cookie;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.authentication.AccountExpiredException;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.CredentialsExpiredException;
import org.springframework.security.authentication.DisabledException;
import org.springframework.security.authentication.InternalAuthenticationServiceException;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.authentication.RememberMeAuthenticationToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.ott.DefaultOneTimeToken;
import org.springframework.security.authentication.ott.OneTimeTokenAuthentication;
import org.springframework.security.authentication.password.CompromisedPasswordException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
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
import org.springframework.security.saml2.core.Saml2Error;
import org.springframework.security.saml2.provider.service.authentication.DefaultSaml2AuthenticatedPrincipal;
import org.springframework.security.saml2.provider.service.authentication.Saml2Authentication;
import org.springframework.security.saml2.provider.service.authentication.Saml2AuthenticationException;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;
import org.springframework.security.web.authentication.session.SessionAuthenticationException;
import org.springframework.security.web.authentication.switchuser.SwitchUserGrantedAuthority;
import org.springframework.security.web.csrf.DefaultCsrfToken;
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
import org.springframework.security.web.webauthn.authentication.WebAuthnAuthentication;
import org.springframework.web.servlet.FlashMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * What Spring Security and Spring MVC keep in a session, each entry of which survives.
 */
class FrameworkCatalogueTests {

	private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

	private final DeserializerLookups lookups = new DeserializerLookups();

	private final AttributeJson json = new AttributeJson(
			List.of(new SpringMvcTypes(), new SpringSecurityTypes(getClass().getClassLoader()),
					new SpringSecurityOAuth2Types()),
			List.of("io.github.jwtsession"), false, getClass().getClassLoader(), List.of(this.lookups),
			SessionBeans.NONE);

	@ParameterizedTest(name = "{0}")
	@MethodSource("catalogue")
	void deserializersAreMadeOnce(String name, Object value) {
		byte[] written = this.json.write(name, value);
		this.json.read(name, written);
		assertThat(this.lookups.take()).isNotEmpty();
		assertThat(this.json.read(name, written)).isNotNull();
		assertThat(this.lookups.take()).isEmpty();
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("catalogue")
	void survives(String name, Object value) {
		byte[] written = this.json.write(name, value);
		Object read = this.json.read(name, written);
		assertThat(read).as(new String(written, StandardCharsets.UTF_8)).isNotNull().hasSameClassAs(value);
		assertThat(read).usingRecursiveComparison()
			.withStrictTypeChecking()
			.ignoringFieldsMatchingRegexes(".*stackTrace", ".*depth", ".*cause", ".*authenticationRequest", ".*cookies",
					".*headers", ".*hash", ".*suppressedExceptions")
			.isEqualTo(value);
		assertThat(new String(this.json.write(name, read), StandardCharsets.UTF_8))
			.isEqualTo(new String(written, StandardCharsets.UTF_8));
	}

	static Stream<Arguments> catalogue() {
		return Stream.of(arguments("form login", context(formLogin())),
				arguments("form login with roles in another order",
						context(UsernamePasswordAuthenticationToken.authenticated(user(), null,
								AuthorityUtils.createAuthorityList("ROLE_X", "ROLE_USER")))),
				arguments("login with a String as principal",
						context(UsernamePasswordAuthenticationToken.authenticated("sam", "secret",
								AuthorityUtils.createAuthorityList("ROLE_USER")))),
				arguments("login with a user of the application",
						context(UsernamePasswordAuthenticationToken.authenticated(
								new Member(5L, "sam", Set.of("ROLE_USER")), null,
								AuthorityUtils.createAuthorityList("ROLE_USER")))),
				arguments("login with a subclass of User",
						context(UsernamePasswordAuthenticationToken.authenticated(new Employee("sam", "Sales"), null,
								AuthorityUtils.createAuthorityList("ROLE_USER")))),
				arguments("login with authorities of the application",
						context(UsernamePasswordAuthenticationToken.authenticated("sam", null,
								List.of(new Permission("read", 5L))))),
				arguments("unauthenticated token",
						context(UsernamePasswordAuthenticationToken.unauthenticated("sam", "secret"))),
				arguments("authentication of the application", context(new ApiKeyAuthentication("key-5"))),
				arguments("remember-me",
						context(new RememberMeAuthenticationToken("key", user(),
								AuthorityUtils.createAuthorityList("ROLE_USER")))),
				arguments("anonymous",
						context(new AnonymousAuthenticationToken("key", "anonymousUser",
								AuthorityUtils.createAuthorityList("ROLE_ANONYMOUS")))),
				arguments("pre-authenticated",
						context(new PreAuthenticatedAuthenticationToken(user(), "N/A",
								AuthorityUtils.createAuthorityList("ROLE_USER")))),
				arguments("switched user",
						context(UsernamePasswordAuthenticationToken.authenticated("eve", null,
								List.of(new SwitchUserGrantedAuthority("ROLE_PREVIOUS", formLogin()))))),
				arguments("OAuth 2.0 login", context(oauth2Login())),
				arguments("OpenID Connect login", context(oidcLogin())),
				arguments("OpenID Connect login without user info", context(oidcLoginWithoutUserInfo())),
				arguments("JWT", context(jwt())), arguments("SAML 2.0 login", context(saml2())),
				arguments("WebAuthn login",
						context(new WebAuthnAuthentication(webAuthnUser(),
								AuthorityUtils.createAuthorityList("ROLE_USER")))),
				arguments("one-time token login",
						context(new OneTimeTokenAuthentication(user(),
								AuthorityUtils.createAuthorityList("ROLE_USER")))),
				arguments("one-time token", new DefaultOneTimeToken("token", "sam", NOW)),
				arguments("empty security context", new SecurityContextImpl()),
				arguments("authority", new SimpleGrantedAuthority("ROLE_USER")),
				arguments("factor authority",
						FactorGrantedAuthority.withFactor("PASSWORD").issuedAt(NOW.plusNanos(123_456_789)).build()),
				arguments("details", new WebAuthenticationDetails("127.0.0.1", "id")),
				arguments("CSRF token", new DefaultCsrfToken("X-CSRF-TOKEN", "_csrf", "token")),
				arguments("CSRF token with other names", new DefaultCsrfToken("X-XSRF-TOKEN", "_x", "token")),
				arguments("saved request", savedRequest("GET")), arguments("saved POST", savedRequest("POST")),
				arguments("bad credentials", new BadCredentialsException("Bad credentials")),
				arguments("locked", new LockedException("User account is locked")),
				arguments("disabled", new DisabledException("User is disabled")),
				arguments("account expired", new AccountExpiredException("User account has expired")),
				arguments("credentials expired", new CredentialsExpiredException("Credentials have expired")),
				arguments("user not found", new UsernameNotFoundException("sam")),
				arguments("service failed", new InternalAuthenticationServiceException("Database is down")),
				arguments("too many sessions", new SessionAuthenticationException("Maximum sessions of 1 exceeded")),
				arguments("compromised password", new CompromisedPasswordException("Compromised")),
				arguments("OAuth 2.0 error",
						new OAuth2AuthenticationException(new OAuth2Error("access_denied", "No", "https://x/"), "No")),
				arguments("SAML error", new Saml2AuthenticationException(new Saml2Error("invalid", "No"))),
				arguments("exception of the application", new AccountFrozenException("Frozen")),
				arguments("exception without message", new BadCredentialsException(null)),
				arguments("OAuth 2.0 authorization request", authorizationRequest()),
				arguments("OAuth 2.0 authorized clients", new HashMap<>(Map.of("github", authorizedClient()))),
				arguments("WebAuthn creation options", creationOptions()),
				arguments("WebAuthn request options", requestOptions()),
				arguments("flash maps", new CopyOnWriteArrayList<>(List.of(flashMap()))),
				arguments("locale", Locale.GERMANY), arguments("time zone", TimeZone.getTimeZone("Europe/Berlin")),
				arguments("session attribute of a controller", new Member(5L, "sam", Set.of("a", "b"))),
				arguments("conversation data",
						new LinkedHashMap<>(Map.of("step", 2, "form", new ArrayList<>(List.of(1L))))));
	}

	@Test
	void savedRequestKeepsWhatARedirectNeedsAndNoCookie() {
		DefaultSavedRequest read = (DefaultSavedRequest) this.json.read("r",
				this.json.write("r", savedRequest("POST")));
		assertThat(read.getRedirectUrl()).isEqualTo("http://localhost:8080/shop/cart?a=1&continue");
		assertThat(read.getCookies()).isEmpty();
		assertThat(read.getHeaderNames()).containsExactlyInAnyOrder("accept", "accept-language", "user-agent");
		assertThat(read.getParameterValues("b")).containsExactly("2", "3");
		assertThat(read.getLocales()).containsExactly(Locale.GERMANY, Locale.ENGLISH);
	}

	@Test
	void claimsOfAnIdTokenAreInItsTextAlone() {
		String written = new String(this.json.write("c", context(oidcLogin())), StandardCharsets.UTF_8);
		assertThat(written).doesNotContain("\"aud\"").doesNotContain("nonce-1");
		assertThat(written).containsOnlyOnce("idp.example.com/profile");
	}

	@Test
	void exceptionKeepsNoStackTrace() {
		assertThat(new String(this.json.write("x", new BadCredentialsException("Bad", new RuntimeException("cause")))))
			.isEqualTo("{\"@xbc\":\"Bad\"}");
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

	private static Authentication oauth2Login() {
		Map<String, Object> attributes = new LinkedHashMap<>(Map.of("login", "sam", "id", 5, "name", "Sam Carter"));
		DefaultOAuth2User user = new DefaultOAuth2User(
				List.of(new OAuth2UserAuthority(attributes, "login"), new SimpleGrantedAuthority("SCOPE_read:user")),
				attributes, "login");
		return new OAuth2AuthenticationToken(user, user.getAuthorities(), "github");
	}

	static Authentication oidcLogin() {
		Map<String, Object> claims = new LinkedHashMap<>(Map.of("sub", "248289761001", "name", "Sam Carter",
				"given_name", "Sam", "family_name", "Carter", "preferred_username", "s.carter", "email",
				"sam@example.com", "email_verified", true, "locale", "en-GB", "updated_at",
				Instant.parse("2025-01-01T00:00:00Z"), "profile", "https://idp.example.com/profile/sam"));
		return oidcLogin(new OidcUserInfo(claims));
	}

	private static Authentication oidcLoginWithoutUserInfo() {
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
	private static OidcIdToken idToken() {
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
		String text = encode(Map.of("alg", "RS256", "typ", "JWT", "kid", "k".repeat(43))) + "." + encode(payload) + "."
				+ signature;
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

	private static Authentication jwt() {
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
	private static Authentication saml2() {
		DefaultSaml2AuthenticatedPrincipal principal = new DefaultSaml2AuthenticatedPrincipal("sam",
				new LinkedHashMap<>(Map.of("mail", List.of("sam@example.com"), "level", List.of(5L))),
				List.of("index"));
		return new Saml2Authentication(principal, "<saml/>", AuthorityUtils.createAuthorityList("ROLE_USER"));
	}

	private static ImmutablePublicKeyCredentialUserEntity webAuthnUser() {
		return (ImmutablePublicKeyCredentialUserEntity) ImmutablePublicKeyCredentialUserEntity.builder()
			.name("sam")
			.id(new Bytes(new byte[] { 1, 2, 3 }))
			.displayName("Sam")
			.build();
	}

	private static PublicKeyCredentialCreationOptions creationOptions() {
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

	private static PublicKeyCredentialRequestOptions requestOptions() {
		return PublicKeyCredentialRequestOptions.builder()
			.challenge(new Bytes(new byte[] { 4, 5, 6 }))
			.timeout(Duration.ofMinutes(5))
			.rpId("example.com")
			.allowCredentials(List.of(descriptor()))
			.userVerification(UserVerificationRequirement.REQUIRED)
			.extensions(new ImmutableAuthenticationExtensionsClientInputs(List.of()))
			.build();
	}

	private static PublicKeyCredentialDescriptor descriptor() {
		return PublicKeyCredentialDescriptor.builder()
			.id(new Bytes(new byte[] { 7, 8 }))
			.transports(AuthenticatorTransport.INTERNAL, AuthenticatorTransport.HYBRID)
			.build();
	}

	private static OAuth2AuthorizationRequest authorizationRequest() {
		return OAuth2AuthorizationRequest.authorizationCode()
			.authorizationUri("https://idp.example.com/auth")
			.clientId("shop")
			.redirectUri("http://localhost:8080/login/oauth2/code/keycloak")
			.scopes(Set.of("openid", "profile"))
			.state("state-1")
			.additionalParameters(new LinkedHashMap<>(Map.of("nonce", "hash")))
			.attributes(new LinkedHashMap<>(Map.of("registration_id", "keycloak", "nonce", "nonce-1")))
			.authorizationRequestUri("https://idp.example.com/auth?client_id=shop")
			.build();
	}

	private static OAuth2AuthorizedClient authorizedClient() {
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

	private static FlashMap flashMap() {
		FlashMap flashMap = new FlashMap();
		flashMap.put("message", "added");
		flashMap.put("count", 5L);
		flashMap.setTargetRequestPath("/cart");
		flashMap.addTargetRequestParam("a", "1");
		flashMap.setExpirationTime(1234567890123L);
		return flashMap;
	}

	record Member(Long id, String username, Set<String> roles) implements UserDetails {

		@Override
		public List<GrantedAuthority> getAuthorities() {
			return AuthorityUtils.createAuthorityList(this.roles.toArray(String[]::new));
		}

		@Override
		public String getPassword() {
			return null;
		}

		@Override
		public String getUsername() {
			return this.username;
		}

	}

	static final class Employee extends User {

		private final String department;

		Employee(String name, String department) {
			super(name, "", AuthorityUtils.createAuthorityList("ROLE_USER", "ROLE_ADMIN"));
			this.department = department;
		}

		String department() {
			return this.department;
		}

	}

	record Permission(String name, Long level) implements GrantedAuthority {

		@Override
		public String getAuthority() {
			return this.name + this.level;
		}

	}

	static final class ApiKeyAuthentication extends AbstractAuthenticationToken {

		private final String key;

		ApiKeyAuthentication(String key) {
			super(AuthorityUtils.createAuthorityList("ROLE_API"));
			this.key = key;
			setAuthenticated(true);
		}

		@Override
		public Object getCredentials() {
			return this.key;
		}

		@Override
		public Object getPrincipal() {
			return this.key;
		}

	}

	static final class AccountFrozenException extends AuthenticationException {

		AccountFrozenException(String message) {
			super(message);
		}

	}

}
