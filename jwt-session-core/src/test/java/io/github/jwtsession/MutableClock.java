package io.github.jwtsession;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * A clock that stands still until it is told the time.
 */
public final class MutableClock extends Clock {

	private volatile Instant now;

	/**
	 * Create a clock.
	 * @param now what time it shows
	 */
	public MutableClock(Instant now) {
		this.now = now;
	}

	/**
	 * Let time pass.
	 * @param duration how much
	 */
	public void advance(Duration duration) {
		this.now = this.now.plus(duration);
	}

	/**
	 * Go on to noon of the next day. A test whose clock others have set begins with this:
	 * back in time, what they ended would not have ended yet.
	 */
	public void startNextDay() {
		this.now = this.now.truncatedTo(ChronoUnit.DAYS).plus(Duration.ofHours(36));
	}

	/**
	 * Set the clock.
	 * @param now what time it shows
	 */
	public void set(Instant now) {
		this.now = now;
	}

	@Override
	public Instant instant() {
		return this.now;
	}

	@Override
	public ZoneId getZone() {
		return ZoneOffset.UTC;
	}

	@Override
	public Clock withZone(ZoneId zone) {
		return this;
	}

}
