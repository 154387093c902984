package io.github.jwtsession.security;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.jwtsession.attribute.type.AttributeTypeSupport;
import io.github.jwtsession.attribute.type.Conversion;
import io.github.jwtsession.attribute.type.ConversionModule;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JacksonModule;

import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
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

	private final IdTokenForm idTokenForm = new IdTokenForm();

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
				LinkedHashMap.class, SpringSecurityOAuth2Types::tokenToForm, SpringSecurityOAuth2Types::tokenFromForm);
		Conversion<DefaultOidcUser, LinkedHashMap> oidcUser = new Conversion<>(DefaultOidcUser.class,
				LinkedHashMap.class, SpringSecurityOAuth2Types::oidcUserToForm,
				SpringSecurityOAuth2Types::oidcUserFromForm);
		Conversion<DefaultOAuth2User, LinkedHashMap> user = new Conversion<>(DefaultOAuth2User.class,
				LinkedHashMap.class, SpringSecurityOAuth2Types::userToForm, SpringSecurityOAuth2Types::userFromForm);
		Conversion<OidcIdToken, LinkedHashMap> idToken = new Conversion<>(OidcIdToken.class, LinkedHashMap.class,
				this.idTokenForm::write, this.idTokenForm::read);
		Conversion<OidcUserInfo, LinkedHashMap> userInfo = new Conversion<>(OidcUserInfo.class, LinkedHashMap.class,
				(it) -> new LinkedHashMap<>(it.getClaims()), SpringSecurityOAuth2Types::userInfoFromForm);
		Conversion<OidcUserAuthority, LinkedHashMap> oidcAuthority = new Conversion<>(OidcUserAuthority.class,
				LinkedHashMap.class, SpringSecurityOAuth2Types::oidcAuthorityToForm,
				SpringSecurityOAuth2Types::oidcAuthorityFromForm);
		Conversion<OAuth2UserAuthority, LinkedHashMap> authority = new Conversion<>(OAuth2UserAuthority.class,
				LinkedHashMap.class, SpringSecurityOAuth2Types::authorityToForm,
				SpringSecurityOAuth2Types::authorityFromForm);
		Conversion<OAuth2AuthenticationException, LinkedHashMap> exception = new Conversion<>(
				OAuth2AuthenticationException.class, LinkedHashMap.class, SpringSecurityOAuth2Types::exceptionToForm,
				SpringSecurityOAuth2Types::exceptionFromForm);
		return List.of(new ConversionModule("jwt-session-spring-security-oauth2",
				List.of(token, oidcUser, user, idToken, userInfo, oidcAuthority, authority, exception)));
	}

	private static LinkedHashMap<?, ?> tokenToForm(OAuth2AuthenticationToken token) {
		Map<String, Object> form = new LinkedHashMap<>();
		form.put("p", token.getPrincipal());
		form.put("r", token.getAuthorizedClientRegistrationId());
		AuthoritiesForm.write(form, token.getAuthorities(), token.getPrincipal().getAuthorities());
		putIfPresent(form, "d", token.getDetails());
		return (LinkedHashMap<?, ?>) form;
	}

	private static OAuth2AuthenticationToken tokenFromForm(LinkedHashMap<?, ?> form) {
		OAuth2User principal = (OAuth2User) required(form, "p");
		OAuth2AuthenticationToken token = new OAuth2AuthenticationToken(principal,
				AuthoritiesForm.read(form, principal.getAuthorities()), (String) required(form, "r"));
		token.setDetails(form.get("d"));
		return token;
	}

	private static LinkedHashMap<?, ?> oidcUserToForm(DefaultOidcUser user) {
		Map<String, Object> form = new LinkedHashMap<>();
		form.put("t", user.getIdToken());
		putIfPresent(form, "i", user.getUserInfo());
		putUnlessSubject(form, nameAttributeKey(user));
		List<Object> authorities = new ArrayList<>();
		for (GrantedAuthority authority : user.getAuthorities()) {
			boolean same = authority instanceof OidcUserAuthority oidc && oidc.getIdToken().equals(user.getIdToken())
					&& Objects.equals(oidc.getUserInfo(), user.getUserInfo());
			authorities.add(same ? sharing((OAuth2UserAuthority) authority) : AuthoritiesForm.write(authority));
		}
		form.put("a", authorities);
		return (LinkedHashMap<?, ?>) form;
	}

	private static DefaultOidcUser oidcUserFromForm(LinkedHashMap<?, ?> form) {
		OidcIdToken idToken = (OidcIdToken) required(form, "t");
		OidcUserInfo userInfo = (OidcUserInfo) form.get("i");
		List<GrantedAuthority> authorities = new ArrayList<>();
		for (Object authority : (List<?>) required(form, "a")) {
			authorities.add((authority instanceof List<?> sharing)
					? new OidcUserAuthority((String) sharing.get(0), idToken, userInfo, (String) sharing.get(1))
					: AuthoritiesForm.read(authority));
		}
		return new DefaultOidcUser(authorities, idToken, userInfo, nameOrSubject(form));
	}

	private static LinkedHashMap<?, ?> userToForm(DefaultOAuth2User user) {
		Map<String, Object> form = new LinkedHashMap<>();
		form.put("t", new LinkedHashMap<>(user.getAttributes()));
		putUnlessSubject(form, nameAttributeKey(user));
		List<Object> authorities = new ArrayList<>();
		for (GrantedAuthority authority : user.getAuthorities()) {
			boolean same = authority.getClass() == OAuth2UserAuthority.class
					&& ((OAuth2UserAuthority) authority).getAttributes().equals(user.getAttributes());
			authorities.add(same ? sharing((OAuth2UserAuthority) authority) : AuthoritiesForm.write(authority));
		}
		form.put("a", authorities);
		return (LinkedHashMap<?, ?>) form;
	}

	@SuppressWarnings("unchecked")
	private static DefaultOAuth2User userFromForm(LinkedHashMap<?, ?> form) {
		Map<String, Object> attributes = (Map<String, Object>) required(form, "t");
		List<GrantedAuthority> authorities = new ArrayList<>();
		for (Object authority : (List<?>) required(form, "a")) {
			authorities.add((authority instanceof List<?> sharing)
					? new OAuth2UserAuthority((String) sharing.get(0), attributes, (String) sharing.get(1))
					: AuthoritiesForm.read(authority));
		}
		return new DefaultOAuth2User(authorities, attributes, nameOrSubject(form));
	}

	/**
	 * An authority that holds what its user holds as well.
	 */
	private static List<@Nullable Object> sharing(OAuth2UserAuthority authority) {
		List<@Nullable Object> form = new ArrayList<>(2);
		form.add(authority.getAuthority());
		form.add(authority.getUserNameAttributeName());
		return form;
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

	private static void putUnlessSubject(Map<String, Object> form, String nameAttributeKey) {
		if (!nameAttributeKey.equals(SUBJECT)) {
			form.put("n", nameAttributeKey);
		}
	}

	private static String nameOrSubject(Map<?, ?> form) {
		return form.containsKey("n") ? (String) form.get("n") : SUBJECT;
	}

	@SuppressWarnings("unchecked")
	private static OidcUserInfo userInfoFromForm(LinkedHashMap<?, ?> form) {
		return new OidcUserInfo((Map<String, Object>) form);
	}

	private static LinkedHashMap<?, ?> oidcAuthorityToForm(OidcUserAuthority authority) {
		Map<String, Object> form = new LinkedHashMap<>();
		form.put("s", sharing(authority));
		form.put("t", authority.getIdToken());
		putIfPresent(form, "i", authority.getUserInfo());
		return (LinkedHashMap<?, ?>) form;
	}

	private static OidcUserAuthority oidcAuthorityFromForm(LinkedHashMap<?, ?> form) {
		List<?> sharing = (List<?>) required(form, "s");
		return new OidcUserAuthority((String) sharing.get(0), (OidcIdToken) required(form, "t"),
				(OidcUserInfo) form.get("i"), (String) sharing.get(1));
	}

	private static LinkedHashMap<?, ?> authorityToForm(OAuth2UserAuthority authority) {
		Map<String, Object> form = new LinkedHashMap<>();
		form.put("s", sharing(authority));
		form.put("t", new LinkedHashMap<>(authority.getAttributes()));
		return (LinkedHashMap<?, ?>) form;
	}

	@SuppressWarnings("unchecked")
	private static OAuth2UserAuthority authorityFromForm(LinkedHashMap<?, ?> form) {
		List<?> sharing = (List<?>) required(form, "s");
		return new OAuth2UserAuthority((String) sharing.get(0), (Map<String, Object>) required(form, "t"),
				(String) sharing.get(1));
	}

	private static LinkedHashMap<?, ?> exceptionToForm(OAuth2AuthenticationException exception) {
		Map<String, Object> form = new LinkedHashMap<>();
		form.put("c", exception.getError().getErrorCode());
		putIfPresent(form, "d", exception.getError().getDescription());
		putIfPresent(form, "u", exception.getError().getUri());
		putIfPresent(form, "m", exception.getMessage());
		return (LinkedHashMap<?, ?>) form;
	}

	private static OAuth2AuthenticationException exceptionFromForm(LinkedHashMap<?, ?> form) {
		OAuth2Error error = new OAuth2Error((String) required(form, "c"), (String) form.get("d"),
				(String) form.get("u"));
		return new OAuth2AuthenticationException(error, (String) form.get("m"));
	}

	private static Object required(Map<?, ?> form, String name) {
		return Objects.requireNonNull(form.get(name), name);
	}

	private static void putIfPresent(Map<String, Object> form, String name, @Nullable Object value) {
		if (value != null) {
			form.put(name, value);
		}
	}

}
