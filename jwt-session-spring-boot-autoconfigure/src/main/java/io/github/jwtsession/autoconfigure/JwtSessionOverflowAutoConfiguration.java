package io.github.jwtsession.autoconfigure;

import java.time.Clock;
import java.time.Duration;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.jwtsession.autoconfigure.JwtSessionProperties.Overflow;
import io.github.jwtsession.autoconfigure.JwtSessionProperties.Overflow.Store;
import io.github.jwtsession.cookie.SessionCookies;
import io.github.jwtsession.overflow.AttributeOverflow;
import io.github.jwtsession.overflow.OverflowStore;
import io.github.jwtsession.session.SessionLifetime;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.session.MapSession;
import org.springframework.session.events.SessionDeletedEvent;
import org.springframework.util.unit.DataSize;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of sessions that are larger than
 * their cookies: {@code jwt.session.overflow.*}. The store is configured before it, or is
 * the application's.
 */
@AutoConfiguration(after = JwtSessionAutoConfiguration.class)
@ConditionalOnClass(Caffeine.class)
@ConditionalOnBean({ SessionLifetime.class, OverflowStore.class })
public final class JwtSessionOverflowAutoConfiguration {

	private static final Duration MAX_TIMEOUT = Duration.ofSeconds(30);

	/**
	 * Several times what a reference takes up.
	 */
	private static final DataSize MIN_THRESHOLD = DataSize.ofBytes(512);

	/**
	 * Never lazy: what it has in the store would neither be kept nor deleted.
	 */
	@Bean
	@Lazy(false)
	@ConditionalOnMissingBean
	AttributeOverflow jwtSessionOverflow(OverflowStore store, JwtSessionProperties properties, SessionCookies cookies,
			Environment environment, ObjectProvider<Clock> clock) {
		Overflow overflow = properties.getOverflow();
		return AttributeOverflow.builder(store)
			.application(JwtSessionAutoConfiguration.audience(properties, cookies, environment))
			.clock(clock.getIfUnique(Clock::systemUTC))
			.timeout(timeout(overflow))
			.threshold(threshold(overflow))
			.eager(overflow.isEager())
			.cacheSize(cacheSize(overflow))
			.build();
	}

	@Bean
	OverflowReport jwtSessionOverflowReport(AttributeOverflow overflow, ObjectProvider<Clock> clock) {
		return new OverflowReport(overflow, clock.getIfUnique(Clock::systemUTC));
	}

	/**
	 * Of a session that is revoked by its id alone, nothing else is known here.
	 */
	@Bean
	ApplicationListener<SessionDeletedEvent> jwtSessionOverflowDeleter(AttributeOverflow overflow) {
		return (event) -> {
			if (event.getSession() instanceof MapSession) {
				overflow.forget(event.getSessionId());
			}
		};
	}

	/**
	 * How long a call to the store may take.
	 */
	static Duration timeout(Overflow properties) {
		Duration timeout = properties.getTimeout();
		if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(MAX_TIMEOUT) > 0) {
			throw new InvalidConfigurationPropertyValueException("jwt.session.overflow.timeout", timeout,
					"Requests wait for so long: it must be above zero and at most %d seconds."
						.formatted(MAX_TIMEOUT.toSeconds()));
		}
		return timeout;
	}

	private static int threshold(Overflow properties) {
		DataSize threshold = properties.getThreshold();
		if (threshold.compareTo(MIN_THRESHOLD) < 0) {
			throw new InvalidConfigurationPropertyValueException("jwt.session.overflow.threshold", threshold,
					"What stands in the token for an attribute takes up nearly 200 bytes itself: it must be at least %s."
						.formatted(MIN_THRESHOLD));
		}
		return (int) Math.min(threshold.toBytes(), Integer.MAX_VALUE);
	}

	private static long cacheSize(Overflow properties) {
		DataSize size = properties.getCacheSize();
		if (size.isNegative()) {
			throw new InvalidConfigurationPropertyValueException("jwt.session.overflow.cache-size", size,
					"It must not be below zero. 0 is no cache.");
		}
		return size.toBytes();
	}

	static SessionSetupException unusable(Store store, String reason, String remedy) {
		return new SessionSetupException("'jwt.session.overflow.store' is '%s', but %s.".formatted(store, reason),
				remedy + ", or set 'jwt.session.overflow.store' to 'none': a session that does not fit into its cookies "
						+ "is an error then.");
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterRegistry.class)
	static class MetricsConfiguration {

		@Bean
		@ConditionalOnMissingBean
		OverflowMetrics jwtSessionOverflowMetrics(OverflowReport report) {
			return new OverflowMetrics(report);
		}

	}

}
