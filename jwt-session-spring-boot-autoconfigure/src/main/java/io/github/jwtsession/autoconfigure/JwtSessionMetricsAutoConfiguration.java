package io.github.jwtsession.autoconfigure;

import java.time.Clock;

import io.github.jwtsession.cookie.SessionCookies;
import io.github.jwtsession.key.SessionKeys;
import io.github.jwtsession.revocation.RevocationRegistry;
import io.github.jwtsession.session.SessionExchanges;
import io.github.jwtsession.session.SessionTokenListener;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of metrics: how many tokens were
 * sealed, opened and rejected, how large sessions are, and how it stands with keys and
 * revocations. Spring Boot binds them to the registry of the application.
 */
@AutoConfiguration(after = JwtSessionAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ SessionExchanges.class, MeterRegistry.class })
public final class JwtSessionMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	SessionTokenMetrics jwtSessionTokenMetrics(SessionKeys keys, SessionCookies cookies,
			ObjectProvider<RevocationRegistry> revocations, ObjectProvider<Clock> clock,
			JwtSessionProperties properties) {
		return new SessionTokenMetrics(keys, cookies, revocations, clock.getIfUnique(Clock::systemUTC),
				properties.getMetrics().isTimers());
	}

	@Bean
	SessionTokenListener jwtSessionMetricsListener(SessionTokenMetrics metrics) {
		return new CompositeTokenListener(metrics::meters);
	}

}
