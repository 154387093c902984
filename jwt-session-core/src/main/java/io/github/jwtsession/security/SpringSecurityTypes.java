package io.github.jwtsession.security;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.jwtsession.attribute.type.AttributeTypeSupport;
import io.github.jwtsession.attribute.type.Conversion;
import io.github.jwtsession.attribute.type.ConversionModule;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JacksonModule;

import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.jackson.SecurityJacksonModule;
import org.springframework.security.jackson.SecurityJacksonModules;
import org.springframework.security.web.WebAttributes;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.csrf.DefaultCsrfToken;
import org.springframework.security.web.csrf.HttpSessionCsrfTokenRepository;
import org.springframework.security.web.savedrequest.DefaultSavedRequest;
import org.springframework.util.ClassUtils;

/**
 * What Spring Security keeps in a session. Its own Jackson modules do most of it. What
 * stands in nearly every session is written here, since cookies are small: authorities
 * that the user and the authentication share are written once.
 */
public final class SpringSecurityTypes implements AttributeTypeSupport {

	/**
	 * By alias, since most of them come with optional parts of Spring Security. Those
	 * that it has no mix-in for are written field by field.
	 */
	private static final Map<String, String> OPTIONAL_TYPES = Map.ofEntries(
			Map.entry("rem", "authentication.RememberMeAuthenticationToken"),
			Map.entry("ano", "authentication.AnonymousAuthenticationToken"),
			Map.entry("tst", "authentication.TestingAuthenticationToken"),
			Map.entry("prd", "web.authentication.preauth.PreAuthenticatedGrantedAuthoritiesWebAuthenticationDetails"),
			Map.entry("swi", "web.authentication.switchuser.SwitchUserGrantedAuthority"),
			Map.entry("ott", "authentication.ott.OneTimeTokenAuthentication"),
			Map.entry("oto", "authentication.ott.OneTimeTokenAuthenticationToken"),
			Map.entry("otk", "authentication.ott.DefaultOneTimeToken"),
			Map.entry("ssr", "web.savedrequest.SimpleSavedRequest"),
			Map.entry("xbc", "authentication.BadCredentialsException"),
			Map.entry("xlo", "authentication.LockedException"), Map.entry("xdi", "authentication.DisabledException"),
			Map.entry("xae", "authentication.AccountExpiredException"),
			Map.entry("xce", "authentication.CredentialsExpiredException"),
			Map.entry("xia", "authentication.InsufficientAuthenticationException"),
			Map.entry("xas", "authentication.AuthenticationServiceException"),
			Map.entry("xis", "authentication.InternalAuthenticationServiceException"),
			Map.entry("xpn", "authentication.ProviderNotFoundException"),
			Map.entry("xnf", "authentication.AuthenticationCredentialsNotFoundException"),
			Map.entry("xun", "core.userdetails.UsernameNotFoundException"),
			Map.entry("xse", "web.authentication.session.SessionAuthenticationException"),
			Map.entry("xrm", "web.authentication.rememberme.RememberMeAuthenticationException"),
			Map.entry("xct", "web.authentication.rememberme.CookieTheftException"),
			Map.entry("xit", "web.authentication.rememberme.InvalidCookieException"),
			Map.entry("xpc", "web.authentication.preauth.PreAuthenticatedCredentialsNotFoundException"),
			Map.entry("xot", "authentication.ott.InvalidOneTimeTokenException"),
			Map.entry("xno", "web.authentication.www.NonceExpiredException"),
			Map.entry("xad", "access.AccessDeniedException"),
			Map.entry("xaz", "authorization.AuthorizationDeniedException"),
			Map.entry("oar", "oauth2.core.endpoint.OAuth2AuthorizationRequest"),
			Map.entry("ogt", "oauth2.core.AuthorizationGrantType"),
			Map.entry("ort", "oauth2.core.endpoint.OAuth2AuthorizationResponseType"),
			Map.entry("oac", "oauth2.client.OAuth2AuthorizedClient"),
			Map.entry("ocr", "oauth2.client.registration.ClientRegistration"),
			Map.entry("ocs", "oauth2.client.registration.ClientRegistration$ClientSettings"),
			Map.entry("opd", "oauth2.client.registration.ClientRegistration$ProviderDetails"),
			Map.entry("oue", "oauth2.client.registration.ClientRegistration$ProviderDetails$UserInfoEndpoint"),
			Map.entry("oam", "oauth2.core.AuthenticationMethod"),
			Map.entry("ocm", "oauth2.core.ClientAuthenticationMethod"),
			Map.entry("oct", "oauth2.core.OAuth2AccessToken"),
			Map.entry("oty", "oauth2.core.OAuth2AccessToken$TokenType"),
			Map.entry("orf", "oauth2.core.OAuth2RefreshToken"), Map.entry("oer", "oauth2.core.OAuth2Error"),
			Map.entry("jwt", "oauth2.jwt.Jwt"),
			Map.entry("jat", "oauth2.server.resource.authentication.JwtAuthenticationToken"),
			Map.entry("bta", "oauth2.server.resource.authentication.BearerTokenAuthentication"),
			Map.entry("oip", "oauth2.core.DefaultOAuth2AuthenticatedPrincipal"),
			Map.entry("sma", "saml2.provider.service.authentication.Saml2Authentication"),
			Map.entry("smb", "saml2.provider.service.authentication.Saml2AssertionAuthentication"),
			Map.entry("smp", "saml2.provider.service.authentication.DefaultSaml2AuthenticatedPrincipal"),
			Map.entry("smr", "saml2.provider.service.authentication.Saml2ResponseAssertion"),
			Map.entry("smq", "saml2.provider.service.authentication.Saml2PostAuthenticationRequest"),
			Map.entry("smd", "saml2.provider.service.authentication.Saml2RedirectAuthenticationRequest"),
			Map.entry("sml", "saml2.provider.service.authentication.logout.Saml2LogoutRequest"),
			Map.entry("sme", "saml2.core.Saml2Error"),
			Map.entry("xsm", "saml2.provider.service.authentication.Saml2AuthenticationException"),
			Map.entry("smm", "saml2.provider.service.registration.Saml2MessageBinding"),
			Map.entry("wat", "web.webauthn.authentication.WebAuthnAuthentication"),
			Map.entry("wco", "web.webauthn.api.PublicKeyCredentialCreationOptions"),
			Map.entry("wro", "web.webauthn.api.PublicKeyCredentialRequestOptions"),
			Map.entry("wby", "web.webauthn.api.Bytes"),
			Map.entry("wrp", "web.webauthn.api.PublicKeyCredentialRpEntity"),
			Map.entry("wue", "web.webauthn.api.ImmutablePublicKeyCredentialUserEntity"),
			Map.entry("wpa", "web.webauthn.api.PublicKeyCredentialParameters"),
			Map.entry("wcd", "web.webauthn.api.PublicKeyCredentialDescriptor"),
			Map.entry("wct", "web.webauthn.api.PublicKeyCredentialType"),
			Map.entry("wtr", "web.webauthn.api.AuthenticatorTransport"),
			Map.entry("wse", "web.webauthn.api.AuthenticatorSelectionCriteria"),
			Map.entry("wau", "web.webauthn.api.AuthenticatorAttachment"),
			Map.entry("wrk", "web.webauthn.api.ResidentKeyRequirement"),
			Map.entry("wuv", "web.webauthn.api.UserVerificationRequirement"),
			Map.entry("wac", "web.webauthn.api.AttestationConveyancePreference"),
			Map.entry("wex", "web.webauthn.api.ImmutableAuthenticationExtensionsClientInputs"),
			Map.entry("wei", "web.webauthn.api.ImmutableAuthenticationExtensionsClientInput"),
			Map.entry("wep", "web.webauthn.api.CredProtectAuthenticationExtensionsClientInput"),
			Map.entry("weq", "web.webauthn.api.CredProtectAuthenticationExtensionsClientInput$CredProtect"),
			Map.entry("wer",
					"web.webauthn.api.CredProtectAuthenticationExtensionsClientInput$CredProtect$ProtectionPolicy"),
			Map.entry("wal", "web.webauthn.api.COSEAlgorithmIdentifier"));

	private static final String CSRF_HEADER = "X-CSRF-TOKEN";

	private static final String CSRF_PARAMETER = "_csrf";

	private static final String SPRING_SECURITY = "org.springframework.security.";

	private final Map<String, Class<?>> aliases = new LinkedHashMap<>();

	private final List<JacksonModule> modules = new ArrayList<>();

	/**
	 * Find out which parts of Spring Security are there.
	 * @param classLoader the application's
	 */
	public SpringSecurityTypes(ClassLoader classLoader) {
		OPTIONAL_TYPES.forEach((alias, name) -> {
			if (ClassUtils.isPresent(SPRING_SECURITY + name, classLoader)) {
				this.aliases.put(alias, ClassUtils.resolveClassName(SPRING_SECURITY + name, classLoader));
			}
		});
		// The last of them sets up typing by class name, which is done otherwise here.
		SecurityJacksonModules.getModules(classLoader)
			.stream()
			.filter(SecurityJacksonModule.class::isInstance)
			.forEach(this.modules::add);
		addConversions();
	}

	@Override
	public Map<String, Class<?>> aliases() {
		return this.aliases;
	}

	@Override
	public List<JacksonModule> modules() {
		return this.modules;
	}

	@Override
	public Map<String, String> attributeNames() {
		return Map.of("sec", HttpSessionSecurityContextRepository.SPRING_SECURITY_CONTEXT_KEY, "csrf",
				HttpSessionCsrfTokenRepository.class.getName() + ".CSRF_TOKEN", "req", "SPRING_SECURITY_SAVED_REQUEST",
				"exc", WebAttributes.AUTHENTICATION_EXCEPTION);
	}

	@SuppressWarnings("rawtypes")
	private void addConversions() {
		Conversion<SecurityContextImpl, ArrayList> context = new Conversion<>(SecurityContextImpl.class,
				ArrayList.class, (it) -> list(it.getAuthentication()),
				(form) -> new SecurityContextImpl((Authentication) form.get(0)));
		Conversion<UsernamePasswordAuthenticationToken, LinkedHashMap> token = new Conversion<>(
				UsernamePasswordAuthenticationToken.class, LinkedHashMap.class, SpringSecurityTypes::tokenToForm,
				SpringSecurityTypes::tokenFromForm);
		Conversion<PreAuthenticatedAuthenticationToken, LinkedHashMap> preAuthenticated = new Conversion<>(
				PreAuthenticatedAuthenticationToken.class, LinkedHashMap.class, SpringSecurityTypes::tokenToForm,
				SpringSecurityTypes::preAuthenticatedFromForm);
		Conversion<User, LinkedHashMap> user = new Conversion<>(User.class, LinkedHashMap.class,
				SpringSecurityTypes::userToForm, SpringSecurityTypes::userFromForm);
		Conversion<SimpleGrantedAuthority, String> authority = new Conversion<>(SimpleGrantedAuthority.class,
				String.class, SimpleGrantedAuthority::getAuthority, SimpleGrantedAuthority::new);
		Conversion<FactorGrantedAuthority, ArrayList> factor = new Conversion<>(
				FactorGrantedAuthority.class, ArrayList.class, (it) -> list(it.getAuthority(),
						String.valueOf(it.getIssuedAt().getEpochSecond()), it.getIssuedAt().getNano()),
				SpringSecurityTypes::factorFromForm);
		Conversion<WebAuthenticationDetails, ArrayList> details = new Conversion<>(WebAuthenticationDetails.class,
				ArrayList.class, (it) -> list(it.getRemoteAddress(), it.getSessionId()),
				(form) -> new WebAuthenticationDetails((String) form.get(0), (String) form.get(1)));
		Conversion<DefaultSavedRequest, LinkedHashMap> savedRequest = new Conversion<>(DefaultSavedRequest.class,
				LinkedHashMap.class, SavedRequestForm::write, SavedRequestForm::read);
		Conversion<DefaultCsrfToken, ArrayList> csrfToken = new Conversion<>(DefaultCsrfToken.class, ArrayList.class,
				SpringSecurityTypes::csrfTokenToForm, SpringSecurityTypes::csrfTokenFromForm);
		this.aliases.put("csr", csrfToken.type());
		this.aliases.put("sec", context.type());
		this.aliases.put("pre", preAuthenticated.type());
		this.aliases.put("upt", token.type());
		this.aliases.put("usr", user.type());
		this.aliases.put("sga", authority.type());
		this.aliases.put("fga", factor.type());
		this.aliases.put("wad", details.type());
		this.aliases.put("req", savedRequest.type());
		this.modules.add(new ConversionModule("jwt-session-spring-security",
				List.of(context, token, preAuthenticated, user, authority, factor, details, savedRequest, csrfToken)));
	}

	private static LinkedHashMap<?, ?> tokenToForm(Authentication token) {
		Map<String, Object> form = new LinkedHashMap<>();
		form.put("p", token.getPrincipal());
		putIfPresent(form, "c", token.getCredentials());
		putIfPresent(form, "d", token.getDetails());
		if (!token.isAuthenticated()) {
			form.put("n", true);
		}
		AuthoritiesForm.write(form, token.getAuthorities(), authoritiesOf(token.getPrincipal()));
		return (LinkedHashMap<?, ?>) form;
	}

	private static UsernamePasswordAuthenticationToken tokenFromForm(LinkedHashMap<?, ?> form) {
		Object principal = form.get("p");
		List<GrantedAuthority> authorities = AuthoritiesForm.read(form, authoritiesOf(principal));
		UsernamePasswordAuthenticationToken token = form.containsKey("n")
				? UsernamePasswordAuthenticationToken.unauthenticated(principal, form.get("c"))
				: UsernamePasswordAuthenticationToken.authenticated(Objects.requireNonNull(principal), form.get("c"),
						authorities);
		token.setDetails(form.get("d"));
		return token;
	}

	private static PreAuthenticatedAuthenticationToken preAuthenticatedFromForm(LinkedHashMap<?, ?> form) {
		Object principal = Objects.requireNonNull(form.get("p"));
		PreAuthenticatedAuthenticationToken token = form.containsKey("n")
				? new PreAuthenticatedAuthenticationToken(principal, form.get("c"))
				: new PreAuthenticatedAuthenticationToken(principal, form.get("c"),
						AuthoritiesForm.read(form, authoritiesOf(principal)));
		token.setDetails(form.get("d"));
		return token;
	}

	private static Collection<? extends GrantedAuthority> authoritiesOf(@Nullable Object principal) {
		return (principal instanceof UserDetails user) ? user.getAuthorities() : List.of();
	}

	private static LinkedHashMap<?, ?> userToForm(User user) {
		Map<String, Object> form = new LinkedHashMap<>();
		form.put("u", user.getUsername());
		putIfPresent(form, "p", user.getPassword());
		form.put("a", AuthoritiesForm.writeAll(user.getAuthorities()));
		putIfFalse(form, "e", user.isEnabled());
		putIfFalse(form, "x", user.isAccountNonExpired());
		putIfFalse(form, "c", user.isCredentialsNonExpired());
		putIfFalse(form, "l", user.isAccountNonLocked());
		return (LinkedHashMap<?, ?>) form;
	}

	private static User userFromForm(LinkedHashMap<?, ?> form) {
		return new User((String) Objects.requireNonNull(form.get("u")), (String) form.get("p"), !form.containsKey("e"),
				!form.containsKey("x"), !form.containsKey("c"), !form.containsKey("l"),
				new LinkedHashSet<>(AuthoritiesForm.readAll(form.get("a"))));
	}

	private static FactorGrantedAuthority factorFromForm(ArrayList<?> form) {
		Instant issuedAt = Instant.ofEpochSecond(Long.parseLong((String) form.get(1)),
				((Number) form.get(2)).longValue());
		return FactorGrantedAuthority.withAuthority((String) form.get(0)).issuedAt(issuedAt).build();
	}

	/**
	 * The token, and the names of header and parameter if they are not the usual ones.
	 */
	private static ArrayList<?> csrfTokenToForm(DefaultCsrfToken token) {
		boolean usual = token.getHeaderName().equals(CSRF_HEADER) && token.getParameterName().equals(CSRF_PARAMETER);
		return usual ? list(token.getToken()) : list(token.getToken(), token.getHeaderName(), token.getParameterName());
	}

	private static DefaultCsrfToken csrfTokenFromForm(ArrayList<?> form) {
		boolean usual = form.size() == 1;
		return new DefaultCsrfToken(usual ? CSRF_HEADER : (String) form.get(1),
				usual ? CSRF_PARAMETER : (String) form.get(2), (String) form.get(0));
	}

	private static void putIfPresent(Map<String, Object> form, String name, @Nullable Object value) {
		if (value != null) {
			form.put(name, value);
		}
	}

	private static void putIfFalse(Map<String, Object> form, String name, boolean value) {
		if (!value) {
			form.put(name, false);
		}
	}

	private static ArrayList<?> list(@Nullable Object... values) {
		return new ArrayList<>(Arrays.asList(values));
	}

}
