package io.github.jwtsession.revocation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Cutoff}.
 */
class CutoffTests {

	private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

	private static final Cutoff REVOKED = Cutoff.NONE.revoke(NOON, NOON.plusSeconds(60));

	@Test
	void instancesAgreeInWhateverOrderTheyHearOfWhatIsRevokedAndTakenBack() {
		Random random = new Random(7);
		for (int round = 0; round < 2000; round++) {
			List<Cutoff> all = new ArrayList<>();
			for (int i = 0; i < 6; i++) {
				all.add(new Cutoff(random.nextInt(4), 500L * random.nextInt(9), random.nextInt(3)));
			}
			Cutoff expected = merge(all);
			Collections.shuffle(all, random);
			all.add(all.get(random.nextInt(6)));
			assertThat(merge(all)).isEqualTo(expected);
			Cutoff halves = merge(all.subList(0, 3)).merge(merge(all.subList(3, 7)));
			assertThat(halves).isEqualTo(expected);
		}
	}

	private static Cutoff merge(List<Cutoff> all) {
		return all.stream().reduce(Cutoff.NONE, Cutoff::merge);
	}

	@Test
	void whatIsTakenBackStaysSoWhoeverStillHasIt() {
		Cutoff reinstated = REVOKED.reinstate(0);
		assertThat(reinstated.merge(REVOKED).concerns(NOON.minusMillis(1))).isFalse();
		assertThat(REVOKED.merge(reinstated)).isEqualTo(reinstated);
		assertThat(REVOKED.covers(reinstated)).isFalse();
	}

	@Test
	void whoHasNotHeardThatItWasTakenBackRevokesAgain() {
		Cutoff again = REVOKED.revoke(NOON.plusSeconds(5), NOON.plusSeconds(60));
		assertThat(again.merge(REVOKED.reinstate(0)).concerns(NOON.plusSeconds(4))).isTrue();
	}

	@Test
	void whatWasTakenBackIsRevokedAgainForAFormerMoment() {
		Cutoff again = REVOKED.reinstate(0).revoke(NOON.minusSeconds(60), NOON).merge(REVOKED);
		assertThat(again.concerns(NOON.minusSeconds(61))).isTrue();
		assertThat(again.concerns(NOON.minusSeconds(60))).isFalse();
		assertThat(again.reinstate(0).merge(again).concerns(NOON.minusSeconds(61))).isFalse();
	}

}
