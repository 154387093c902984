package io.github.jwtsession.session;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;

/**
 * How long sessions are valid.
 *
 * @param timeout how long a session is valid, more than zero; cut to {@link #MAX_TIMEOUT}
 * @param renewal what the timeout counts from
 * @param renewalInterval with {@link RenewalMode#SLIDING}: how long a use of the session
 * counts, before another is sent to the client; zero or more
 * @param absoluteTimeout how long a session is valid from its creation, whatever its use,
 * more than zero; {@code null} for {@link #MAX_TIMEOUT}
 * @param absoluteYields whether a session whose own timeout is longer than the absolute
 * one is valid for so long
 * @param skewAllowance by how much the clocks of two instances may differ, zero or more:
 * a session lasts so much longer
 * @param issuedAtTolerance by how much a token may have been issued in the future, zero
 * or more; not less than the skew allowance. A genuine one gains nothing by that
 */
public record SessionLifetime(Duration timeout, RenewalMode renewal, Duration renewalInterval,
		@Nullable Duration absoluteTimeout, boolean absoluteYields, Duration skewAllowance,
		Duration issuedAtTolerance) {

	/**
	 * Longer than anybody waits, and short enough to calculate with.
	 */
	public static final Duration MAX_TIMEOUT = Duration.ofDays(3650);

	/**
	 * What the absolute timeout is unless something else is set: NIST SP 800-63B asks for
	 * a login at least so often at AAL2, OWASP ASVS 5.0 (7.3.2) for some such limit. It
	 * yields.
	 */
	public static final Duration DEFAULT_ABSOLUTE_TIMEOUT = Duration.ofHours(12);

	/**
	 * For responses that are under way when a session ends.
	 */
	private static final Duration MARGIN = Duration.ofMinutes(1);

	/**
	 * Set the lifetime.
	 * @throws IllegalArgumentException if a duration is below its least value
	 */
	public SessionLifetime {
		require(isAboveZero(timeout), "The session timeout must be above zero");
		require(!renewalInterval.isNegative(), "The renewal interval must not be below zero");
		require(absoluteTimeout == null || isAboveZero(absoluteTimeout), "The absolute timeout must be above zero");
		require(!skewAllowance.isNegative(), "The skew allowance must not be below zero");
		require(!issuedAtTolerance.isNegative(), "The tolerance of the time of issue must not be below zero");
		issuedAtTolerance = (issuedAtTolerance.compareTo(skewAllowance) < 0) ? skewAllowance : issuedAtTolerance;
		timeout = atMostMaximum(timeout);
		absoluteTimeout = (absoluteTimeout != null) ? atMostMaximum(absoluteTimeout) : null;
	}

	/**
	 * Sessions that last for a time after their last use, without further limits.
	 * @param timeout how long
	 * @return the lifetime
	 */
	static SessionLifetime of(Duration timeout) {
		return new SessionLifetime(timeout, RenewalMode.SLIDING, Duration.ofMinutes(1), null, false, Duration.ZERO,
				Duration.ZERO);
	}

	/**
	 * When a session ends that is used now (RFC 7519 section 4.1.4).
	 * @param createdAt when it was created
	 * @param now now
	 * @param maxInactiveInterval the session's own timeout, {@code null} if it has none;
	 * zero or less is without limit
	 * @return the moment, to the second
	 */
	Instant expiry(Instant createdAt, Instant now, @Nullable Duration maxInactiveInterval) {
		Duration valid = (maxInactiveInterval != null) ? maxInactiveInterval : this.timeout;
		Instant last = lastMoment(createdAt, maxInactiveInterval);
		if (!isAboveZero(valid)) {
			return last;
		}
		Instant start = (this.renewal == RenewalMode.FIXED) ? createdAt : now;
		Instant expiry = start.plus(atMostMaximum(valid)).truncatedTo(ChronoUnit.SECONDS);
		return expiry.isBefore(last) ? expiry : last;
	}

	/**
	 * The moment beyond which no renewal reaches.
	 * @param createdAt when the session was created
	 * @param maxInactiveInterval the session's own timeout, {@code null} if it has none
	 * @return the moment, to the second
	 */
	Instant lastMoment(Instant createdAt, @Nullable Duration maxInactiveInterval) {
		return createdAt.plus(absolute(maxInactiveInterval)).truncatedTo(ChronoUnit.SECONDS);
	}

	private Duration absolute(@Nullable Duration maxInactiveInterval) {
		if (this.absoluteTimeout == null) {
			return MAX_TIMEOUT;
		}
		Duration valid = valid(maxInactiveInterval);
		return (this.absoluteYields && valid.compareTo(this.absoluteTimeout) > 0) ? valid : this.absoluteTimeout;
	}

	/**
	 * Whether the client is to learn of a use of the session: after the renewal interval,
	 * or half of a session's time if that is shorter.
	 * @param lastUse the last use that the client knows of
	 * @param now now
	 * @param maxInactiveInterval the session's own timeout, {@code null} if it has none
	 * @return {@code true} if it is
	 */
	boolean isRenewalDue(Instant lastUse, Instant now, @Nullable Duration maxInactiveInterval) {
		if (this.renewal == RenewalMode.FIXED) {
			return false;
		}
		// A Duration divides itself by way of BigDecimal, and this is asked on each
		// request.
		Duration half = Duration.ofMillis(valid(maxInactiveInterval).toMillis() / 2);
		Duration interval = (half.compareTo(this.renewalInterval) < 0) ? half : this.renewalInterval;
		return !now.isBefore(lastUse.plus(interval));
	}

	/**
	 * How long the end of a session is remembered at least: a response that was under way
	 * when it ended may bring a token that lasts longer than one of that moment.
	 * @param maxInactiveInterval the session's own timeout, {@code null} if it has none
	 * @return twice the time of a session, and the skew allowance
	 */
	Duration endRetention(@Nullable Duration maxInactiveInterval) {
		Duration own = valid(maxInactiveInterval);
		Duration longer = (own.compareTo(this.timeout) > 0) ? own : this.timeout;
		return longer.multipliedBy(2).plus(this.skewAllowance);
	}

	/**
	 * Until when what a token names, and stands elsewhere, has to be there: with the last
	 * of the tokens that name it, whoever's clock says so.
	 * @param expiresAt when the session ends
	 * @return the moment, to the second
	 */
	Instant needed(Instant expiresAt) {
		return expiresAt.plus(this.skewAllowance.multipliedBy(2)).plus(MARGIN);
	}

	/**
	 * Until when it has to be there in any case, should nobody be able to lengthen that
	 * before the session is used once more.
	 * @param createdAt when the session was created
	 * @param expiresAt when it ends
	 * @param maxInactiveInterval the session's own timeout, {@code null} if it has none
	 * @return the moment, to the second
	 */
	Instant neededNext(Instant createdAt, Instant expiresAt, @Nullable Duration maxInactiveInterval) {
		return needed(createdAt, expiresAt, maxInactiveInterval, 1);
	}

	/**
	 * Until when it is kept: for two more times of the session, so that not each renewal
	 * of the token has to lengthen it, but no longer than any token of the session lasts.
	 * @param createdAt when the session was created
	 * @param expiresAt when it ends
	 * @param maxInactiveInterval the session's own timeout, {@code null} if it has none
	 * @return the moment, to the second
	 */
	Instant keptUntil(Instant createdAt, Instant expiresAt, @Nullable Duration maxInactiveInterval) {
		return needed(createdAt, expiresAt, maxInactiveInterval, 2);
	}

	private Instant needed(Instant createdAt, Instant expiresAt, @Nullable Duration maxInactiveInterval, int times) {
		if (this.renewal == RenewalMode.FIXED) {
			return needed(expiresAt);
		}
		Instant until = expiresAt.plus(valid(maxInactiveInterval).multipliedBy(times));
		Instant last = lastMoment(createdAt, maxInactiveInterval);
		return needed(until.isAfter(last) ? last : until).truncatedTo(ChronoUnit.SECONDS);
	}

	/**
	 * How long after a moment a session may last that was created before it, whatever its
	 * own timeout and its use: what concerns all sessions of that time must be remembered
	 * for so long.
	 * @return the absolute timeout, or {@link #MAX_TIMEOUT} if there is none or a session
	 * can have a longer one, and twice the skew allowance
	 */
	public Duration longest() {
		Duration absolute = (this.absoluteTimeout != null && !this.absoluteYields) ? this.absoluteTimeout : MAX_TIMEOUT;
		return absolute.plus(this.skewAllowance.multipliedBy(2));
	}

	private Duration valid(@Nullable Duration maxInactiveInterval) {
		Duration valid = (maxInactiveInterval != null) ? maxInactiveInterval : this.timeout;
		return isAboveZero(valid) ? atMostMaximum(valid) : MAX_TIMEOUT;
	}

	/**
	 * Why a session is not valid at a moment.
	 * @param createdAt when it was created
	 * @param issuedAt when its token was issued
	 * @param expiresAt when it ends
	 * @param maxInactiveInterval the session's own timeout, {@code null} if it has none
	 * @param now the moment
	 * @return the reason, or {@code null} if it is valid
	 */
	@Nullable RejectionReason refuse(Instant createdAt, Instant issuedAt, Instant expiresAt,
			@Nullable Duration maxInactiveInterval, Instant now) {
		if (isInFuture(issuedAt, now)) {
			return RejectionReason.NOT_YET_VALID;
		}
		if (!now.isBefore(lastMoment(createdAt, maxInactiveInterval).plus(this.skewAllowance))) {
			return RejectionReason.TOO_OLD;
		}
		return now.isBefore(expiresAt.plus(this.skewAllowance)) ? null : RejectionReason.EXPIRED;
	}

	/**
	 * Whether a token is not to be accepted yet.
	 * @param issuedAt when it was issued
	 * @param now now
	 */
	boolean isInFuture(Instant issuedAt, Instant now) {
		return now.isBefore(issuedAt.minus(this.issuedAtTolerance));
	}

	private static void require(boolean condition, String message) {
		if (!condition) {
			throw new IllegalArgumentException(message);
		}
	}

	private static boolean isAboveZero(Duration duration) {
		return !duration.isNegative() && !duration.isZero();
	}

	private static Duration atMostMaximum(Duration duration) {
		return (duration.compareTo(MAX_TIMEOUT) > 0) ? MAX_TIMEOUT : duration;
	}

}
