package io.github.jwtsession.attribute;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AccountExpiredException;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.AuthenticationCredentialsNotFoundException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.CredentialsExpiredException;
import org.springframework.security.authentication.DisabledException;
import org.springframework.security.authentication.InsufficientAuthenticationException;
import org.springframework.security.authentication.InternalAuthenticationServiceException;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.authentication.ProviderNotFoundException;
import org.springframework.security.authentication.RememberMeAuthenticationToken;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.ott.DefaultOneTimeToken;
import org.springframework.security.authentication.ott.InvalidOneTimeTokenException;
import org.springframework.security.authentication.ott.OneTimeTokenAuthentication;
import org.springframework.security.authentication.ott.OneTimeTokenAuthenticationToken;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.AuthenticationMethod;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.DefaultOAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationResponseType;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.OidcUserInfo;
import org.springframework.security.oauth2.core.oidc.user.OidcUserAuthority;
import org.springframework.security.oauth2.core.user.OAuth2UserAuthority;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthentication;
import org.springframework.security.saml2.core.Saml2Error;
import org.springframework.security.saml2.provider.service.authentication.DefaultSaml2AuthenticatedPrincipal;
import org.springframework.security.saml2.provider.service.authentication.Saml2AssertionAuthentication;
import org.springframework.security.saml2.provider.service.authentication.Saml2AuthenticationException;
import org.springframework.security.saml2.provider.service.authentication.Saml2PostAuthenticationRequest;
import org.springframework.security.saml2.provider.service.authentication.Saml2RedirectAuthenticationRequest;
import org.springframework.security.saml2.provider.service.authentication.Saml2ResponseAssertion;
import org.springframework.security.saml2.provider.service.authentication.logout.Saml2LogoutRequest;
import org.springframework.security.saml2.provider.service.registration.RelyingPartyRegistration;
import org.springframework.security.saml2.provider.service.registration.Saml2MessageBinding;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedCredentialsNotFoundException;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedGrantedAuthoritiesWebAuthenticationDetails;
import org.springframework.security.web.authentication.rememberme.CookieTheftException;
import org.springframework.security.web.authentication.rememberme.InvalidCookieException;
import org.springframework.security.web.authentication.rememberme.RememberMeAuthenticationException;
import org.springframework.security.web.authentication.session.SessionAuthenticationException;
import org.springframework.security.web.authentication.switchuser.SwitchUserGrantedAuthority;
import org.springframework.security.web.authentication.www.NonceExpiredException;
import org.springframework.security.web.csrf.DefaultCsrfToken;
import org.springframework.security.web.savedrequest.SimpleSavedRequest;
import org.springframework.security.web.webauthn.api.AttestationConveyancePreference;
import org.springframework.security.web.webauthn.api.AuthenticatorAttachment;
import org.springframework.security.web.webauthn.api.AuthenticatorTransport;
import org.springframework.security.web.webauthn.api.Bytes;
import org.springframework.security.web.webauthn.api.COSEAlgorithmIdentifier;
import org.springframework.security.web.webauthn.api.CredProtectAuthenticationExtensionsClientInput;
import org.springframework.security.web.webauthn.api.CredProtectAuthenticationExtensionsClientInput.CredProtect;
import org.springframework.security.web.webauthn.api.CredProtectAuthenticationExtensionsClientInput.CredProtect.ProtectionPolicy;
import org.springframework.security.web.webauthn.api.ImmutableAuthenticationExtensionsClientInput;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialCreationOptions;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialParameters;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialType;
import org.springframework.security.web.webauthn.api.ResidentKeyRequirement;
import org.springframework.security.web.webauthn.api.UserVerificationRequirement;
import org.springframework.security.web.webauthn.authentication.WebAuthnAuthentication;

/**
 * Values of Spring's types for the golden files, see {@link GoldenAttributes}.
 */
final class SpringSamples {

	private static final List<GrantedAuthority> USER = AuthorityUtils.createAuthorityList("ROLE_USER");

	private final Map<String, Object> values = new LinkedHashMap<>();

	private SpringSamples() {
	}

	static Map<String, Object> ofSpringSecurity() {
		SpringSamples samples = new SpringSamples();
		samples.addLogins();
		samples.addLoginParts();
		samples.addExceptions();
		samples.addOAuth2Client();
		samples.addOAuth2Server();
		samples.addSaml2();
		samples.addWebAuthnOptions();
		samples.addWebAuthnValues();
		return samples.values;
	}

	static Map<String, Object> ofOAuth2Login() {
		SpringSamples samples = new SpringSamples();
		samples.addOAuth2Logins();
		return samples.values;
	}

	static Map<String, Object> ofSpringMvc() {
		SpringSamples samples = new SpringSamples();
		samples.add("flm", FrameworkValues.flashMap());
		return samples.values;
	}

	private void add(String name, Object value) {
		this.values.put(name, value);
	}

	@SuppressWarnings("removal")
	private void addLogins() {
		add("sec", new SecurityContextImpl());
		add("sec after a form login", FrameworkValues.context(FrameworkValues.formLogin()));
		add("upt", UsernamePasswordAuthenticationToken.authenticated("sam", "secret", USER));
		add("upt with other authorities than its user", UsernamePasswordAuthenticationToken
			.authenticated(FrameworkValues.user(), null, AuthorityUtils.createAuthorityList("ROLE_X", "ROLE_USER")));
		add("upt that is not authenticated", UsernamePasswordAuthenticationToken.unauthenticated("sam", "secret"));
		add("pre", new PreAuthenticatedAuthenticationToken(FrameworkValues.user(), "N/A", USER));
		add("pre that is not authenticated", new PreAuthenticatedAuthenticationToken("sam", "N/A"));
		add("rem", new RememberMeAuthenticationToken("key", FrameworkValues.user(), USER));
		add("ano", new AnonymousAuthenticationToken("key", "anonymousUser",
				AuthorityUtils.createAuthorityList("ROLE_ANONYMOUS")));
		add("tst", new TestingAuthenticationToken("sam", "secret", USER));
		add("ott", new OneTimeTokenAuthentication(FrameworkValues.user(), USER));
		add("oto", OneTimeTokenAuthenticationToken.unauthenticated("token"));
		add("otk", new DefaultOneTimeToken("token", "sam", FrameworkValues.NOW));
	}

	private void addLoginParts() {
		add("usr", FrameworkValues.user());
		add("usr that may not log in", new User("sam", "secret", false, false, false, false, USER));
		add("sga", new SimpleGrantedAuthority("ROLE_USER"));
		add("fga", FactorGrantedAuthority.withFactor("PASSWORD").issuedAt(FrameworkValues.NOW.plusNanos(7)).build());
		add("fga beyond 2262",
				FactorGrantedAuthority.withFactor("PASSWORD")
					.issuedAt(Instant.parse("3000-01-01T00:00:00.000000007Z"))
					.build());
		add("swi", new SwitchUserGrantedAuthority("ROLE_PREVIOUS_ADMINISTRATOR", FrameworkValues.formLogin()));
		add("wad", new WebAuthenticationDetails("127.0.0.1", "JccDJF_DaC3jGmZ4TrYHig"));
		add("wad without a session", new WebAuthenticationDetails("127.0.0.1", null));
		add("prd", new PreAuthenticatedGrantedAuthoritiesWebAuthenticationDetails(request(), USER));
		add("csr", new DefaultCsrfToken("X-CSRF-TOKEN", "_csrf", "token"));
		add("csr with other names", new DefaultCsrfToken("X-XSRF-TOKEN", "_x", "token"));
		add("req", FrameworkValues.savedRequest("GET"));
		add("req that posts", FrameworkValues.savedRequest("POST"));
		add("ssr", simpleSavedRequest());
	}

	private static MockHttpServletRequest request() {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/cart");
		request.setRemoteAddr("127.0.0.1");
		return request;
	}

	private static SimpleSavedRequest simpleSavedRequest() {
		SimpleSavedRequest request = new SimpleSavedRequest("http://localhost/cart");
		request.setMethod("POST");
		request.setLocales(new ArrayList<>(List.of(Locale.GERMANY)));
		request.setHeaders(new TreeMap<>(Map.of("accept", List.of("text/html"))));
		request.setParameters(new TreeMap<>(Map.of("a", new String[] { "1", "2" })));
		return request;
	}

	private void addExceptions() {
		add("xbc", new BadCredentialsException("Bad credentials"));
		add("xlo", new LockedException("User account is locked"));
		add("xdi", new DisabledException("User is disabled"));
		add("xae", new AccountExpiredException("User account has expired"));
		add("xce", new CredentialsExpiredException("User credentials have expired"));
		add("xia", new InsufficientAuthenticationException("Full authentication is required"));
		add("xas", new AuthenticationServiceException("Directory is down"));
		add("xis", new InternalAuthenticationServiceException("Database is down"));
		add("xpn", new ProviderNotFoundException("No provider"));
		add("xnf", new AuthenticationCredentialsNotFoundException("No authentication"));
		add("xun", new UsernameNotFoundException("sam"));
		add("xse", new SessionAuthenticationException("Maximum sessions of 1 exceeded"));
		add("xrm", new RememberMeAuthenticationException("Cookie is too old"));
		add("xct", new CookieTheftException("Cookie was used before"));
		add("xit", new InvalidCookieException("Cookie is malformed"));
		add("xpc", new PreAuthenticatedCredentialsNotFoundException("No certificate"));
		add("xot", new InvalidOneTimeTokenException("Invalid token"));
		add("xno", new NonceExpiredException("Nonce has expired"));
		add("xad", new AccessDeniedException("Access Denied"));
		add("xaz", new AuthorizationDeniedException("Access Denied"));
	}

	private void addOAuth2Client() {
		OAuth2AuthorizedClient client = FrameworkValues.authorizedClient();
		ClientRegistration registration = client.getClientRegistration();
		add("oar", FrameworkValues.authorizationRequest());
		add("ogt", AuthorizationGrantType.AUTHORIZATION_CODE);
		add("ort", OAuth2AuthorizationResponseType.CODE);
		add("oac", client);
		add("ocr", registration);
		add("ocs", ClientRegistration.ClientSettings.builder().requireProofKey(true).build());
		add("opd", registration.getProviderDetails());
		add("oue", registration.getProviderDetails().getUserInfoEndpoint());
		add("oam", AuthenticationMethod.HEADER);
		add("ocm", ClientAuthenticationMethod.CLIENT_SECRET_BASIC);
		add("oct", client.getAccessToken());
		add("oty", OAuth2AccessToken.TokenType.BEARER);
		add("orf", client.getRefreshToken());
		add("oer", new OAuth2Error("access_denied", "No", "https://example.com/"));
	}

	private void addOAuth2Server() {
		DefaultOAuth2AuthenticatedPrincipal principal = new DefaultOAuth2AuthenticatedPrincipal("sam",
				new TreeMap<>(Map.of("sub", "sam", "level", 5L)), USER);
		add("jat", FrameworkValues.jwt());
		add("jwt", FrameworkValues.jwt().getToken());
		add("oip", principal);
		add("bta", new BearerTokenAuthentication(principal, FrameworkValues.authorizedClient().getAccessToken(), USER));
	}

	@SuppressWarnings("deprecation")
	private void addSaml2() {
		RelyingPartyRegistration registration = RelyingPartyRegistration.withRegistrationId("idp")
			.entityId("https://shop.example.com/saml2")
			.assertingPartyMetadata((party) -> party.entityId("https://idp.example.com/saml2")
				.singleSignOnServiceLocation("https://idp.example.com/sso")
				.singleLogoutServiceLocation("https://idp.example.com/slo"))
			.build();
		Saml2ResponseAssertion assertion = Saml2ResponseAssertion.withResponseValue("<saml/>")
			.nameId("sam")
			.sessionIndexes(List.of("index"))
			.attributes(new TreeMap<>(Map.of("mail", List.of("sam@example.com"))))
			.build();
		add("sma", FrameworkValues.saml2());
		add("smb", new Saml2AssertionAuthentication(assertion, USER, "idp"));
		add("smp", new DefaultSaml2AuthenticatedPrincipal("sam", Map.of("mail", List.of("sam@example.com"))));
		add("smr", assertion);
		add("smq",
				Saml2PostAuthenticationRequest.withRelyingPartyRegistration(registration)
					.samlRequest("PHNhbWwvPg==")
					.relayState("state")
					.id("id")
					.build());
		add("smd",
				Saml2RedirectAuthenticationRequest.withRelyingPartyRegistration(registration)
					.samlRequest("PHNhbWwvPg==")
					.relayState("state")
					.sigAlg("rsa-sha256")
					.signature("signature")
					.id("id")
					.build());
		add("sml",
				Saml2LogoutRequest.withRelyingPartyRegistration(registration)
					.samlRequest("PHNhbWwvPg==")
					.relayState("state")
					.id("id")
					.build());
		add("sme", new Saml2Error("invalid", "No"));
		add("xsm", new Saml2AuthenticationException(new Saml2Error("invalid", "No")));
		add("smm", Saml2MessageBinding.POST);
	}

	private void addWebAuthnOptions() {
		PublicKeyCredentialCreationOptions options = FrameworkValues.creationOptions();
		add("wat", new WebAuthnAuthentication(FrameworkValues.webAuthnUser(), USER));
		add("wco", options);
		add("wro", FrameworkValues.requestOptions());
		add("wrp", options.getRp());
		add("wue", FrameworkValues.webAuthnUser());
		add("wpa", PublicKeyCredentialParameters.ES256);
		add("wcd", FrameworkValues.descriptor());
		add("wse", options.getAuthenticatorSelection());
		add("wex", options.getExtensions());
		add("wei", ImmutableAuthenticationExtensionsClientInput.credProps);
		add("wep", credProtect());
		add("weq", credProtect().getInput());
	}

	private static CredProtectAuthenticationExtensionsClientInput credProtect() {
		return new CredProtectAuthenticationExtensionsClientInput(
				new CredProtect(ProtectionPolicy.USER_VERIFICATION_OPTIONAL, true));
	}

	private void addWebAuthnValues() {
		add("wby", new Bytes(new byte[] { 1, 2, 3 }));
		add("wct", PublicKeyCredentialType.PUBLIC_KEY);
		add("wtr", AuthenticatorTransport.HYBRID);
		add("wau", AuthenticatorAttachment.PLATFORM);
		add("wrk", ResidentKeyRequirement.REQUIRED);
		add("wuv", UserVerificationRequirement.PREFERRED);
		add("wac", AttestationConveyancePreference.NONE);
		add("wer", ProtectionPolicy.USER_VERIFICATION_OPTIONAL);
		add("wal", COSEAlgorithmIdentifier.ES256);
	}

	private void addOAuth2Logins() {
		OidcIdToken idToken = FrameworkValues.idToken();
		OidcUserInfo userInfo = new OidcUserInfo(new TreeMap<>(Map.of("sub", "248289761001", "email_verified", true)));
		OAuth2Error error = new OAuth2Error("access_denied", "No", "https://example.com/");
		add("oat", FrameworkValues.oauth2Login());
		add("oat of OpenID Connect", FrameworkValues.oidcLogin());
		add("oau", FrameworkValues.oauth2Login().getPrincipal());
		add("oiu", FrameworkValues.oidcLoginWithoutUserInfo().getPrincipal());
		add("oit", idToken);
		add("oit whose claims are not those of its text", new OidcIdToken("a.b.c", FrameworkValues.NOW,
				FrameworkValues.NOW.plusSeconds(300), new TreeMap<>(Map.of("sub", "sam", "level", 5L))));
		add("oin", userInfo);
		add("oia", new OidcUserAuthority(idToken, userInfo, "sub"));
		add("ota", new OAuth2UserAuthority(new TreeMap<>(Map.of("login", "sam", "id", 5)), "login"));
		add("xoa", new OAuth2AuthenticationException(error, "Denied"));
		add("xoa with a code alone", new OAuth2AuthenticationException("access_denied"));
	}

}
