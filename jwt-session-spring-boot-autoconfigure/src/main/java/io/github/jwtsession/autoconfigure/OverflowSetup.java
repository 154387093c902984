package io.github.jwtsession.autoconfigure;

import java.util.Map;

import io.github.jwtsession.autoconfigure.JwtSessionProperties.Overflow;
import io.github.jwtsession.autoconfigure.JwtSessionProperties.Overflow.Store;
import io.github.jwtsession.overflow.AttributeOverflow;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.AotDetector;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Sees to it that sessions overflow to where they are configured to, or that the start
 * says why they do not.
 */
final class OverflowSetup {

	private static final String PREFIX = "jwt.session.overflow";

	private static final Log logger = LogFactory.getLog(OverflowSetup.class);

	private final Overflow properties;

	private final Environment environment;

	OverflowSetup(Overflow properties, Environment environment) {
		this.properties = properties;
		this.environment = environment;
	}

	/**
	 * Check what there is.
	 * @param overflow what there is
	 * @return the same
	 * @throws SessionSetupException if there is none, although it is configured
	 */
	@Nullable AttributeOverflow requireAsConfigured(@Nullable AttributeOverflow overflow) {
		Store store = this.properties.getStore();
		if (overflow == null && store != Store.NONE) {
			throw missing(store);
		}
		if (overflow == null) {
			warnOfPropertiesWithoutEffect();
		}
		return overflow;
	}

	private static SessionSetupException missing(Store store) {
		if (AotDetector.useGeneratedArtifacts()) {
			return JwtSessionOverflowAutoConfiguration.unusable(store,
					"the application was processed ahead of time without it",
					"Set it where the application is built, too");
		}
		String starter = (store == Store.JDBC) ? "spring-boot-starter-jdbc" : "spring-boot-starter-data-redis";
		return JwtSessionOverflowAutoConfiguration.unusable(store, "one of its libraries is not on the classpath",
				"Add the dependencies 'org.springframework.boot:%s' and 'com.github.ben-manes.caffeine:caffeine'"
					.formatted(starter));
	}

	private void warnOfPropertiesWithoutEffect() {
		Map<String, Object> all = Binder.get(this.environment)
			.bind(PREFIX, Bindable.mapOf(String.class, Object.class))
			.orElse(Map.of());
		String without = all.keySet().stream().filter((name) -> !name.equals("store")).sorted().findFirst().orElse("");
		if (!without.isEmpty()) {
			logger.warn("'%s.%s' has no effect: sessions do not overflow unless '%1$s.store' is 'jdbc' or 'redis'"
				.formatted(PREFIX, without));
		}
	}

}
