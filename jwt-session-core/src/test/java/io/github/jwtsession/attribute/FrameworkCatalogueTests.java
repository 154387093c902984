package io.github.jwtsession.attribute;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.saml2.core.Saml2Error;
import org.springframework.security.saml2.provider.service.authentication.Saml2AuthenticationException;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;
import org.springframework.security.web.authentication.session.SessionAuthenticationException;
import org.springframework.security.web.authentication.switchuser.SwitchUserGrantedAuthority;
import org.springframework.security.web.csrf.DefaultCsrfToken;
import org.springframework.security.web.savedrequest.DefaultSavedRequest;
import org.springframework.security.web.webauthn.authentication.WebAuthnAuthentication;

import static io.github.jwtsession.attribute.FrameworkValues.NOW;
import static io.github.jwtsession.attribute.FrameworkValues.authorizationRequest;
import static io.github.jwtsession.attribute.FrameworkValues.authorizedClient;
import static io.github.jwtsession.attribute.FrameworkValues.context;
import static io.github.jwtsession.attribute.FrameworkValues.creationOptions;
import static io.github.jwtsession.attribute.FrameworkValues.flashMap;
import static io.github.jwtsession.attribute.FrameworkValues.formLogin;
import static io.github.jwtsession.attribute.FrameworkValues.jwt;
import static io.github.jwtsession.attribute.FrameworkValues.oauth2Login;
import static io.github.jwtsession.attribute.FrameworkValues.oidcLogin;
import static io.github.jwtsession.attribute.FrameworkValues.oidcLoginWithoutUserInfo;
import static io.github.jwtsession.attribute.FrameworkValues.requestOptions;
import static io.github.jwtsession.attribute.FrameworkValues.saml2;
import static io.github.jwtsession.attribute.FrameworkValues.savedRequest;
import static io.github.jwtsession.attribute.FrameworkValues.user;
import static io.github.jwtsession.attribute.FrameworkValues.webAuthnUser;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * What Spring Security and Spring MVC keep in a session, each entry of which survives.
 */
class FrameworkCatalogueTests {

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

	/**
	 * A package that the application trusts may hold types that are supported.
	 */
	@ParameterizedTest(name = "{0}")
	@MethodSource("catalogue")
	void isWrittenAlikeWhateverPackageIsTrusted(String name, Object value) {
		AttributeJson trusting = new AttributeJson(
				List.of(new SpringMvcTypes(), new SpringSecurityTypes(getClass().getClassLoader()),
						new SpringSecurityOAuth2Types()),
				List.of("io.github.jwtsession", "org.springframework", "java"), false, getClass().getClassLoader());
		byte[] written = trusting.write(name, value);
		assertThat(new String(written, StandardCharsets.UTF_8))
			.isEqualTo(new String(this.json.write(name, value), StandardCharsets.UTF_8));
		assertThat(trusting.read(name, written)).isNotNull().hasSameClassAs(value);
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
	void principalThatIsNullComesBackAsNull() {
		Object read = this.json.read("t",
				this.json.write("t", UsernamePasswordAuthenticationToken.authenticated(null, "secret", List.of())));
		assertThat(read).isInstanceOf(UsernamePasswordAuthenticationToken.class);
		assertThat(((UsernamePasswordAuthenticationToken) read).getPrincipal()).isNull();
	}

	@Test
	void exceptionKeepsNoStackTrace() {
		assertThat(new String(this.json.write("x", new BadCredentialsException("Bad", new RuntimeException("cause")))))
			.isEqualTo("{\"@xbc\":\"Bad\"}");
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
