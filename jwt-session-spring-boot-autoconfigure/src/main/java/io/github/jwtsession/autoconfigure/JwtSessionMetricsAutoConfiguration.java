package io.github.jwtsession.autoconfigure;

import io.github.jwtsession.session.SessionExchanges;
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
 * sealed, opened and rejected.
 */
@AutoConfiguration(after = JwtSessionAutoConfiguration.class)
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(SessionExchanges.class)
public final class JwtSessionMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	SessionTokenMetrics jwtSessionTokenMetrics(ObjectProvider<MeterRegistry> registry) {
		return new SessionTokenMetrics(registry);
	}

}
