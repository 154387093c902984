package io.github.jwtsession.overflow;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LostBlobs}.
 */
class LostBlobsTests {

	private final LostBlobs lost = new LostBlobs();

	@Test
	void failsForThoseWhoHaveTheirSessionWhenItIsNoticed() {
		long before = this.lost.moment();
		assertThat(this.lost.isNews("a", before)).isTrue();
		assertThat(this.lost.isNews("a", before)).isTrue();
		assertThat(this.lost.isNews("a", this.lost.moment())).isFalse();
		assertThat(this.lost.isNews("b", this.lost.moment())).isTrue();
	}

	@Test
	void neverFailsForEverHoweverMuchIsLost() {
		for (int round = 0; round < 3; round++) {
			int failed = 0;
			for (int i = 0; i < 30_000; i++) {
				failed += this.lost.isNews("blob" + i, this.lost.moment()) ? 1 : 0;
			}
			assertThat(failed).isLessThanOrEqualTo((round == 0) ? 10_000 : 0);
		}
	}

	@Test
	void requestThatHasItsSessionFailsThoughNoMoreIsRemembered() {
		long before = this.lost.moment();
		for (int i = 0; i < 30_000; i++) {
			this.lost.isNews("blob" + i, before);
		}
		assertThat(this.lost.isNews("another", before)).isTrue();
	}

}
