package io.github.jwtsession.revocation;

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Random;

import io.github.jwtsession.MutableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MemoryRevocationRegistry}.
 */
class MemoryRevocationRegistryTests {

	private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

	private static final Duration DAY = Duration.ofDays(1);

	private final MutableClock clock = new MutableClock(NOON);

	private final MemoryRevocationRegistry registry = new MemoryRevocationRegistry(this.clock);

	@Test
	void endedSessionIsRefusedAndNoOther() {
		this.registry.end("a", NOON.plusSeconds(60));
		assertThat(check("a", null, NOON)).isEqualTo(RevocationStatus.ENDED);
		assertThat(check("b", null, NOON)).isEqualTo(RevocationStatus.VALID);
		assertThat(this.registry.isEnded("a")).isTrue();
		assertThat(this.registry.isEnded("b")).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "JccDJF_DaC3jGmZ4TrYHig", "JccDJF_DaC3jGmZ4TrYHih", "JccDJF+DaC3jGmZ4TrYHig", "",
			"b1fd8d1e-2b6d-4c9a-9d5c-9d2f7a4c6c3e", "äöü" })
	void idMayBeAnyString(String id) {
		this.registry.end(id, NOON.plusSeconds(60));
		assertThat(this.registry.isEnded(id)).isTrue();
		assertThat(this.registry.isEnded(id + "x")).isFalse();
		assertThat(this.registry.isEnded("JccDJF_DaC3jGmZ4TrYHiQ")).isFalse();
	}

	@Test
	void sessionsWhoseTokensHaveExpiredAreForgotten() {
		for (int i = 0; i < 1000; i++) {
			this.registry.end("short" + i, NOON.plus(Duration.ofMinutes(5)));
		}
		this.registry.end("long", NOON.plus(Duration.ofHours(5)));
		this.clock.advance(Duration.ofMinutes(6));
		this.registry.end("new", this.clock.instant().plus(Duration.ofMinutes(5)));
		assertThat(this.registry.size()).isEqualTo(2);
		assertThat(this.registry.isEnded("long")).isTrue();
	}

	@Test
	void endIsAnnouncedOnce() {
		this.registry.end("a", NOON.plusSeconds(60));
		assertThat(this.registry.announce("a")).isTrue();
		this.registry.end("a", NOON.plusSeconds(120));
		assertThat(this.registry.announce("a")).isFalse();
		assertThat(this.registry.announce("b")).isFalse();
	}

	@Test
	void millionRevocationsTakeAtMost100Megabytes() {
		long before = usedHeap();
		Random random = new Random(7);
		byte[] id = new byte[16];
		for (int i = 0; i < 1_000_000; i++) {
			random.nextBytes(id);
			this.registry.end(Base64.getUrlEncoder().withoutPadding().encodeToString(id), NOON.plus(DAY));
		}
		long megabytes = (usedHeap() - before) / 1_000_000;
		System.out.printf("A million revocations take %d MB%n", megabytes);
		assertThat(this.registry.size()).isEqualTo(1_000_000);
		assertThat(megabytes).isBetween(40L, 100L);
	}

	/**
	 * After a collection that gains nothing any more.
	 */
	private static long usedHeap() {
		Runtime runtime = Runtime.getRuntime();
		long used = Long.MAX_VALUE;
		for (int i = 0; i < 10; i++) {
			System.gc();
			long now = runtime.totalMemory() - runtime.freeMemory();
			if (used - now < 100_000) {
				return now;
			}
			used = now;
		}
		return used;
	}

	private RevocationStatus check(String id, String principal, Instant issuedAt) {
		return this.registry.check(id, principal, issuedAt);
	}

}
