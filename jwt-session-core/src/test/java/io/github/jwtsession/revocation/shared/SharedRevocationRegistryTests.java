package io.github.jwtsession.revocation.shared;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.github.jwtsession.MutableClock;
import io.github.jwtsession.revocation.Revocation;
import io.github.jwtsession.revocation.Revocation.Kind;
import io.github.jwtsession.revocation.RevocationStatus;
import io.github.jwtsession.revocation.shared.SharedRevocationRegistry.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

/**
 * Tests for {@link SharedRevocationRegistry} with a store in memory.
 */
@ExtendWith(OutputCaptureExtension.class)
class SharedRevocationRegistryTests {

	private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

	private static final Duration DAY = Duration.ofDays(1);

	private final MutableClock clock = new MutableClock(NOON);

	private final TestStore store = new TestStore();

	private final SharedRevocationRegistry one = instance(FailureMode.ALLOW);

	private final SharedRevocationRegistry two = instance(FailureMode.ALLOW);

	private SharedRevocationRegistry instance(FailureMode mode) {
		return SharedRevocationRegistry.builder(this.store)
			.failureMode(mode)
			.clock(this.clock)
			.nanoTime(() -> Duration.between(Instant.EPOCH, this.clock.instant()).toNanos())
			.build();
	}

	@Test
	void revocationsOfOneAreKnownToTheOtherAfterItsNextPoll() {
		poll();
		this.one.end("a", NOON.plus(DAY));
		this.one.revokePrincipal("sam", NOON, NOON.plus(DAY));
		this.one.revokeAll(NOON.minusSeconds(60), NOON.minusSeconds(60).plus(DAY));
		assertThat(check(this.two, "a", null, NOON)).isEqualTo(RevocationStatus.VALID);
		poll();
		assertThat(check(this.two, "a", null, NOON)).isEqualTo(RevocationStatus.ENDED);
		assertThat(check(this.two, "b", "sam", NOON.minusMillis(1))).isEqualTo(RevocationStatus.REVOKED);
		assertThat(check(this.two, "b", "kim", NOON.minusMillis(1))).isEqualTo(RevocationStatus.VALID);
		assertThat(check(this.two, "b", "kim", NOON.minusSeconds(61))).isEqualTo(RevocationStatus.REVOKED);
	}

	@Test
	void endIsAnnouncedWhereItWasDone() {
		poll();
		this.one.end("a", NOON.plus(DAY));
		poll();
		assertThat(this.two.announce("a")).isFalse();
		assertThat(this.one.announce("a")).isTrue();
	}

	@Test
	void sameRevocationIsWrittenOnce() {
		poll();
		this.one.end("a", NOON.plus(DAY));
		this.one.end("a", NOON.plus(DAY));
		this.one.end("a", NOON);
		this.one.revokePrincipal("sam", NOON, NOON.plus(DAY));
		this.one.revokePrincipal("sam", NOON.minusSeconds(1), NOON.minusSeconds(1).plus(DAY));
		this.one.revokeAll(NOON, NOON.plus(DAY));
		this.one.revokeAll(NOON, NOON.plus(DAY));
		assertThat(this.store.appends()).isEqualTo(3);
	}

	@Test
	void rowThatBecomesVisibleAfterALaterOneIsSeen() {
		poll();
		for (int second = 0; second < 50; second++) {
			long reserved = this.store.reserve();
			this.one.end("early" + second, NOON.plus(DAY));
			poll();
			this.clock.advance(Duration.ofSeconds(second));
			poll();
			this.store.put(reserved, new Revocation(Kind.SESSION, "late" + second, Instant.EPOCH, NOON.plus(DAY)));
			poll();
			assertThat(this.two.isEnded("late" + second)).isTrue();
			assertThat(this.one.isEnded("late" + second)).isTrue();
		}
	}

	@Test
	void rowThatBecomesVisibleJustAfterTheStartIsSeen() {
		long reserved = this.store.reserve();
		for (int i = 0; i < 1500; i++) {
			this.store.append(List.of(new Revocation(Kind.SESSION, "s" + i, Instant.EPOCH, NOON.plus(DAY))));
		}
		poll();
		this.store.put(reserved, new Revocation(Kind.SESSION, "late", Instant.EPOCH, NOON.plus(DAY)));
		this.clock.advance(TestStore.OVERLAP);
		poll();
		assertThat(this.two.isEnded("late")).isTrue();
	}

	@Test
	void pollOfAStoreWithManyRowsReadsFew() {
		for (int i = 0; i < 12_000; i++) {
			this.store.append(List.of(new Revocation(Kind.SESSION, "s" + i, Instant.EPOCH, NOON.plus(DAY))));
		}
		this.one.poll();
		assertThat(this.one.size()).isEqualTo(12_000);
		this.store.takeRowsRead();
		this.one.poll();
		assertThat(this.store.takeRowsRead()).isEqualTo(1000);
		this.clock.advance(TestStore.OVERLAP);
		this.one.poll();
		assertThat(this.store.takeRowsRead()).isBetween(12_000, 12_010);
		this.one.poll();
		assertThat(this.store.takeRowsRead()).isOne();
	}

	@Test
	void failedPollIsMadeUpFor(CapturedOutput output) {
		poll();
		this.one.end("a", NOON.plus(DAY));
		this.store.setBroken(true);
		for (int i = 0; i < 100; i++) {
			assertThat(this.two.poll()).isFalse();
			this.clock.advance(Duration.ofSeconds(1));
		}
		this.store.setBroken(false);
		assertThat(this.two.poll()).isTrue();
		assertThat(this.two.isEnded("a")).isTrue();
		assertThat(linesOfThisTest(output)).filteredOn((line) -> line.contains("does not answer.")).hasSize(1);
		assertThat(linesOfThisTest(output)).filteredOn((line) -> line.contains("answers again")).hasSize(1);
	}

	/**
	 * Without those of threads that other tests have started, which may still be ending.
	 */
	private static List<String> linesOfThisTest(CapturedOutput output) {
		return output.toString().lines().filter((line) -> !line.contains("ion-revocations]")).toList();
	}

	@Test
	void whatCannotBeWrittenIsWrittenLaterAndKeptLonger() {
		poll();
		this.store.setBroken(true);
		this.one.end("a", NOON.plusSeconds(100));
		this.one.end("b", NOON.plusSeconds(100));
		this.one.revokePrincipal("sam", NOON, NOON.plus(DAY));
		this.one.revokeAll(NOON.minusSeconds(60), NOON.minusSeconds(60).plus(DAY));
		assertThat(this.one.state().unwritten()).isEqualTo(4);
		assertThat(check(this.one, "a", null, NOON)).isEqualTo(RevocationStatus.ENDED);
		for (int i = 0; i < 50; i++) {
			this.clock.advance(Duration.ofSeconds(10));
			poll();
		}
		assertThat(this.one.isEnded("a")).isTrue();
		this.store.setBroken(false);
		poll();
		assertThat(this.one.state().unwritten()).isZero();
		assertThat(check(this.two, "a", null, NOON)).isEqualTo(RevocationStatus.ENDED);
		assertThat(check(this.two, "b", null, NOON)).isEqualTo(RevocationStatus.ENDED);
		assertThat(check(this.two, "c", "sam", NOON.minusMillis(1))).isEqualTo(RevocationStatus.REVOKED);
		assertThat(check(this.two, "c", "kim", NOON.minusSeconds(61))).isEqualTo(RevocationStatus.REVOKED);
		assertThat(this.store.rows()).filteredOn((row) -> row.kind() == Kind.SESSION)
			.allMatch((row) -> row.until().equals(NOON.plusSeconds(600)));
	}

	@Test
	void writeThatFailsOnceIsMadeUpForByTheNextPoll() {
		poll();
		this.store.setBroken(true);
		this.one.end("a", NOON.plus(DAY));
		this.store.setBroken(false);
		poll();
		assertThat(this.two.isEnded("a")).isTrue();
		assertThat(this.one.state().unwritten()).isZero();
	}

	@Test
	void storeThatLostEverythingGetsItBack() {
		poll();
		this.one.end("a", NOON.plus(DAY));
		this.one.revokePrincipal("sam", NOON, NOON.plus(DAY));
		this.one.revokeAll(NOON.minusSeconds(60), NOON.minusSeconds(60).plus(DAY));
		poll();
		this.store.lose();
		poll();
		SharedRevocationRegistry late = instance(FailureMode.ALLOW);
		late.poll();
		assertThat(late.size()).isEqualTo(3);
		assertThat(this.store.rows()).hasSize(3);
	}

	@Test
	void storeThatLostItsLatestGetsThemBack() {
		poll();
		this.one.end("a", NOON.plus(DAY));
		this.one.end("b", NOON.plus(DAY));
		this.one.end("c", NOON.plus(DAY));
		poll();
		this.store.loseAfter(1);
		this.store.append(List.of(new Revocation(Kind.SESSION, "d", Instant.EPOCH, NOON.plus(DAY)),
				new Revocation(Kind.SESSION, "e", Instant.EPOCH, NOON.plus(DAY)),
				new Revocation(Kind.SESSION, "f", Instant.EPOCH, NOON.plus(DAY))));
		poll();
		SharedRevocationRegistry late = instance(FailureMode.ALLOW);
		late.poll();
		for (String id : List.of("a", "b", "c", "d", "e", "f")) {
			assertThat(late.isEnded(id)).isTrue();
			assertThat(this.two.isEnded(id)).isTrue();
		}
	}

	@Test
	void whatIsTakenBackIsNotBroughtBackByWhoeverKnewOfIt() {
		this.one.revokePrincipal("sam", NOON, NOON.plus(DAY));
		this.one.revokeAll(NOON, NOON.plus(DAY));
		poll();
		assertThat(this.two.reinstatePrincipal("sam")).isTrue();
		assertThat(this.two.reinstateAll()).isTrue();
		assertThat(check(this.two, "a", "sam", NOON.minusMillis(1))).isEqualTo(RevocationStatus.VALID);
		this.store.lose();
		for (int i = 0; i < 5; i++) {
			poll();
			this.clock.advance(RevocationReconciler.SECOND_RUN_DELAY);
		}
		SharedRevocationRegistry late = instance(FailureMode.ALLOW);
		late.poll();
		for (SharedRevocationRegistry instance : List.of(this.one, this.two, late)) {
			assertThat(check(instance, "a", "sam", NOON.minusMillis(1))).isEqualTo(RevocationStatus.VALID);
		}
		this.two.revokePrincipal("sam", NOON.minusSeconds(60), NOON.plus(DAY));
		poll();
		assertThat(check(this.one, "a", "sam", NOON.minusSeconds(61))).isEqualTo(RevocationStatus.REVOKED);
		assertThat(check(this.one, "a", "sam", NOON.minusSeconds(60))).isEqualTo(RevocationStatus.VALID);
	}

	@Test
	void whatAnotherInstanceHasJustRevokedIsTakenBack() {
		poll();
		this.one.revokePrincipal("sam", NOON, NOON.plus(DAY));
		assertThat(this.two.reinstatePrincipal("sam")).isTrue();
		this.one.poll();
		assertThat(check(this.one, "a", "sam", NOON.minusMillis(1))).isEqualTo(RevocationStatus.VALID);
	}

	@Test
	void whatIsRevokedWhileTheStoreIsAwayIsNotLostByWhatIsTakenBackMeanwhile() {
		this.one.revokePrincipal("sam", NOON, NOON.plus(DAY));
		poll();
		this.store.setBroken(true);
		this.one.revokePrincipal("sam", NOON.plusSeconds(10), NOON.plus(DAY));
		this.store.setBroken(false);
		this.two.reinstatePrincipal("sam");
		poll();
		assertThat(check(this.two, "a", "sam", NOON.plusSeconds(9))).isEqualTo(RevocationStatus.REVOKED);
		assertThat(check(this.one, "a", "sam", NOON.plusSeconds(9))).isEqualTo(RevocationStatus.REVOKED);
	}

	@Test
	void revocationOfTheFutureCountsAsOfWhenItWasFirstRead(CapturedOutput output) {
		poll();
		Instant future = NOON.plus(DAY);
		this.store.append(List.of(new Revocation(Kind.ALL, "", future, future.plus(DAY))));
		poll();
		this.clock.advance(RevocationReconciler.SECOND_RUN_DELAY);
		poll();
		poll();
		assertThat(check(this.one, "a", "sam", NOON.minusMillis(1))).isEqualTo(RevocationStatus.REVOKED);
		assertThat(check(this.one, "a", "sam", NOON)).isEqualTo(RevocationStatus.VALID);
		assertThat(linesOfThisTest(output)).filteredOn((line) -> line.contains("is in the future"))
			.hasSize(2)
			.allMatch((line) -> line.contains("reinstateAll()"));
		assertThat(this.two.reinstateAll()).isTrue();
		poll();
		assertThat(check(this.one, "a", "sam", NOON.minusMillis(1))).isEqualTo(RevocationStatus.VALID);
		this.one.revokeAll(NOON, NOON.plus(DAY));
		poll();
		assertThat(check(this.two, "a", "sam", NOON.minusMillis(1))).isEqualTo(RevocationStatus.REVOKED);
		assertThat(check(this.two, "a", "sam", NOON)).isEqualTo(RevocationStatus.VALID);
	}

	@Test
	void revocationOfTheFutureIsNotWrittenBackWhenItWasDeleted() {
		poll();
		this.store.append(List.of(new Revocation(Kind.ALL, "", NOON.plus(DAY), NOON.plus(DAY))));
		poll();
		this.store.lose();
		poll();
		poll();
		assertThat(this.store.rows()).isNotEmpty().allMatch((row) -> row.issuedBefore().equals(NOON));
	}

	@Test
	void whatIsOverIsForgottenAndDeleted() {
		poll();
		for (int i = 0; i < 100; i++) {
			this.one.end("a" + i, NOON.plus(Duration.ofMinutes(5)));
		}
		poll();
		this.one.end("long", NOON.plus(DAY));
		this.clock.advance(Duration.ofMinutes(6));
		poll();
		assertThat(this.two.size()).isOne();
		this.clock.advance(Duration.ofHours(2));
		poll();
		assertThat(this.store.rows()).hasSize(1);
		assertThat(this.two.isEnded("long")).isTrue();
	}

	@Test
	void rowThatIsNoneIsSkipped(CapturedOutput output) {
		this.store.append(List.of(new Revocation(Kind.PRINCIPAL, "?", NOON, NOON.plus(DAY)),
				new Revocation(Kind.SESSION, "a", Instant.EPOCH, NOON.plus(DAY))));
		poll();
		assertThat(this.two.isEnded("a")).isTrue();
		poll();
		assertThat(output.getAll().lines().filter((line) -> line.contains("does not know, at"))).hasSize(2);
	}

	@Test
	void rowOfALaterVersionIsSkippedAndKept() {
		this.store.put(this.store.reserve(), null);
		this.one.end("a", NOON.plus(DAY));
		poll();
		this.clock.advance(Duration.ofHours(2));
		poll();
		assertThat(this.two.isEnded("a")).isTrue();
		assertThat(this.two.state().failing()).isFalse();
		assertThat(this.store.rows()).hasSize(2).containsNull();
	}

	@Test
	void sessionsGoOnWhileTheStoreFailsIfConfigured() {
		poll();
		this.store.setBroken(true);
		this.clock.advance(Duration.ofHours(5));
		poll();
		assertThat(check(this.one, "a", "sam", NOON)).isEqualTo(RevocationStatus.VALID);
		assertThat(this.one.state()).isEqualTo(new State(true, false, Duration.ofHours(5), 0));
	}

	@Test
	void sessionsFromBeforeTheLastPollAreRefusedIfConfigured() {
		SharedRevocationRegistry strict = instance(FailureMode.DENY);
		assertThat(check(strict, "a", null, NOON)).isEqualTo(RevocationStatus.UNCONFIRMED);
		strict.poll();
		this.store.setBroken(true);
		this.clock.advance(Duration.ofSeconds(3));
		strict.poll();
		assertThat(check(strict, "a", "sam", NOON.minusMillis(1))).isEqualTo(RevocationStatus.VALID);
		assertThat(strict.state().denying()).isFalse();
		this.clock.advance(Duration.ofMillis(1));
		assertThat(strict.state().denying()).isTrue();
		assertThat(check(strict, "a", "sam", NOON.minusMillis(1))).isEqualTo(RevocationStatus.UNCONFIRMED);
		assertThat(check(strict, "a", "sam", NOON)).isEqualTo(RevocationStatus.VALID);
		this.store.setBroken(false);
		strict.poll();
		assertThat(check(strict, "a", "sam", NOON.minusMillis(1))).isEqualTo(RevocationStatus.VALID);
	}

	/**
	 * A page, or a thousand rows deleted, takes a second here.
	 */
	@Test
	void whatIsRevokedIsKnownInTimeAndNobodyRefusedWhileAllIsReadAgain() {
		for (int i = 0; i < 30_000; i++) {
			this.store.append(List.of(new Revocation(Kind.SESSION, "s" + i, Instant.EPOCH, NOON.plus(DAY))));
		}
		SharedRevocationRegistry strict = instance(FailureMode.DENY);
		strict.poll();
		this.clock.advance(RevocationReconciler.SECOND_RUN_DELAY);
		strict.poll();
		this.clock.advance(RevocationReconciler.INTERVAL.minusSeconds(1));
		strict.poll();
		this.clock.advance(Duration.ofSeconds(1));
		List<String> seen = new ArrayList<>();
		this.store.onRead(() -> {
			this.clock.advance(Duration.ofSeconds(1));
			seen.add(check(strict, "a", "sam", NOON) + " " + strict.isEnded("late"));
			if (seen.size() == 2) {
				this.store.append(List.of(new Revocation(Kind.SESSION, "late", Instant.EPOCH, NOON.plus(DAY))));
			}
		});
		strict.poll();
		assertThat(seen).hasSizeGreaterThan(9).doesNotContain("UNCONFIRMED true", "UNCONFIRMED false");
		assertThat(seen.subList(5, seen.size())).containsOnly("VALID true");
	}

	/**
	 * A thousand rows written take a second here, and the store had twelve thousand.
	 */
	@Test
	void nobodyIsRefusedWhileALostStoreIsRepaired() {
		SharedRevocationRegistry strict = instance(FailureMode.DENY);
		strict.poll();
		for (int i = 0; i < 12_000; i++) {
			strict.end("s" + i, NOON.plus(DAY));
		}
		strict.poll();
		this.store.lose();
		List<RevocationStatus> seen = new ArrayList<>();
		this.store.onAppend(() -> {
			this.clock.advance(Duration.ofSeconds(1));
			seen.add(check(strict, "a", "sam", NOON.minusMillis(1)));
		});
		strict.poll();
		assertThat(seen).hasSize(12).containsOnly(RevocationStatus.VALID);
		assertThat(this.store.rows()).hasSize(12_000);
	}

	@Test
	void oneInstanceRepairsAndTheOthersWriteNothingTwice() {
		for (int i = 0; i < 3000; i++) {
			this.one.end("s" + i, NOON.plus(DAY));
		}
		poll();
		this.store.lose();
		this.store.setClaimant("another");
		poll();
		assertThat(this.store.rows()).isEmpty();
		this.store.setClaimant(null);
		List<Integer> interleaved = new ArrayList<>();
		this.store.onAppend(() -> {
			if (interleaved.isEmpty()) {
				interleaved.add(1);
				assertThat(this.two.poll()).isTrue();
			}
		});
		for (int i = 0; i < 3; i++) {
			poll();
		}
		assertThat(this.store.rows()).hasSize(3000);
		this.clock.advance(RevocationReconciler.SECOND_RUN_DELAY);
		poll();
		assertThat(this.store.rows()).hasSize(3000);
	}

	@Test
	void whatIsRevokedWhileAnotherInstanceRepairsIsWritten() {
		this.one.end("a", NOON.plus(DAY));
		poll();
		this.store.setBroken(true);
		this.one.end("b", NOON.plus(DAY));
		this.store.setBroken(false);
		this.store.lose();
		this.store.setClaimant("another");
		poll();
		assertThat(this.one.state().unwritten()).isOne();
		this.one.end("c", NOON.plus(DAY));
		this.store.setClaimant(null);
		poll();
		assertThat(this.one.state().unwritten()).isZero();
		assertThat(this.store.rows()).hasSize(3);
	}

	@Test
	void outageIsTwoLinesWithoutAStackTrace(CapturedOutput output) {
		poll();
		this.store.setBroken(true);
		for (int i = 0; i < 34; i++) {
			this.one.end("a" + i, NOON.plus(DAY));
			this.one.poll();
		}
		this.store.setBroken(false);
		this.one.poll();
		assertThat(linesOfThisTest(output)).hasSize(2)
			.first(STRING)
			.contains("IllegalStateException: The test's store is broken");
	}

	@Test
	void whatIsLostWhileAllIsReadAgainIsWrittenAgain() {
		for (int i = 0; i < 12_000; i++) {
			this.store.append(List.of(new Revocation(Kind.SESSION, "s" + i, Instant.EPOCH, NOON.plus(DAY))));
		}
		this.one.poll();
		this.one.end("a", NOON.plus(DAY));
		this.one.poll();
		this.clock.advance(RevocationReconciler.SECOND_RUN_DELAY);
		List<Integer> reads = new ArrayList<>();
		this.store.onRead(() -> {
			this.clock.advance(Duration.ofSeconds(1));
			reads.add(1);
			// three pages, and the follower after each of the first two: this is the last
			// page
			if (reads.size() == 5) {
				this.store.loseAfter(12_000);
				this.store.append(List.of(new Revocation(Kind.SESSION, "b", Instant.EPOCH, NOON.plus(DAY))));
			}
		});
		this.one.poll();
		this.one.poll();
		this.two.poll();
		assertThat(this.two.isEnded("a")).isTrue();
		assertThat(this.one.isEnded("b")).isTrue();
	}

	private void poll() {
		this.one.poll();
		this.two.poll();
	}

	private static RevocationStatus check(SharedRevocationRegistry registry, String id, String principal,
			Instant issuedAt) {
		return registry.check(id, principal, issuedAt);
	}

}
