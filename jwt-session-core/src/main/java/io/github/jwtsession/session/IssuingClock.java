package io.github.jwtsession.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The time as tokens have it, in whole seconds. It does not run backwards when the
 * machine's clock is set back a little: what is issued later has no earlier time. If the
 * clock is set back by more than other instances tolerate, it was wrong before, and is
 * followed.
 */
final class IssuingClock {

	private final Clock clock;

	private final long tolerance;

	private final AtomicLong last = new AtomicLong(Long.MIN_VALUE);

	IssuingClock(Clock clock, Duration tolerance) {
		this.clock = clock;
		this.tolerance = tolerance.toSeconds();
	}

	Instant now() {
		long now = Math.floorDiv(this.clock.millis(), 1000L);
		long last = this.last.get();
		if (now == last) {
			return Instant.ofEpochSecond(now);
		}
		if (last != Long.MIN_VALUE && now < last && last - now <= this.tolerance) {
			return Instant.ofEpochSecond(last);
		}
		this.last.compareAndSet(last, now);
		return Instant.ofEpochSecond(now);
	}

}
