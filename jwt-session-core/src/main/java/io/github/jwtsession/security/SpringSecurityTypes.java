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
import org.springframework.security.authentication.ott.OneTimeTokenAuthentication;
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

	private static final long NANOS_PER_SECOND = 1_000_000_000;

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
				(members) -> new SecurityContextImpl((Authentication) members.get(0)));
		Conversion<UsernamePasswordAuthenticationToken, LinkedHashMap> token = new Conversion<>(
				UsernamePasswordAuthenticationToken.class, LinkedHashMap.class, SpringSecurityTypes::tokenToJson,
				SpringSecurityTypes::tokenFromJson);
		Conversion<PreAuthenticatedAuthenticationToken, LinkedHashMap> preAuthenticated = new Conversion<>(
				PreAuthenticatedAuthenticationToken.class, LinkedHashMap.class, SpringSecurityTypes::tokenToJson,
				SpringSecurityTypes::preAuthenticatedFromJson);
		Conversion<User, LinkedHashMap> user = new Conversion<>(User.class, LinkedHashMap.class,
				SpringSecurityTypes::userToJson, SpringSecurityTypes::userFromJson);
		Conversion<SimpleGrantedAuthority, String> authority = new Conversion<>(SimpleGrantedAuthority.class,
				String.class, SimpleGrantedAuthority::getAuthority, SimpleGrantedAuthority::new);
		Conversion<FactorGrantedAuthority, ArrayList> factor = new Conversion<>(FactorGrantedAuthority.class,
				ArrayList.class, SpringSecurityTypes::factorToJson, SpringSecurityTypes::factorFromJson);
		Conversion<WebAuthenticationDetails, ArrayList> details = new Conversion<>(WebAuthenticationDetails.class,
				ArrayList.class, (it) -> list(it.getRemoteAddress(), it.getSessionId()),
				(members) -> new WebAuthenticationDetails((String) members.get(0), (String) members.get(1)));
		Conversion<DefaultSavedRequest, LinkedHashMap> savedRequest = new Conversion<>(DefaultSavedRequest.class,
				LinkedHashMap.class, SavedRequestJson::write, SavedRequestJson::read);
		Conversion<DefaultCsrfToken, ArrayList> csrfToken = new Conversion<>(DefaultCsrfToken.class, ArrayList.class,
				SpringSecurityTypes::csrfTokenToJson, SpringSecurityTypes::csrfTokenFromJson);
		Conversion<OneTimeTokenAuthentication, LinkedHashMap> oneTimeToken = new Conversion<>(
				OneTimeTokenAuthentication.class, LinkedHashMap.class, SpringSecurityTypes::oneTimeTokenToJson,
				SpringSecurityTypes::oneTimeTokenFromJson);
		this.aliases.put("ott", oneTimeToken.type());
		this.aliases.put("csr", csrfToken.type());
		this.aliases.put("sec", context.type());
		this.aliases.put("pre", preAuthenticated.type());
		this.aliases.put("upt", token.type());
		this.aliases.put("usr", user.type());
		this.aliases.put("sga", authority.type());
		this.aliases.put("fga", factor.type());
		this.aliases.put("wad", details.type());
		this.aliases.put("req", savedRequest.type());
		this.modules.add(new ConversionModule("jwt-session-spring-security", List.of(context, token, preAuthenticated,
				user, authority, factor, details, savedRequest, csrfToken, oneTimeToken)));
	}

	private static LinkedHashMap<?, ?> tokenToJson(Authentication token) {
		Map<String, Object> members = new LinkedHashMap<>();
		members.put("p", token.getPrincipal());
		putIfPresent(members, "c", token.getCredentials());
		putIfPresent(members, "d", token.getDetails());
		if (!token.isAuthenticated()) {
			members.put("n", true);
		}
		AuthoritiesJson.write(members, token.getAuthorities(), authoritiesOf(token.getPrincipal()));
		return (LinkedHashMap<?, ?>) members;
	}

	/**
	 * A principal that is {@code null} comes back as such: Spring Security accepts it,
	 * although it declares otherwise.
	 */
	@SuppressWarnings("NullAway")
	private static UsernamePasswordAuthenticationToken tokenFromJson(LinkedHashMap<?, ?> members) {
		Object principal = members.get("p");
		List<GrantedAuthority> authorities = AuthoritiesJson.read(members, authoritiesOf(principal));
		UsernamePasswordAuthenticationToken token = members.containsKey("n")
				? UsernamePasswordAuthenticationToken.unauthenticated(principal, members.get("c"))
				: UsernamePasswordAuthenticationToken.authenticated(principal, members.get("c"), authorities);
		token.setDetails(members.get("d"));
		return token;
	}

	@SuppressWarnings("NullAway") // as above
	private static PreAuthenticatedAuthenticationToken preAuthenticatedFromJson(LinkedHashMap<?, ?> members) {
		Object principal = members.get("p");
		PreAuthenticatedAuthenticationToken token = members.containsKey("n")
				? new PreAuthenticatedAuthenticationToken(principal, members.get("c"))
				: new PreAuthenticatedAuthenticationToken(principal, members.get("c"),
						AuthoritiesJson.read(members, authoritiesOf(principal)));
		token.setDetails(members.get("d"));
		return token;
	}

	/**
	 * Written as Spring Security 7.1 does by itself, since its version 7.0 would write
	 * something else, and not understand this.
	 */
	private static LinkedHashMap<?, ?> oneTimeTokenToJson(OneTimeTokenAuthentication token) {
		Map<String, @Nullable Object> members = new LinkedHashMap<>();
		members.put("principal", token.getPrincipal());
		members.put("authorities", token.getAuthorities());
		members.put("credentials", token.getCredentials());
		members.put("details", token.getDetails());
		members.put("name", token.getName());
		return (LinkedHashMap<?, ?>) members;
	}

	@SuppressWarnings("unchecked")
	private static OneTimeTokenAuthentication oneTimeTokenFromJson(LinkedHashMap<?, ?> members) {
		OneTimeTokenAuthentication token = new OneTimeTokenAuthentication(
				Objects.requireNonNull(members.get("principal")),
				(Collection<GrantedAuthority>) Objects.requireNonNull(members.get("authorities")));
		token.setDetails(members.get("details"));
		return token;
	}

	private static Collection<? extends GrantedAuthority> authoritiesOf(@Nullable Object principal) {
		return (principal instanceof UserDetails user) ? user.getAuthorities() : List.of();
	}

	private static LinkedHashMap<?, ?> userToJson(User user) {
		Map<String, Object> members = new LinkedHashMap<>();
		members.put("u", user.getUsername());
		putIfPresent(members, "p", user.getPassword());
		members.put("a", AuthoritiesJson.writeAll(user.getAuthorities()));
		putIfFalse(members, "e", user.isEnabled());
		putIfFalse(members, "x", user.isAccountNonExpired());
		putIfFalse(members, "c", user.isCredentialsNonExpired());
		putIfFalse(members, "l", user.isAccountNonLocked());
		return (LinkedHashMap<?, ?>) members;
	}

	private static User userFromJson(LinkedHashMap<?, ?> members) {
		return new User((String) Objects.requireNonNull(members.get("u")), (String) members.get("p"),
				!members.containsKey("e"), !members.containsKey("x"), !members.containsKey("c"),
				!members.containsKey("l"), new LinkedHashSet<>(AuthoritiesJson.readAll(members.get("a"))));
	}

	/**
	 * Stands in each session of a login: the nanoseconds since 1970 have 12 characters in
	 * base 36. Apart from the years 1677 to 2262, and in tokens of 0.1, seconds and
	 * nanoseconds stand apart.
	 */
	private static ArrayList<?> factorToJson(FactorGrantedAuthority factor) {
		Instant issuedAt = factor.getIssuedAt();
		try {
			long nanos = Math.addExact(Math.multiplyExact(issuedAt.getEpochSecond(), NANOS_PER_SECOND),
					issuedAt.getNano());
			return list(factor.getAuthority(), Long.toString(nanos, Character.MAX_RADIX));
		}
		catch (ArithmeticException ex) {
			return list(factor.getAuthority(), String.valueOf(issuedAt.getEpochSecond()), issuedAt.getNano());
		}
	}

	private static FactorGrantedAuthority factorFromJson(ArrayList<?> members) {
		String time = (String) members.get(1);
		Instant issuedAt = (members.size() > 2)
				? Instant.ofEpochSecond(Long.parseLong(time), ((Number) members.get(2)).longValue())
				: Instant.ofEpochSecond(0, Long.parseLong(time, Character.MAX_RADIX));
		return FactorGrantedAuthority.withAuthority((String) members.get(0)).issuedAt(issuedAt).build();
	}

	/**
	 * The token, and the names of header and parameter if they are not the usual ones.
	 */
	private static ArrayList<?> csrfTokenToJson(DefaultCsrfToken token) {
		boolean usual = token.getHeaderName().equals(CSRF_HEADER) && token.getParameterName().equals(CSRF_PARAMETER);
		return usual ? list(token.getToken()) : list(token.getToken(), token.getHeaderName(), token.getParameterName());
	}

	private static DefaultCsrfToken csrfTokenFromJson(ArrayList<?> members) {
		boolean usual = members.size() == 1;
		return new DefaultCsrfToken(usual ? CSRF_HEADER : (String) members.get(1),
				usual ? CSRF_PARAMETER : (String) members.get(2), (String) members.get(0));
	}

	private static void putIfPresent(Map<String, Object> members, String name, @Nullable Object value) {
		if (value != null) {
			members.put(name, value);
		}
	}

	private static void putIfFalse(Map<String, Object> members, String name, boolean value) {
		if (!value) {
			members.put(name, false);
		}
	}

	private static ArrayList<?> list(@Nullable Object... values) {
		return new ArrayList<>(Arrays.asList(values));
	}

}
