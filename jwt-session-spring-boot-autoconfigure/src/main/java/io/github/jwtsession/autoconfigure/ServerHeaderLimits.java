package io.github.jwtsession.autoconfigure;

import java.util.HashMap;
import java.util.Map;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.DefaultPropertiesPropertySource;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.ClassUtils;

/**
 * Lets the embedded server take and send headers of 16 KB, where the application has not
 * set its limits: with the 8 KB of Tomcat and Jetty a session of two cookies locks its
 * browser out. The server of a war is not ours to set.
 */
final class ServerHeaderLimits implements EnvironmentPostProcessor, Ordered {

	private static final String SIZE = "16KB";

	private static final Map<String, Object> LIMITS = Map.of("server.max-http-request-header-size", SIZE,
			"server.tomcat.max-http-response-header-size", SIZE, "server.jetty.max-http-response-header-size", SIZE);

	private static final String WAR = "ServletContextApplicationContextInitializer";

	/**
	 * Behind everything that may set a property.
	 */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		boolean wanted = environment.getProperty("jwt.session.server-header-limits", Boolean.class, true)
				&& environment.getProperty("jwt.session.enabled", Boolean.class, true);
		boolean war = application.getInitializers()
			.stream()
			.anyMatch((initializer) -> ClassUtils.getShortName(initializer.getClass()).equals(WAR));
		if (wanted && !war) {
			Map<String, Object> unset = new HashMap<>(LIMITS);
			unset.keySet().removeIf(environment::containsProperty);
			// Behind those that are yet to come, such as the ones of @PropertySource.
			DefaultPropertiesPropertySource.addOrMerge(unset, environment.getPropertySources());
		}
	}

}
