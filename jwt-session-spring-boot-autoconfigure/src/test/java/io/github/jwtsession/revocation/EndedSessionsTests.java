package io.github.jwtsession.revocation;

import java.time.Duration;
import java.time.Instant;

import io.github.jwtsession.MutableClock;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EndedSessions}.
 */
class EndedSessionsTests {

	private final MutableClock clock = new MutableClock(Instant.parse("2026-01-02T12:00:00Z"));

	private final EndedSessions sessions = new EndedSessions(this.clock);

	@Test
	void endedSessionIsKnown() {
		this.sessions.add("a", this.clock.instant().plusSeconds(60));
		assertThat(this.sessions.contains("a")).isTrue();
		assertThat(this.sessions.contains("b")).isFalse();
	}

	@Test
	void sessionsWhoseTokensHaveExpiredAreForgotten() {
		for (int i = 0; i < 1000; i++) {
			this.sessions.add("short" + i, this.clock.instant().plus(Duration.ofMinutes(5)));
		}
		this.sessions.add("long", this.clock.instant().plus(Duration.ofHours(5)));
		this.clock.advance(Duration.ofMinutes(6));
		this.sessions.add("new", this.clock.instant().plus(Duration.ofMinutes(5)));
		assertThat(this.sessions.size()).isEqualTo(2);
		assertThat(this.sessions.contains("long")).isTrue();
	}

}
