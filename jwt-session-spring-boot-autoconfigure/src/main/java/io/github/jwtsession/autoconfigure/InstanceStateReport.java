package io.github.jwtsession.autoconfigure;

import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.servlet.Filter;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.rememberme.AbstractRememberMeServices;
import org.springframework.security.web.authentication.rememberme.RememberMeAuthenticationFilter;
import org.springframework.util.ClassUtils;

/**
 * Says at start what Spring Security keeps in the memory of each instance: sessions do
 * not need an instance, and who therefore runs several is to know what does.
 */
final class InstanceStateReport implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(InstanceStateReport.class);

	private static final String SECURITY = "org.springframework.security.";

	private static final List<State> STATES = List.of(new State("web.session.ConcurrentSessionFilter",
			"core.session.SessionRegistry", "core.session.SessionRegistryImpl",
			"how many sessions a user has, for 'maximumSessions' (SessionRegistryImpl; a user's sessions on all "
					+ "instances are ended by 'SessionRevocations.revokePrincipal')"),
			new State("web.authentication.ott.GenerateOneTimeTokenFilter", "authentication.ott.OneTimeTokenService",
					"authentication.ott.InMemoryOneTimeTokenService",
					"one-time tokens (define a JdbcOneTimeTokenService bean)"),
			new State(null, "web.authentication.rememberme.PersistentTokenRepository",
					"web.authentication.rememberme.InMemoryTokenRepositoryImpl",
					"remember-me tokens (let the PersistentTokenRepository bean be a JdbcTokenRepositoryImpl)"),
			new State("web.webauthn.registration.WebAuthnRegistrationFilter",
					"web.webauthn.management.UserCredentialRepository",
					"web.webauthn.management.MapUserCredentialRepository",
					"passkeys (define the beans JdbcUserCredentialRepository and "
							+ "JdbcPublicKeyCredentialUserEntityRepository)"),
			new State("oauth2.server.authorization.web.OAuth2AuthorizationEndpointFilter",
					"oauth2.server.authorization.OAuth2AuthorizationService",
					"oauth2.server.authorization.InMemoryOAuth2AuthorizationService",
					"what the authorization server has granted (define the beans JdbcOAuth2AuthorizationService and "
							+ "JdbcOAuth2AuthorizationConsentService)"),
			new State(null, "oauth2.client.OAuth2AuthorizedClientService",
					"oauth2.client.InMemoryOAuth2AuthorizedClientService",
					"authorized OAuth2 clients (set 'jwt.session.oauth2.authorized-clients' to 'session', and remove "
							+ "the InMemoryOAuth2AuthorizedClientService bean if it is the application's)"));

	private final ListableBeanFactory beanFactory;

	InstanceStateReport(ListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * The types that are looked up by their names.
	 */
	static Stream<String> typesByName() {
		return STATES.stream().map((state) -> SECURITY + state.contract());
	}

	@Override
	public void afterSingletonsInstantiated() {
		List<Filter> filters = this.beanFactory.getBeanProvider(SecurityFilterChain.class)
			.orderedStream()
			.flatMap((chain) -> chain.getFilters().stream())
			.toList();
		List<String> kept = Stream
			.concat(STATES.stream().filter((state) -> isKept(state, filters)).map(State::description),
					rememberMeKey(filters))
			.toList();
		if (!kept.isEmpty()) {
			logger.info(
					"Any instance serves any session, but each has for itself: %s".formatted(String.join("; ", kept)));
		}
	}

	private boolean isKept(State state, List<Filter> filters) {
		if (state.filter() != null
				&& filters.stream().noneMatch((it) -> it.getClass().getName().equals(SECURITY + state.filter()))) {
			return false;
		}
		List<?> beans = beans(state.contract());
		return beans.isEmpty() ? state.filter() != null : beans.stream()
			.anyMatch((it) -> AopUtils.getTargetClass(it).getName().equals(SECURITY + state.inMemory()));
	}

	private List<?> beans(String contract) {
		ClassLoader classLoader = getClass().getClassLoader();
		if (!ClassUtils.isPresent(SECURITY + contract, classLoader)) {
			return List.of();
		}
		Class<?> type = ClassUtils.resolveClassName(SECURITY + contract, classLoader);
		return this.beanFactory.getBeanProvider(type).stream().toList();
	}

	/**
	 * Without a key of the application, Spring Security makes a random one, a UUID.
	 */
	private static Stream<String> rememberMeKey(List<Filter> filters) {
		boolean random = filters.stream()
			.filter(RememberMeAuthenticationFilter.class::isInstance)
			.map((filter) -> ((RememberMeAuthenticationFilter) filter).getRememberMeServices())
			.filter(AbstractRememberMeServices.class::isInstance)
			.map((services) -> ((AbstractRememberMeServices) services).getKey())
			.filter(Objects::nonNull)
			.anyMatch(InstanceStateReport::isUuid);
		return random ? Stream.of("the key of remember-me cookies (set it with 'rememberMe().key(…)')")
				: Stream.empty();
	}

	private static boolean isUuid(String key) {
		try {
			return UUID.fromString(key).toString().equals(key);
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	/**
	 * Something that is kept in memory.
	 *
	 * @param filter the filter that shows its use, {@code null} if there is a bean then
	 * @param contract the type of the bean that keeps it: without one, the filter has
	 * made itself what keeps it in memory
	 * @param inMemory the implementation that keeps it in memory
	 * @param description what it is, and what changes it
	 */
	private record State(@Nullable String filter, String contract, String inMemory, String description) {
	}

}
