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
		LostBlobs lost = new LostBlobs(1000);
		for (int i = 0; i < 5000; i++) {
			lost.isNews("blob" + i, lost.moment());
		}
		for (int i = 5000; i < 5100; i++) {
			assertThat(lost.isNews("blob" + i, lost.moment())).isTrue();
			lost.isNews("blob" + i, lost.moment());
			assertThat(lost.isNews("blob" + i, lost.moment())).isFalse();
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
