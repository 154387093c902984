package io.github.jwtsession.security;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import io.github.jwtsession.attribute.type.AttributeTypeSupport;
import io.github.jwtsession.attribute.type.Conversion;
import io.github.jwtsession.attribute.type.ConversionModule;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JacksonModule;

import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.OidcUserInfo;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.core.oidc.user.OidcUserAuthority;
import org.springframework.security.oauth2.core.user.DefaultOAuth2User;
import org.springframework.security.oauth2.core.user.OAuth2User;
import org.springframework.security.oauth2.core.user.OAuth2UserAuthority;

/**
 * What a login with OAuth 2.0 or OpenID Connect keeps in a session. There everything
 * stands several times: the claims in the ID token's text, beside it, in the user and in
 * an authority of the user. Here it is written once.
 */
public final class SpringSecurityOAuth2Types implements AttributeTypeSupport {

	private static final String SUBJECT = "sub";

	private final IdTokenJson idTokenForm = new IdTokenJson();

	private final @Nullable AuthorizedClientJson authorizedClients;

	/**
	 * Support these types. Authorized clients are written with their registrations.
	 */
	public SpringSecurityOAuth2Types() {
		this.authorizedClients = null;
	}

	/**
	 * Support these types. Of an authorized client's registration the id alone is
	 * written, if it is known.
	 * @param registrations finds the registration of an id, {@code null} if there is none
	 */
	public SpringSecurityOAuth2Types(Function<String, @Nullable ClientRegistration> registrations) {
		this.authorizedClients = new AuthorizedClientJson(registrations);
	}

	@Override
	public Map<String, Class<?>> aliases() {
		return Map.of("oat", OAuth2AuthenticationToken.class, "oiu", DefaultOidcUser.class, "oau",
				DefaultOAuth2User.class, "oit", OidcIdToken.class, "oin", OidcUserInfo.class, "xoa",
				OAuth2AuthenticationException.class, "oia", OidcUserAuthority.class, "ota", OAuth2UserAuthority.class);
	}

	@Override
	@SuppressWarnings("rawtypes")
	public List<JacksonModule> modules() {
		Conversion<OAuth2AuthenticationToken, LinkedHashMap> token = new Conversion<>(OAuth2AuthenticationToken.class,
				LinkedHashMap.class, SpringSecurityOAuth2Types::tokenToJson, SpringSecurityOAuth2Types::tokenFromJson);
		Conversion<DefaultOidcUser, LinkedHashMap> oidcUser = new Conversion<>(DefaultOidcUser.class,
				LinkedHashMap.class, SpringSecurityOAuth2Types::oidcUserToJson,
				SpringSecurityOAuth2Types::oidcUserFromJson);
		Conversion<DefaultOAuth2User, LinkedHashMap> user = new Conversion<>(DefaultOAuth2User.class,
				LinkedHashMap.class, SpringSecurityOAuth2Types::userToJson, SpringSecurityOAuth2Types::userFromJson);
		Conversion<OidcIdToken, LinkedHashMap> idToken = new Conversion<>(OidcIdToken.class, LinkedHashMap.class,
				this.idTokenForm::write, this.idTokenForm::read);
		Conversion<OidcUserInfo, LinkedHashMap> userInfo = new Conversion<>(OidcUserInfo.class, LinkedHashMap.class,
				(it) -> new LinkedHashMap<>(it.getClaims()), SpringSecurityOAuth2Types::userInfoFromJson);
		Conversion<OidcUserAuthority, LinkedHashMap> oidcAuthority = new Conversion<>(OidcUserAuthority.class,
				LinkedHashMap.class, SpringSecurityOAuth2Types::oidcAuthorityToJson,
				SpringSecurityOAuth2Types::oidcAuthorityFromJson);
		Conversion<OAuth2UserAuthority, LinkedHashMap> authority = new Conversion<>(OAuth2UserAuthority.class,
				LinkedHashMap.class, SpringSecurityOAuth2Types::authorityToJson,
				SpringSecurityOAuth2Types::authorityFromJson);
		Conversion<OAuth2AuthenticationException, LinkedHashMap> exception = new Conversion<>(
				OAuth2AuthenticationException.class, LinkedHashMap.class, SpringSecurityOAuth2Types::exceptionToJson,
				SpringSecurityOAuth2Types::exceptionFromJson);
		List<Conversion<?, ?>> conversions = new ArrayList<>(
				List.of(token, oidcUser, user, idToken, userInfo, oidcAuthority, authority, exception));
		AuthorizedClientJson clients = this.authorizedClients;
		if (clients != null) {
			conversions.add(new Conversion<OAuth2AuthorizedClient, LinkedHashMap>(OAuth2AuthorizedClient.class,
					LinkedHashMap.class, clients::write, clients::read));
		}
		return List.of(new ConversionModule("jwt-session-spring-security-oauth2", conversions));
	}

	private static LinkedHashMap<?, ?> tokenToJson(OAuth2AuthenticationToken token) {
		Map<String, Object> members = new LinkedHashMap<>();
		members.put("p", token.getPrincipal());
		members.put("r", token.getAuthorizedClientRegistrationId());
		AuthoritiesJson.write(members, token.getAuthorities(), token.getPrincipal().getAuthorities());
		putIfPresent(members, "d", token.getDetails());
		return (LinkedHashMap<?, ?>) members;
	}

	private static OAuth2AuthenticationToken tokenFromJson(LinkedHashMap<?, ?> members) {
		OAuth2User principal = (OAuth2User) required(members, "p");
		OAuth2AuthenticationToken token = new OAuth2AuthenticationToken(principal,
				AuthoritiesJson.read(members, principal.getAuthorities()), (String) required(members, "r"));
		token.setDetails(members.get("d"));
		return token;
	}

	private static LinkedHashMap<?, ?> oidcUserToJson(DefaultOidcUser user) {
		Map<String, Object> members = new LinkedHashMap<>();
		members.put("t", user.getIdToken());
		putIfPresent(members, "i", user.getUserInfo());
		putUnlessSubject(members, nameAttributeKey(user));
		List<Object> authorities = new ArrayList<>();
		for (GrantedAuthority authority : user.getAuthorities()) {
			boolean same = authority instanceof OidcUserAuthority oidc && oidc.getIdToken().equals(user.getIdToken())
					&& Objects.equals(oidc.getUserInfo(), user.getUserInfo());
			authorities.add(same ? sharing((OAuth2UserAuthority) authority) : AuthoritiesJson.write(authority));
		}
		members.put("a", authorities);
		return (LinkedHashMap<?, ?>) members;
	}

	private static DefaultOidcUser oidcUserFromJson(LinkedHashMap<?, ?> members) {
		OidcIdToken idToken = (OidcIdToken) required(members, "t");
		OidcUserInfo userInfo = (OidcUserInfo) members.get("i");
		List<GrantedAuthority> authorities = new ArrayList<>();
		for (Object authority : (List<?>) required(members, "a")) {
			authorities.add((authority instanceof List<?> sharing)
					? new OidcUserAuthority((String) sharing.get(0), idToken, userInfo, (String) sharing.get(1))
					: AuthoritiesJson.read(authority));
		}
		return new DefaultOidcUser(authorities, idToken, userInfo, nameOrSubject(members));
	}

	private static LinkedHashMap<?, ?> userToJson(DefaultOAuth2User user) {
		Map<String, Object> members = new LinkedHashMap<>();
		members.put("t", new LinkedHashMap<>(user.getAttributes()));
		putUnlessSubject(members, nameAttributeKey(user));
		List<Object> authorities = new ArrayList<>();
		for (GrantedAuthority authority : user.getAuthorities()) {
			boolean same = authority.getClass() == OAuth2UserAuthority.class
					&& ((OAuth2UserAuthority) authority).getAttributes().equals(user.getAttributes());
			authorities.add(same ? sharing((OAuth2UserAuthority) authority) : AuthoritiesJson.write(authority));
		}
		members.put("a", authorities);
		return (LinkedHashMap<?, ?>) members;
	}

	@SuppressWarnings("unchecked")
	private static DefaultOAuth2User userFromJson(LinkedHashMap<?, ?> members) {
		Map<String, Object> attributes = (Map<String, Object>) required(members, "t");
		List<GrantedAuthority> authorities = new ArrayList<>();
		for (Object authority : (List<?>) required(members, "a")) {
			authorities.add((authority instanceof List<?> sharing)
					? new OAuth2UserAuthority((String) sharing.get(0), attributes, (String) sharing.get(1))
					: AuthoritiesJson.read(authority));
		}
		return new DefaultOAuth2User(authorities, attributes, nameOrSubject(members));
	}

	/**
	 * An authority that holds what its user holds as well.
	 */
	private static List<@Nullable Object> sharing(OAuth2UserAuthority authority) {
		List<@Nullable Object> members = new ArrayList<>(2);
		members.add(authority.getAuthority());
		members.add(authority.getUserNameAttributeName());
		return members;
	}

	/**
	 * The attribute that the user's name is taken from. There is no getter for it, but
	 * which one it is makes no difference where the values are equal.
	 */
	private static String nameAttributeKey(OAuth2User user) {
		String name = user.getName();
		if (isName(user.getAttributes().get(SUBJECT), name)) {
			return SUBJECT;
		}
		return user.getAttributes()
			.entrySet()
			.stream()
			.filter((attribute) -> isName(attribute.getValue(), name))
			.findFirst()
			.orElseThrow()
			.getKey();
	}

	private static boolean isName(@Nullable Object attribute, String name) {
		return attribute != null && attribute.toString().equals(name);
	}

	private static void putUnlessSubject(Map<String, Object> members, String nameAttributeKey) {
		if (!nameAttributeKey.equals(SUBJECT)) {
			members.put("n", nameAttributeKey);
		}
	}

	private static String nameOrSubject(Map<?, ?> members) {
		return members.containsKey("n") ? (String) members.get("n") : SUBJECT;
	}

	@SuppressWarnings("unchecked")
	private static OidcUserInfo userInfoFromJson(LinkedHashMap<?, ?> members) {
		return new OidcUserInfo((Map<String, Object>) members);
	}

	private static LinkedHashMap<?, ?> oidcAuthorityToJson(OidcUserAuthority authority) {
		Map<String, Object> members = new LinkedHashMap<>();
		members.put("s", sharing(authority));
		members.put("t", authority.getIdToken());
		putIfPresent(members, "i", authority.getUserInfo());
		return (LinkedHashMap<?, ?>) members;
	}

	private static OidcUserAuthority oidcAuthorityFromJson(LinkedHashMap<?, ?> members) {
		List<?> sharing = (List<?>) required(members, "s");
		return new OidcUserAuthority((String) sharing.get(0), (OidcIdToken) required(members, "t"),
				(OidcUserInfo) members.get("i"), (String) sharing.get(1));
	}

	private static LinkedHashMap<?, ?> authorityToJson(OAuth2UserAuthority authority) {
		Map<String, Object> members = new LinkedHashMap<>();
		members.put("s", sharing(authority));
		members.put("t", new LinkedHashMap<>(authority.getAttributes()));
		return (LinkedHashMap<?, ?>) members;
	}

	@SuppressWarnings("unchecked")
	private static OAuth2UserAuthority authorityFromJson(LinkedHashMap<?, ?> members) {
		List<?> sharing = (List<?>) required(members, "s");
		return new OAuth2UserAuthority((String) sharing.get(0), (Map<String, Object>) required(members, "t"),
				(String) sharing.get(1));
	}

	private static LinkedHashMap<?, ?> exceptionToJson(OAuth2AuthenticationException exception) {
		Map<String, Object> members = new LinkedHashMap<>();
		members.put("c", exception.getError().getErrorCode());
		putIfPresent(members, "d", exception.getError().getDescription());
		putIfPresent(members, "u", exception.getError().getUri());
		putIfPresent(members, "m", exception.getMessage());
		return (LinkedHashMap<?, ?>) members;
	}

	private static OAuth2AuthenticationException exceptionFromJson(LinkedHashMap<?, ?> members) {
		OAuth2Error error = new OAuth2Error((String) required(members, "c"), (String) members.get("d"),
				(String) members.get("u"));
		return new OAuth2AuthenticationException(error, (String) members.get("m"));
	}

	private static Object required(Map<?, ?> members, String name) {
		return Objects.requireNonNull(members.get(name), name);
	}

	private static void putIfPresent(Map<String, Object> members, String name, @Nullable Object value) {
		if (value != null) {
			members.put(name, value);
		}
	}

}
