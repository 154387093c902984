package io.github.jwtsession.revocation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;

import io.github.jwtsession.MutableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.session.events.SessionDeletedEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MemorySessionRevocations}.
 */
class MemorySessionRevocationsTests {

	private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

	private static final Duration DAY = Duration.ofDays(1);

	private final MutableClock clock = new MutableClock(NOON);

	private final List<Object> events = new ArrayList<>();

	private final MemorySessionRevocations revocations = new MemorySessionRevocations(DAY, Duration.ofSeconds(30),
			this.clock, this.events::add);

	@Test
	void endedSessionIsRefusedAndNoOther() {
		this.revocations.end("a", NOON.plusSeconds(60));
		assertThat(check("a", null, NOON)).isEqualTo(RevocationStatus.ENDED);
		assertThat(check("b", null, NOON)).isEqualTo(RevocationStatus.VALID);
		assertThat(this.revocations.isEnded("a")).isTrue();
		assertThat(this.revocations.isEnded("b")).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "JccDJF_DaC3jGmZ4TrYHig", "JccDJF_DaC3jGmZ4TrYHih", "JccDJF+DaC3jGmZ4TrYHig", "",
			"b1fd8d1e-2b6d-4c9a-9d5c-9d2f7a4c6c3e", "äöü" })
	void idMayBeAnyString(String id) {
		this.revocations.end(id, NOON.plusSeconds(60));
		assertThat(this.revocations.isEnded(id)).isTrue();
		assertThat(this.revocations.isEnded(id + "x")).isFalse();
		assertThat(this.revocations.isEnded("JccDJF_DaC3jGmZ4TrYHiQ")).isFalse();
	}

	@Test
	void sessionsWhoseTokensHaveExpiredAreForgotten() {
		for (int i = 0; i < 1000; i++) {
			this.revocations.end("short" + i, NOON.plus(Duration.ofMinutes(5)));
		}
		this.revocations.end("long", NOON.plus(Duration.ofHours(5)));
		this.clock.advance(Duration.ofMinutes(6));
		this.revocations.end("new", this.clock.instant().plus(Duration.ofMinutes(5)));
		assertThat(this.revocations.size()).isEqualTo(2);
		assertThat(this.revocations.isEnded("long")).isTrue();
	}

	@Test
	void sessionsOfAPrincipalAreRefusedUpToTheMillisecond() {
		this.revocations.revokePrincipal("sam");
		assertThat(check("a", "sam", NOON.minusMillis(1))).isEqualTo(RevocationStatus.REVOKED);
		assertThat(check("a", "sam", NOON)).isEqualTo(RevocationStatus.VALID);
		assertThat(check("a", "kim", NOON.minusMillis(1))).isEqualTo(RevocationStatus.VALID);
		assertThat(check("a", null, NOON.minusMillis(1))).isEqualTo(RevocationStatus.VALID);
	}

	@Test
	void namesOfOneHashCodeAreNotConfused() {
		assertThat("Aa".hashCode()).isEqualTo("BB".hashCode());
		this.revocations.revokePrincipal("Aa");
		assertThat(check("a", "Aa", NOON.minusMillis(1))).isEqualTo(RevocationStatus.REVOKED);
		assertThat(check("a", "BB", NOON.minusMillis(1))).isEqualTo(RevocationStatus.VALID);
		this.revocations.revokePrincipal("BB");
		assertThat(check("a", "BB", NOON.minusMillis(1))).isEqualTo(RevocationStatus.REVOKED);
	}

	@Test
	void laterRevocationOfAPrincipalWinsInWhicheverOrder() {
		this.revocations.revokePrincipal("sam", NOON);
		this.revocations.revokePrincipal("sam", NOON.minusSeconds(60));
		assertThat(check("a", "sam", NOON.minusSeconds(1))).isEqualTo(RevocationStatus.REVOKED);
		this.revocations.revokePrincipal("sam", NOON.plusSeconds(60));
		assertThat(check("a", "sam", NOON.plusSeconds(1))).isEqualTo(RevocationStatus.REVOKED);
		assertThat(this.revocations.size()).isOne();
	}

	@Test
	void allSessionsAreRefusedAndThoseOfAClockThatIsAhead() {
		this.revocations.revokeAll();
		assertThat(check("a", null, NOON.plusSeconds(29))).isEqualTo(RevocationStatus.REVOKED);
		assertThat(check("a", "sam", NOON.plusSeconds(30))).isEqualTo(RevocationStatus.VALID);
		this.revocations.revokeAll(NOON.minusSeconds(60));
		assertThat(check("a", null, NOON.plusSeconds(29))).isEqualTo(RevocationStatus.REVOKED);
	}

	@Test
	void revocationsAreForgottenWhenNoSessionOfTheirTimeIsLeft() {
		this.revocations.revokePrincipal("sam");
		this.revocations.revokeAll();
		this.revocations.revokeSession("a");
		assertThat(this.revocations.size()).isEqualTo(3);
		this.clock.advance(DAY.minusMinutes(1));
		this.revocations.end("b", this.clock.instant().plusSeconds(60));
		assertThat(this.revocations.size()).isEqualTo(4);
		this.clock.advance(Duration.ofMinutes(3));
		this.revocations.end("c", this.clock.instant().plusSeconds(60));
		assertThat(this.revocations.size()).isOne();
	}

	@Test
	void sessionRevokedByItsIdIsAnnouncedOnceAndHere() {
		this.revocations.revokeSession("a");
		this.revocations.revokeSession("a");
		assertThat(this.events).singleElement()
			.isInstanceOfSatisfying(SessionDeletedEvent.class,
					(event) -> assertThat(event.getSessionId()).isEqualTo("a"));
		assertThat(this.revocations.announce("a")).isFalse();
	}

	@Test
	void endIsAnnouncedOnce() {
		this.revocations.end("a", NOON.plusSeconds(60));
		assertThat(this.revocations.announce("a")).isTrue();
		this.revocations.end("a", NOON.plusSeconds(120));
		assertThat(this.revocations.announce("a")).isFalse();
		assertThat(this.revocations.announce("b")).isFalse();
		assertThat(this.events).isEmpty();
	}

	@Test
	void storedFormIsReadAsTheSame() {
		RevocationIndex index = new RevocationIndex();
		RevocationIndex copy = new RevocationIndex();
		copy.addStored(index.end("JccDJF_DaC3jGmZ4TrYHig", NOON, false));
		copy.addStored(index.end("any other", NOON, false));
		copy.addStored(index.revokePrincipal("sam", NOON, NOON));
		assertThat(copy.isEnded("JccDJF_DaC3jGmZ4TrYHig")).isTrue();
		assertThat(copy.isEnded("any other")).isTrue();
		assertThat(copy.check("x", "sam", NOON.minusMillis(1))).isEqualTo(RevocationStatus.REVOKED);
		assertThat(copy.check("x", "kim", NOON.minusMillis(1))).isEqualTo(RevocationStatus.VALID);
		assertThat(copy.announce("any other")).isFalse();
	}

	@Test
	void millionRevocationsTakeAtMost100Megabytes() {
		long before = usedHeap();
		Random random = new Random(7);
		byte[] id = new byte[16];
		for (int i = 0; i < 1_000_000; i++) {
			random.nextBytes(id);
			this.revocations.end(Base64.getUrlEncoder().withoutPadding().encodeToString(id), NOON.plus(DAY));
		}
		long megabytes = (usedHeap() - before) / 1_000_000;
		System.out.printf("A million revocations take %d MB%n", megabytes);
		assertThat(this.revocations.size()).isEqualTo(1_000_000);
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
		return this.revocations.check(id, principal, issuedAt);
	}

}
