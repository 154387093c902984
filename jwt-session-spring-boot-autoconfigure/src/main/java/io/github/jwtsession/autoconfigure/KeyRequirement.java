package io.github.jwtsession.autoconfigure;

import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.core.env.Environment;

/**
 * Whether the application must not start without a configured key.
 */
final class KeyRequirement {

	private static final List<String> PROFILES = List.of("prod", "production");

	/**
	 * Set by {@code @SpringBootTest}: a build that runs on Kubernetes is not the
	 * application that does.
	 */
	private static final String TEST = "org.springframework.boot.test.context.SpringBootTestContextBootstrapper";

	private KeyRequirement() {
	}

	/**
	 * Find out.
	 * @param configured {@code jwt.session.require-key}
	 * @return why a key is required, as a clause; {@code null} if it is not
	 */
	static @Nullable String find(@Nullable Boolean configured, Environment environment) {
		if (configured != null) {
			return configured ? "'jwt.session.require-key' is 'true'" : null;
		}
		String production = Arrays.stream(environment.getActiveProfiles())
			.filter(PROFILES::contains)
			.findFirst()
			.orElse(null);
		if (production != null) {
			return "the profile '%s' is active".formatted(production);
		}
		return environment.containsProperty(TEST) ? null : platform(CloudPlatform.getActive(environment));
	}

	/**
	 * Where an application has several instances, or a new one at any time.
	 */
	private static @Nullable String platform(@Nullable CloudPlatform platform) {
		if (platform == CloudPlatform.KUBERNETES) {
			return "the application runs on Kubernetes";
		}
		if (platform == CloudPlatform.CLOUD_FOUNDRY) {
			return "the application runs on Cloud Foundry";
		}
		return (platform == CloudPlatform.HEROKU) ? "the application runs on Heroku" : null;
	}

}
