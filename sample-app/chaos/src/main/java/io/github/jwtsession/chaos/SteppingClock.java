package io.github.jwtsession.chaos;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

import org.springframework.stereotype.Component;

/**
 * The time of this instance: that of the machine, and an offset that can be changed at
 * any time, as when somebody sets the clock of one machine.
 */
@Component
class SteppingClock extends Clock {

	private final Clock machine = Clock.systemUTC();

	private volatile Duration offset = Duration.ZERO;

	void setOffset(Duration offset) {
		this.offset = offset;
	}

	@Override
	public Instant instant() {
		return this.machine.instant().plus(this.offset);
	}

	@Override
	public ZoneId getZone() {
		return this.machine.getZone();
	}

	@Override
	public Clock withZone(ZoneId zone) {
		throw new UnsupportedOperationException();
	}

}
