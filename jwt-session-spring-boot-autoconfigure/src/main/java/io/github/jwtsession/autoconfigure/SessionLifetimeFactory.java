package io.github.jwtsession.autoconfigure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import io.github.jwtsession.session.SessionLifetime;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.session.autoconfigure.SessionTimeout;
import org.springframework.core.env.Environment;

/**
 * Settles how long sessions last: what {@code jwt.session.session-timeout} leaves open,
 * {@code spring.session.timeout} and {@code server.servlet.session.timeout} decide.
 */
final class SessionLifetimeFactory {

	private static final Log logger = LogFactory.getLog(SessionLifetimeFactory.class);

	private static final String PREFIX = "jwt.session.";

	private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(30);

	/**
	 * Tokens know times to the second (RFC 7519 section 2).
	 */
	private static final Duration MIN_TIMEOUT = Duration.ofSeconds(1);

	private final JwtSessionProperties properties;

	private final Environment environment;

	SessionLifetimeFactory(JwtSessionProperties properties, Environment environment) {
		this.properties = properties;
		this.environment = environment;
	}

	/**
	 * Settle it.
	 * @param fallback the timeout that Spring Boot has for sessions
	 */
	SessionLifetime create(@Nullable SessionTimeout fallback) {
		Duration timeout = timeout(fallback);
		requireNotBelowZero("skew-allowance", this.properties.getSkewAllowance());
		requireNotBelowZero("issued-at-tolerance", this.properties.getIssuedAtTolerance());
		requireNotBelowZero("renewal-interval", this.properties.getRenewalInterval());
		requireNotBelowZero("keystore.activation-delay", this.properties.getKeystore().getActivationDelay());
		requireNotBelowZero("secret-files.activation-delay", this.properties.getSecretFiles().getActivationDelay());
		requireNotBelowZero("secret-files.reload-interval", this.properties.getSecretFiles().getReloadInterval());
		String absolute = this.properties.getAbsoluteTimeout();
		Duration absoluteTimeout = (absolute != null) ? parseAbsoluteTimeout(absolute)
				: SessionLifetime.DEFAULT_ABSOLUTE_TIMEOUT;
		warnOfContradictions(timeout, (absolute != null) ? absoluteTimeout : null);
		return new SessionLifetime(timeout, this.properties.getRenewal(), this.properties.getRenewalInterval(),
				absoluteTimeout, absolute == null, this.properties.getSkewAllowance(),
				this.properties.getIssuedAtTolerance());
	}

	private Duration timeout(@Nullable SessionTimeout fallback) {
		Duration own = this.properties.getSessionTimeout();
		Duration others = (fallback != null) ? fallback.getTimeout() : null;
		Duration timeout = (own != null) ? own : others;
		if (timeout == null) {
			return DEFAULT_TIMEOUT;
		}
		requireSecond((own != null) ? PREFIX + "session-timeout" : fallbackProperty(), timeout,
				"Set it to a second or more. A session without a timeout would be valid for ever, whoever got hold "
						+ "of it.");
		return timeout;
	}

	private String fallbackProperty() {
		return this.environment.containsProperty("spring.session.timeout") ? "spring.session.timeout"
				: "server.servlet.session.timeout";
	}

	private static @Nullable Duration parseAbsoluteTimeout(String value) {
		if (value.equalsIgnoreCase("none")) {
			return null;
		}
		String reason = "Set it to a second or more, 8h for instance, or to 'none' for no other limit than 3650 days.";
		Duration timeout;
		try {
			timeout = DurationStyle.detectAndParse(value.strip(), ChronoUnit.SECONDS);
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + "absolute-timeout", value, reason);
		}
		requireSecond(PREFIX + "absolute-timeout", timeout, reason);
		return timeout;
	}

	private static void requireSecond(String property, Duration value, String reason) {
		if (value.compareTo(MIN_TIMEOUT) < 0) {
			throw new InvalidConfigurationPropertyValueException(property, value, reason);
		}
	}

	private static void requireNotBelowZero(String property, Duration value) {
		if (value.isNegative()) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + property, value,
					"It must not be below zero.");
		}
	}

	private void warnOfContradictions(Duration timeout, @Nullable Duration absoluteTimeout) {
		if (timeout.compareTo(SessionLifetime.MAX_TIMEOUT) > 0) {
			logger.warn("The session timeout of %d days is cut to %d days".formatted(timeout.toDays(),
					SessionLifetime.MAX_TIMEOUT.toDays()));
		}
		if (absoluteTimeout != null && absoluteTimeout.compareTo(timeout) < 0) {
			logger.warn(("'jwt.session.absolute-timeout' of %s is below the session timeout of %s: a session ends that "
					+ "is in use, and none ever reaches its timeout.")
				.formatted(print(absoluteTimeout), print(timeout)));
		}
		if (this.properties.getSkewAllowance().compareTo(timeout) > 0) {
			logger.warn(("'jwt.session.skew-allowance' of %s is above the session timeout of %s: a session lasts more "
					+ "than twice as long as it should.")
				.formatted(print(this.properties.getSkewAllowance()), print(timeout)));
		}
	}

	private static String print(Duration duration) {
		return DurationStyle.SIMPLE.print(duration, ChronoUnit.SECONDS);
	}

}
