package io.github.jwtsession.attribute;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

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
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.springframework.security.web.savedrequest.DefaultSavedRequest;
import org.springframework.util.ClassUtils;

/**
 * What Spring Security keeps in a session. Its own Jackson modules do most of it. What
 * stands in nearly every session is written here, since cookies are small: authorities
 * that the user and the authentication share are written once.
 */
public final class SpringSecurityTypes implements AttributeTypeSupport {

	/**
	 * By name, since most of them come with optional parts of Spring Security.
	 */
	private static final Map<String, String> OPTIONAL_TYPES = Map.ofEntries(
			Map.entry("rem", "org.springframework.security.authentication.RememberMeAuthenticationToken"),
			Map.entry("ano", "org.springframework.security.authentication.AnonymousAuthenticationToken"),
			Map.entry("tst", "org.springframework.security.authentication.TestingAuthenticationToken"),
			Map.entry("pre",
					"org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken"),
			Map.entry("swi", "org.springframework.security.web.authentication.switchuser.SwitchUserGrantedAuthority"),
			Map.entry("csr", "org.springframework.security.web.csrf.DefaultCsrfToken"),
			Map.entry("xbc", "org.springframework.security.authentication.BadCredentialsException"),
			Map.entry("xlo", "org.springframework.security.authentication.LockedException"),
			Map.entry("xdi", "org.springframework.security.authentication.DisabledException"),
			Map.entry("xae", "org.springframework.security.authentication.AccountExpiredException"),
			Map.entry("xce", "org.springframework.security.authentication.CredentialsExpiredException"),
			Map.entry("xia", "org.springframework.security.authentication.InsufficientAuthenticationException"),
			Map.entry("xas", "org.springframework.security.authentication.AuthenticationServiceException"),
			Map.entry("xis", "org.springframework.security.authentication.InternalAuthenticationServiceException"),
			Map.entry("xpn", "org.springframework.security.authentication.ProviderNotFoundException"),
			Map.entry("xnf", "org.springframework.security.authentication.AuthenticationCredentialsNotFoundException"),
			Map.entry("xun", "org.springframework.security.core.userdetails.UsernameNotFoundException"),
			Map.entry("xse", "org.springframework.security.web.authentication.session.SessionAuthenticationException"),
			Map.entry("xrm",
					"org.springframework.security.web.authentication.rememberme.RememberMeAuthenticationException"),
			Map.entry("xct", "org.springframework.security.web.authentication.rememberme.CookieTheftException"),
			Map.entry("xpc",
					"org.springframework.security.web.authentication.preauth.PreAuthenticatedCredentialsNotFoundException"));

	private final Map<String, Class<?>> aliases = new LinkedHashMap<>();

	private final List<JacksonModule> modules = new ArrayList<>();

	/**
	 * Find out which parts of Spring Security are there.
	 * @param classLoader the application's
	 */
	public SpringSecurityTypes(ClassLoader classLoader) {
		OPTIONAL_TYPES.forEach((alias, name) -> {
			if (ClassUtils.isPresent(name, classLoader)) {
				this.aliases.put(alias, ClassUtils.resolveClassName(name, classLoader));
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

	@SuppressWarnings("rawtypes")
	private void addConversions() {
		Conversion<SecurityContextImpl, ArrayList> context = new Conversion<>(SecurityContextImpl.class,
				ArrayList.class, (it) -> list(it.getAuthentication()),
				(form) -> new SecurityContextImpl((Authentication) form.get(0)));
		Conversion<UsernamePasswordAuthenticationToken, LinkedHashMap> token = new Conversion<>(
				UsernamePasswordAuthenticationToken.class, LinkedHashMap.class, SpringSecurityTypes::tokenToForm,
				SpringSecurityTypes::tokenFromForm);
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
		this.aliases.put("sec", context.type());
		this.aliases.put("upt", token.type());
		this.aliases.put("usr", user.type());
		this.aliases.put("sga", authority.type());
		this.aliases.put("fga", factor.type());
		this.aliases.put("wad", details.type());
		this.aliases.put("req", savedRequest.type());
		this.modules.add(new ConversionModule("jwt-session-spring-security",
				List.of(context, token, user, authority, factor, details, savedRequest)));
	}

	private static LinkedHashMap<?, ?> tokenToForm(UsernamePasswordAuthenticationToken token) {
		Map<String, Object> form = new LinkedHashMap<>();
		form.put("p", token.getPrincipal());
		putIfPresent(form, "c", token.getCredentials());
		putIfPresent(form, "d", token.getDetails());
		if (!token.isAuthenticated()) {
			form.put("n", true);
		}
		List<GrantedAuthority> authorities = new ArrayList<>(token.getAuthorities());
		List<GrantedAuthority> shared = authoritiesOf(token.getPrincipal());
		boolean startsWithShared = authorities.size() >= shared.size()
				&& authorities.subList(0, shared.size()).equals(shared);
		if (startsWithShared) {
			form.put("x", writeAuthorities(authorities.subList(shared.size(), authorities.size())));
		}
		else {
			form.put("a", writeAuthorities(authorities));
		}
		return (LinkedHashMap<?, ?>) form;
	}

	private static UsernamePasswordAuthenticationToken tokenFromForm(@Nullable LinkedHashMap<?, ?> form) {
		Object principal = form.get("p");
		List<GrantedAuthority> authorities = new ArrayList<>();
		if (form.containsKey("x")) {
			authorities.addAll(authoritiesOf(principal));
			authorities.addAll(readAuthorities(form.get("x")));
		}
		else {
			authorities.addAll(readAuthorities(form.get("a")));
		}
		UsernamePasswordAuthenticationToken token = form.containsKey("n")
				? UsernamePasswordAuthenticationToken.unauthenticated(principal, form.get("c"))
				: UsernamePasswordAuthenticationToken.authenticated(principal, form.get("c"), authorities);
		token.setDetails(form.get("d"));
		return token;
	}

	private static List<GrantedAuthority> authoritiesOf(@Nullable Object principal) {
		return (principal instanceof UserDetails user) ? new ArrayList<>(user.getAuthorities()) : List.of();
	}

	private static LinkedHashMap<?, ?> userToForm(User user) {
		Map<String, Object> form = new LinkedHashMap<>();
		form.put("u", user.getUsername());
		putIfPresent(form, "p", user.getPassword());
		form.put("a", writeAuthorities(user.getAuthorities()));
		putIfFalse(form, "e", user.isEnabled());
		putIfFalse(form, "x", user.isAccountNonExpired());
		putIfFalse(form, "c", user.isCredentialsNonExpired());
		putIfFalse(form, "l", user.isAccountNonLocked());
		return (LinkedHashMap<?, ?>) form;
	}

	private static User userFromForm(@Nullable LinkedHashMap<?, ?> form) {
		return new User((String) form.get("u"), (String) form.get("p"), !form.containsKey("e"), !form.containsKey("x"),
				!form.containsKey("c"), !form.containsKey("l"), new LinkedHashSet<>(readAuthorities(form.get("a"))));
	}

	private static FactorGrantedAuthority factorFromForm(@Nullable ArrayList<?> form) {
		Instant issuedAt = Instant.ofEpochSecond(Long.parseLong((String) form.get(1)),
				((Number) form.get(2)).longValue());
		return FactorGrantedAuthority.withAuthority((String) form.get(0)).issuedAt(issuedAt).build();
	}

	/**
	 * A simple authority is its name, any other carries its type.
	 */
	private static List<Object> writeAuthorities(Collection<? extends GrantedAuthority> authorities) {
		List<Object> form = new ArrayList<>();
		authorities.forEach((authority) -> form
			.add((authority instanceof SimpleGrantedAuthority) ? authority.getAuthority() : authority));
		return form;
	}

	private static List<GrantedAuthority> readAuthorities(@Nullable Object form) {
		List<GrantedAuthority> authorities = new ArrayList<>();
		((List<?>) form).forEach((authority) -> authorities
			.add((authority instanceof String name) ? new SimpleGrantedAuthority(name) : (GrantedAuthority) authority));
		return authorities;
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
