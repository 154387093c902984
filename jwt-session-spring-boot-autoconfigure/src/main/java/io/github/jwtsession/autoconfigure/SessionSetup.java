package io.github.jwtsession.autoconfigure;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.jwtsession.servlet.JwtSessionFilter;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.aot.AotDetector;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.session.web.http.CookieHttpSessionIdResolver;
import org.springframework.session.web.http.CookieSerializer;
import org.springframework.session.web.http.HttpSessionIdResolver;
import org.springframework.session.web.http.SessionRepositoryFilter;
import org.springframework.util.ClassUtils;

/**
 * Looks at start for what an application brings along from Spring Session or from the
 * container that has no effect, and says so. What would keep sessions from being kept
 * stops the start.
 */
final class SessionSetup implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(SessionSetup.class);

	private static final String TRACKING_MODES = "server.servlet.session.tracking-modes";

	/**
	 * Classes of Spring Session's stores, by the names of their modules.
	 */
	private static final Map<String, String> STORES = Map.of("spring-session-jdbc",
			"org.springframework.session.jdbc.JdbcIndexedSessionRepository", "spring-session-data-redis",
			"org.springframework.session.data.redis.RedisSessionRepository");

	/**
	 * Classes of frameworks that keep views and components in the session, by their
	 * names.
	 */
	private static final Map<String, String> USER_INTERFACES = Map.of("JSF", "jakarta.faces.webapp.FacesServlet",
			"Spring Web Flow", "org.springframework.webflow.execution.FlowExecution", "Vaadin",
			"com.vaadin.flow.server.VaadinServlet", "Wicket", "org.apache.wicket.protocol.http.WicketFilter", "ZK",
			"org.zkoss.zk.ui.http.DHtmlLayoutServlet");

	private static final String MESSAGE_INTERCEPTOR = "org.springframework.session.web.socket.server.SessionRepositoryMessageInterceptor";

	/**
	 * The bean that is not there where the application has keys of its own.
	 */
	private static final String KEYS = "jwtSessionKeys";

	private static final List<String> KEY_PROPERTIES = List.of("jwt.session.secret-id", "jwt.session.secrets",
			"jwt.session.keystore", "jwt.session.require-key");

	private final ConfigurableListableBeanFactory beanFactory;

	private final Environment environment;

	SessionSetup(ConfigurableListableBeanFactory beanFactory, Environment environment) {
		this.beanFactory = beanFactory;
		this.environment = environment;
	}

	/**
	 * The types that are looked up by their names.
	 */
	static Stream<String> typesByName() {
		return Stream.of(STORES.values().stream(), USER_INTERFACES.values().stream(), Stream.of(MESSAGE_INTERCEPTOR))
			.flatMap((names) -> names);
	}

	@Override
	public void afterSingletonsInstantiated() {
		requireOwnFilter();
		warnOfKeyProperties();
		warnOfIdResolver();
		warnOfCookieSerializer();
		warnOfTrackingModes();
		warnOfMessages();
		STORES.forEach(SessionSetup::warnOfStore);
		warnOfUserInterfaces();
	}

	private void requireOwnFilter() {
		this.beanFactory.getBeansOfType(SessionRepositoryFilter.class, false, false).forEach((name, filter) -> {
			if (!(filter instanceof JwtSessionFilter)) {
				throw new SessionSetupException(
						("The filter '%s' is Spring Session's, and would keep no session: JWT sessions have a filter "
								+ "of their own. '@EnableSpringHttpSession' brings it.")
							.formatted(name),
						"Remove '@EnableSpringHttpSession', or the bean '%s'. To keep sessions where they were, define "
							.formatted(name) + "a SessionRepository bean, or set 'jwt.session.enabled' to 'false'.");
			}
		});
	}

	private void warnOfKeyProperties() {
		if (this.beanFactory.containsBean(KEYS)) {
			return;
		}
		Binder binder = Binder.get(this.environment);
		List<String> set = KEY_PROPERTIES.stream()
			.filter((property) -> binder.bind(property, Bindable.of(Object.class)).isBound()
					|| binder.bind(property, Bindable.mapOf(String.class, Object.class)).isBound())
			.toList();
		if (!set.isEmpty()) {
			logger.warn("'%s' has no effect: the application has a bean of type SessionKeys."
				.formatted(String.join("', '", set)));
		}
	}

	private void warnOfIdResolver() {
		this.beanFactory.getBeansOfType(HttpSessionIdResolver.class, false, false).forEach((name, resolver) -> {
			String consequence = (resolver instanceof CookieHttpSessionIdResolver)
					? "Configure the cookies by 'jwt.session.cookie.*'"
					: "A session is in its cookies: a client that sends an id in a header instead, and no cookies, "
							+ "has no session";
			logger
				.warn("The HttpSessionIdResolver '%s' has no effect on JWT sessions. %s.".formatted(name, consequence));
		});
	}

	private void warnOfCookieSerializer() {
		for (String name : this.beanFactory.getBeanNamesForType(CookieSerializer.class, true, false)) {
			if (isSpringBoot(name)) {
				continue;
			}
			logger.warn(("The CookieSerializer '%s' has no effect on JWT sessions. Configure the cookies by "
					+ "'jwt.session.cookie.*' or 'server.servlet.session.cookie.*'.")
				.formatted(name));
		}
	}

	/**
	 * Spring Boot defines one by its own accord, and says so in the bean's name where
	 * there is no definition to ask.
	 */
	private boolean isSpringBoot(String name) {
		return BeanOrigin.isSpringBoot(this.beanFactory, name)
				|| (AotDetector.useGeneratedArtifacts() && name.equals("cookieSerializer"));
	}

	private void warnOfTrackingModes() {
		Set<String> modes = Binder.get(this.environment)
			.bind(TRACKING_MODES, Bindable.of(String[].class))
			.map((values) -> Arrays.stream(values)
				.map((mode) -> mode.toLowerCase(Locale.ROOT))
				.collect(Collectors.toSet()))
			.orElse(Set.of());
		if (!modes.isEmpty() && !modes.equals(Set.of("cookie"))) {
			logger.warn("'%s' has no effect but for 'cookie': a session is in its cookies. A client without cookies "
				.formatted(TRACKING_MODES) + "has no session.");
		}
	}

	/**
	 * Where Spring Session keeps sessions, they are used with each message.
	 */
	private void warnOfMessages() {
		ClassLoader classLoader = getClass().getClassLoader();
		if (ClassUtils.isPresent(MESSAGE_INTERCEPTOR, classLoader)
				&& this.beanFactory.getBeanNamesForType(ClassUtils.resolveClassName(MESSAGE_INTERCEPTOR, classLoader),
						true, false).length > 0) {
			logger.warn("Messages on a WebSocket do not keep a session alive: no cookie can be sent with them. Let the "
					+ "page make a request within the session's timeout, 'fetch' for instance, as docs/operations.md "
					+ "shows.");
		}
	}

	private void warnOfUserInterfaces() {
		String present = USER_INTERFACES.entrySet()
			.stream()
			.filter((entry) -> ClassUtils.isPresent(entry.getValue(), this.beanFactory.getBeanClassLoader()))
			.map(Map.Entry::getKey)
			.sorted()
			.collect(Collectors.joining(", "));
		if (!present.isEmpty()) {
			logger.warn(("%s on the classpath: JWT sessions do not support what keeps views and components in the "
					+ "session, which are megabytes of objects and no data. Other pages of the application may use "
					+ "their sessions. Set 'jwt.session.enabled' to 'false' to keep all sessions in the container.")
				.formatted(present));
		}
	}

	private static void warnOfStore(String module, String repository) {
		if (ClassUtils.isPresent(repository, SessionSetup.class.getClassLoader())) {
			logger.warn(("'%s' is on the classpath and has no effect: sessions are in their cookies. Remove the "
					+ "dependency, or set 'jwt.session.enabled' to 'false' to keep sessions there.")
				.formatted(module));
		}
	}

}
