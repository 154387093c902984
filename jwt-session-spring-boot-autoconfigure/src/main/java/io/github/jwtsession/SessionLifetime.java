package io.github.jwtsession;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import io.github.jwtsession.token.InvalidTokenException.Reason;
import io.github.jwtsession.token.SessionClaims;
import org.jspecify.annotations.Nullable;

/**
 * How long sessions are valid.
 *
 * @param timeout how long a session is valid after its last use, more than zero
 * @param skewAllowance by how much the clocks of two instances may differ
 */
public record SessionLifetime(Duration timeout, Duration skewAllowance) {

	/**
	 * Longer than anybody waits, and short enough to calculate with.
	 */
	public static final Duration MAX_TIMEOUT = Duration.ofDays(3650);

	/**
	 * Set the lifetime.
	 * @param timeout how long a session is valid after its last use; cut to
	 * {@link #MAX_TIMEOUT}
	 * @param skewAllowance by how much the clocks of two instances may differ
	 * @throws IllegalArgumentException if the timeout is not above zero or the skew
	 * allowance is below
	 */
	public SessionLifetime {
		if (timeout.isNegative() || timeout.isZero()) {
			throw new IllegalArgumentException("The session timeout must be above zero");
		}
		if (skewAllowance.isNegative()) {
			throw new IllegalArgumentException("The skew allowance must not be below zero");
		}
		timeout = atMostMaximum(timeout);
	}

	/**
	 * When a token issued now expires (RFC 7519 section 4.1.4).
	 * @param issuedAt now
	 * @param maxInactiveInterval the session's own timeout, {@code null} if it has none;
	 * zero or less is without limit
	 * @return the moment, to the second
	 */
	Instant expiry(Instant issuedAt, @Nullable Duration maxInactiveInterval) {
		Duration valid = (maxInactiveInterval != null) ? maxInactiveInterval : this.timeout;
		if (valid.isNegative() || valid.isZero()) {
			valid = MAX_TIMEOUT;
		}
		return issuedAt.plus(atMostMaximum(valid)).truncatedTo(ChronoUnit.SECONDS);
	}

	/**
	 * Why a token is not valid at a moment.
	 * @param claims what the token says
	 * @param now the moment
	 * @return the reason, or {@code null} if it is valid
	 */
	@Nullable Reason refuse(SessionClaims claims, Instant now) {
		if (now.isBefore(claims.issuedAt().minus(this.skewAllowance))) {
			return Reason.NOT_YET_VALID;
		}
		return now.isBefore(claims.expiresAt().plus(this.skewAllowance)) ? null : Reason.EXPIRED;
	}

	private static Duration atMostMaximum(Duration duration) {
		return (duration.compareTo(MAX_TIMEOUT) > 0) ? MAX_TIMEOUT : duration;
	}

}
