package io.github.jwtsession.autoconfigure;

import io.github.jwtsession.revocation.RevocationStore;
import io.github.jwtsession.revocation.SessionRevocations;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Health of a store of revocations that instances share.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(RevocationStore.class)
class RevocationHealthConfiguration {

	@Bean
	@ConditionalOnEnabledHealthIndicator("jwt-session-revocations")
	@ConditionalOnMissingBean(name = "jwtSessionRevocationsHealthIndicator")
	HealthIndicator jwtSessionRevocationsHealthIndicator(SessionRevocations revocations) {
		return new RevocationHealthIndicator(revocations);
	}

}
