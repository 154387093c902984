package io.github.jwtsession.autoconfigure;

import java.time.Clock;
import java.time.Duration;

import io.github.jwtsession.SessionRevocations;
import io.github.jwtsession.autoconfigure.JwtSessionProperties.Revocation.Store;
import io.github.jwtsession.revocation.DefaultSessionRevocations;
import io.github.jwtsession.revocation.MemoryRevocationRegistry;
import io.github.jwtsession.revocation.OwnRevocationObserver;
import io.github.jwtsession.revocation.RevocationRegistry;
import io.github.jwtsession.revocation.UnsupportedSessionRevocations;
import io.github.jwtsession.cookie.SessionCookies;
import io.github.jwtsession.key.SessionKeys;
import io.github.jwtsession.revocation.shared.ActiveKey;
import io.github.jwtsession.revocation.shared.RevocationStore;
import io.github.jwtsession.store.StoreConfigurationException;
import io.github.jwtsession.revocation.shared.SharedRevocationRegistry;
import io.github.jwtsession.session.SessionLifetime;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.AotDetector;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of how sessions are revoked:
 * {@code jwt.session.revocation.*}. The store that instances share, if they do, is
 * configured before it.
 */
@AutoConfiguration(after = JwtSessionAutoConfiguration.class)
@ConditionalOnBean(SessionLifetime.class)
public final class JwtSessionRevocationAutoConfiguration {

	private static final Log logger = LogFactory.getLog(JwtSessionRevocationAutoConfiguration.class);

	/**
	 * Half of the time for which a database is read again, since rows may become visible
	 * late.
	 */
	private static final Duration MAX_TIMEOUT = Duration.ofSeconds(30);

	/**
	 * Never lazy: it would not be started, and the store not be read.
	 */
	@Bean
	@Lazy(false)
	@ConditionalOnMissingBean
	RevocationRegistry jwtSessionRevocationRegistry(JwtSessionProperties properties,
			ObjectProvider<RevocationStore> store, SessionLifetime lifetime, SessionCookies cookies,
			ObjectProvider<SessionKeys> keys, ObjectProvider<Clock> clocks) {
		Clock clock = clocks.getIfUnique(Clock::systemUTC);
		warnOfSpoolWithoutEffect(properties.getRevocation());
		return switch (properties.getRevocation().getStore()) {
			case NONE -> MemoryRevocationRegistry.forRequestsOnly(clock);
			case MEMORY -> new MemoryRevocationRegistry(clock);
			case JDBC, REDIS ->
				shared(properties.getRevocation(), store.getIfAvailable(), lifetime, cookies.getName(), keys, clock);
		};
	}

	private static void warnOfSpoolWithoutEffect(JwtSessionProperties.Revocation properties) {
		boolean shared = properties.getStore() == Store.JDBC || properties.getStore() == Store.REDIS;
		if (!shared && properties.getSpool() != null) {
			logger.warn("'jwt.session.revocation.spool' has no effect: revocations are not written to a store unless "
					+ "'jwt.session.revocation.store' is 'jdbc' or 'redis'");
		}
	}

	private static RevocationRegistry shared(JwtSessionProperties.Revocation properties,
			@Nullable RevocationStore store, SessionLifetime lifetime, String cookieName,
			ObjectProvider<SessionKeys> keys, Clock clock) {
		Duration pollInterval = properties.getPollInterval();
		requireAboveZero("poll-interval", pollInterval);
		if (store == null) {
			throw missingLibrary(properties.getStore());
		}
		return SharedRevocationRegistry.builder(store)
			.pollInterval(pollInterval)
			.failureMode(properties.getOnFailure())
			.skewAllowance(lifetime.skewAllowance())
			.timeout(timeout(properties))
			.spool(properties.getSpool())
			.activeKey(cookieName, () -> activeKey(keys))
			.clock(clock)
			.build();
	}

	private static @Nullable ActiveKey activeKey(ObjectProvider<SessionKeys> keys) {
		SessionKeys available = keys.getIfAvailable();
		return (available != null) ? LateKeys.activeKey(available) : null;
	}

	/**
	 * How long a call to a store may take.
	 */
	static Duration timeout(JwtSessionProperties.Revocation properties) {
		Duration timeout = properties.getTimeout();
		requireAboveZero("timeout", timeout);
		if (timeout.compareTo(MAX_TIMEOUT) > 0) {
			throw new InvalidConfigurationPropertyValueException("jwt.session.revocation.timeout", timeout,
					"It must be at most %d seconds.".formatted(MAX_TIMEOUT.toSeconds()));
		}
		return timeout;
	}

	private static void requireAboveZero(String property, Duration value) {
		if (value.isNegative() || value.isZero()) {
			throw new InvalidConfigurationPropertyValueException("jwt.session.revocation." + property, value,
					"It must be above zero.");
		}
	}

	private static StoreConfigurationException missingLibrary(Store store) {
		if (AotDetector.useGeneratedArtifacts()) {
			return unusable(store, "the application was processed ahead of time without it",
					"Set it where the application is built, too");
		}
		String starter = (store == Store.JDBC) ? "spring-boot-starter-jdbc" : "spring-boot-starter-data-redis";
		return unusable(store, "its library is not on the classpath",
				"Add the dependency 'org.springframework.boot:%s'".formatted(starter));
	}

	static StoreConfigurationException unusable(Store store, String reason, String remedy) {
		return new StoreConfigurationException(
				"'jwt.session.revocation.store' is '%s', but %s.".formatted(store, reason),
				remedy + ", or set 'jwt.session.revocation.store' to 'memory', which is correct on a single instance.",
				null);
	}

	@Bean
	@ConditionalOnMissingBean
	SessionRevocations jwtSessionRevocations(JwtSessionProperties properties, RevocationRegistry registry,
			SessionLifetime lifetime, ObjectProvider<Clock> clocks, ApplicationEventPublisher events,
			ObjectProvider<OwnRevocationObserver> observer) {
		if (properties.getRevocation().getStore() == Store.NONE) {
			return new UnsupportedSessionRevocations();
		}
		return new DefaultSessionRevocations(registry, lifetime.longest(), lifetime.skewAllowance(),
				clocks.getIfUnique(Clock::systemUTC), events,
				observer.getIfAvailable(() -> OwnRevocationObserver.NONE));
	}

}
