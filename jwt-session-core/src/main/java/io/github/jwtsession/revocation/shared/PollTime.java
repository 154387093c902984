package io.github.jwtsession.revocation.shared;

import java.time.Duration;
import java.time.Instant;

/**
 * When a poll began.
 *
 * @param at the time by the clock, which may be set
 * @param nanos the time in nanoseconds of this machine, which only grow and are never
 * compared with another's
 */
record PollTime(Instant at, long nanos) {

	Duration since(PollTime earlier) {
		return Duration.ofNanos(this.nanos - earlier.nanos);
	}

}
