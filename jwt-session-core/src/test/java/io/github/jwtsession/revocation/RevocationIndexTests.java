package io.github.jwtsession.revocation;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RevocationIndex}.
 */
class RevocationIndexTests {

	private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

	@Test
	void storedRevocationIsReadAsTheSame() {
		RevocationIndex index = new RevocationIndex();
		RevocationIndex copy = new RevocationIndex();
		copy.addStored(index.end("JccDJF_DaC3jGmZ4TrYHig", NOON), NOON);
		copy.addStored(index.end("any other", NOON), NOON);
		copy.addStored(index.revokePrincipal("sam", NOON, NOON), NOON);
		assertThat(copy.isEnded("JccDJF_DaC3jGmZ4TrYHig")).isTrue();
		assertThat(copy.isEnded("any other")).isTrue();
		assertThat(copy.check("x", "sam", NOON.minusMillis(1))).isEqualTo(RevocationStatus.REVOKED);
		assertThat(copy.check("x", "kim", NOON.minusMillis(1))).isEqualTo(RevocationStatus.VALID);
		assertThat(copy.announce("any other")).isFalse();
	}

	@Test
	void momentsAreAsExactAsTheStoreKeepsThem() {
		Revocation all = new RevocationIndex().revokeAll(NOON.plusNanos(1_999_999), NOON.plusMillis(1999));
		assertThat(all.issuedBefore()).isEqualTo(NOON.plusMillis(1));
		assertThat(all.until()).isEqualTo(NOON.plusSeconds(1));
		Revocation principal = new RevocationIndex().revokePrincipal("sam", NOON.plusNanos(1_999_999),
				NOON.plusMillis(1999));
		assertThat(principal.issuedBefore()).isEqualTo(NOON.plusMillis(1));
		assertThat(principal.until()).isEqualTo(NOON.plusSeconds(1));
	}

}
