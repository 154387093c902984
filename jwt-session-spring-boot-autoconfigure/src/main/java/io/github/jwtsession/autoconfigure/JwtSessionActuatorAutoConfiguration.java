package io.github.jwtsession.autoconfigure;

import java.time.Clock;
import java.util.Locale;
import java.util.regex.Pattern;

import io.github.jwtsession.SessionRevocations;
import io.github.jwtsession.cookie.SessionCookies;
import io.github.jwtsession.key.SessionKeys;
import io.github.jwtsession.revocation.RevocationRegistry;
import io.github.jwtsession.revocation.shared.RevocationStore;
import io.github.jwtsession.session.JwtSessionRepository;
import io.github.jwtsession.session.SessionLifetime;
import io.github.jwtsession.token.SessionTokenCodec;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of the endpoint and the health of
 * sessions in a JWT.
 */
@AutoConfiguration(
		after = { JwtSessionAutoConfiguration.class, JwtSessionRevocationAutoConfiguration.class,
				JwtSessionOverflowAutoConfiguration.class },
		afterName = "org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration")
@ConditionalOnBean(JwtSessionRepository.class)
public final class JwtSessionActuatorAutoConfiguration {

	private static final Pattern SECRET = Pattern.compile("jwtsession(secrets.*|keystore(key)?password)");

	/**
	 * However a property is written, as an environment variable for instance.
	 */
	private static boolean isSecret(String key) {
		String letters = key.replaceAll("[^a-zA-Z0-9]", "").toLowerCase(Locale.ROOT);
		return SECRET.matcher(letters).matches();
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
	@ConditionalOnAvailableEndpoint(JwtSessionEndpoint.class)
	static class EndpointConfiguration {

		@Bean
		SessionKeyUsage jwtSessionKeyUsage(ObjectProvider<Clock> clock) {
			return new SessionKeyUsage(clock.getIfUnique(Clock::systemUTC));
		}

		@Bean
		@ConditionalOnMissingBean
		JwtSessionEndpoint jwtSessionEndpoint(SessionTokenCodec codec, SessionKeys keys, SessionKeyUsage usage,
				SessionLifetime lifetime, SessionCookies cookies, SessionRevocations revocations,
				RevocationRegistry registry, JwtSessionProperties properties, ObjectProvider<OverflowReport> overflow) {
			return new JwtSessionEndpoint(codec, keys, usage, lifetime, cookies, revocations, registry,
					properties.getRevocation().getStore(), overflow.getIfAvailable());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(SanitizingFunction.class)
	static class SanitizingConfiguration {

		/**
		 * Spring Boot's endpoints of the environment show values if they are configured
		 * to: keys and passwords not even then.
		 */
		@Bean
		SanitizingFunction jwtSessionSanitizingFunction() {
			return SanitizingFunction.sanitizeValue().ifKeyMatches(JwtSessionActuatorAutoConfiguration::isSecret);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
	@ConditionalOnEnabledHealthIndicator("jwtsession")
	static class HealthConfiguration {

		@Bean
		@ConditionalOnMissingBean(name = "jwtSessionHealthIndicator")
		SessionKeyHealthIndicator jwtSessionHealthIndicator(SessionTokenCodec codec, SessionKeys keys) {
			return new SessionKeyHealthIndicator(codec, keys);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
	@ConditionalOnBean(RevocationStore.class)
	@ConditionalOnEnabledHealthIndicator("jwtsessionkeys")
	static class LateKeyHealthConfiguration {

		@Bean
		LateKeys jwtSessionLateKeys(SessionKeys keys, ObjectProvider<RevocationRegistry> registry) {
			return new LateKeys(keys, registry);
		}

		@Bean
		@ConditionalOnMissingBean(name = "jwtSessionKeysHealthIndicator")
		LateKeyHealthIndicator jwtSessionKeysHealthIndicator(LateKeys lateKeys) {
			return new LateKeyHealthIndicator(lateKeys);
		}

		/**
		 * After that of Spring Boot, which makes the group, and of the same order: hence
		 * the order of the auto-configurations.
		 */
		@Bean
		static ReadinessGroupPostProcessor jwtSessionReadinessGroupPostProcessor() {
			return new ReadinessGroupPostProcessor("jwtSessionKeys");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
	@ConditionalOnBean(RevocationStore.class)
	@ConditionalOnEnabledHealthIndicator("jwtsessionrevocations")
	static class RevocationHealthConfiguration {

		@Bean
		@ConditionalOnMissingBean(name = "jwtSessionRevocationsHealthIndicator")
		RevocationHealthIndicator jwtSessionRevocationsHealthIndicator(RevocationRegistry registry) {
			return new RevocationHealthIndicator(registry);
		}

	}

}
