package io.github.jwtsession.revocation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.github.jwtsession.MutableClock;
import org.junit.jupiter.api.Test;

import org.springframework.session.events.SessionDeletedEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link DefaultSessionRevocations}.
 */
class DefaultSessionRevocationsTests {

	private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

	private static final Duration DAY = Duration.ofDays(1);

	private final MutableClock clock = new MutableClock(NOON);

	private final List<Object> events = new ArrayList<>();

	private final MemoryRevocationRegistry registry = new MemoryRevocationRegistry(this.clock);

	private final DefaultSessionRevocations revocations = new DefaultSessionRevocations(this.registry, DAY,
			Duration.ofSeconds(30), this.clock, this.events::add, OwnRevocationObserver.NONE);

	@Test
	void sessionsOfAPrincipalAreRefusedUpToTheMillisecond() {
		this.revocations.revokePrincipal("sam", NOON);
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
		assertThat(this.registry.size()).isOne();
	}

	@Test
	void sessionsOfAPrincipalAreRefusedThatAClockHasIssuedWhichIsAhead() {
		this.revocations.revokePrincipal("sam");
		assertThat(check("a", "sam", NOON.plusSeconds(30).minusMillis(1))).isEqualTo(RevocationStatus.REVOKED);
		assertThat(check("a", "sam", NOON.plusSeconds(30))).isEqualTo(RevocationStatus.VALID);
	}

	@Test
	void nobodyIsKeptFromLoggingInByAMomentInTheFuture() {
		this.revocations.revokePrincipal("sam", NOON.plus(DAY));
		this.revocations.revokeAll(Instant.MAX);
		assertThat(check("a", "sam", NOON.plusSeconds(30).minusMillis(1))).isEqualTo(RevocationStatus.REVOKED);
		assertThat(check("a", "sam", NOON.plusSeconds(30))).isEqualTo(RevocationStatus.VALID);
		assertThat(check("a", "kim", NOON.plusSeconds(30))).isEqualTo(RevocationStatus.VALID);
	}

	@Test
	void whatWasRevokedIsTakenBackAndRevokedAgainForAnyMoment() {
		this.revocations.revokePrincipal("sam");
		this.revocations.revokeAll();
		assertThat(this.revocations.reinstatePrincipal("sam")).isTrue();
		assertThat(check("a", "sam", NOON)).isEqualTo(RevocationStatus.REVOKED);
		assertThat(this.revocations.reinstateAll()).isTrue();
		assertThat(check("a", "sam", NOON)).isEqualTo(RevocationStatus.VALID);
		this.revocations.revokePrincipal("sam", NOON.minusSeconds(60));
		assertThat(check("a", "sam", NOON.minusSeconds(61))).isEqualTo(RevocationStatus.REVOKED);
		assertThat(check("a", "sam", NOON.minusSeconds(60))).isEqualTo(RevocationStatus.VALID);
		this.revocations.revokeAll();
		assertThat(check("a", "sam", NOON)).isEqualTo(RevocationStatus.REVOKED);
	}

	@Test
	void whatWasNotRevokedIsNotTakenBack() {
		assertThat(this.revocations.reinstatePrincipal("sam")).isFalse();
		assertThat(this.revocations.reinstateAll()).isFalse();
		this.revocations.revokePrincipal("sam");
		assertThat(this.revocations.reinstatePrincipal("kim")).isFalse();
		assertThat(this.revocations.reinstatePrincipal("sam")).isTrue();
		assertThat(this.revocations.reinstatePrincipal("sam")).isFalse();
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
		assertThat(this.registry.size()).isEqualTo(3);
		this.clock.advance(DAY.minusMinutes(1));
		this.registry.end("b", this.clock.instant().plusSeconds(60));
		assertThat(this.registry.size()).isEqualTo(4);
		this.clock.advance(Duration.ofMinutes(3));
		this.registry.end("c", this.clock.instant().plusSeconds(60));
		assertThat(this.registry.size()).isOne();
	}

	@Test
	void sessionRevokedByItsIdIsAnnouncedOnceAndHere() {
		this.revocations.revokeSession("a");
		this.revocations.revokeSession("a");
		assertThat(this.events).singleElement()
			.isInstanceOfSatisfying(SessionDeletedEvent.class,
					(event) -> assertThat(event.getSessionId()).isEqualTo("a"));
		assertThat(this.registry.announce("a")).isFalse();
	}

	@Test
	void sessionThatHasEndedIsNotRevokedAgain() {
		this.registry.end("a", NOON.plusSeconds(60));
		this.revocations.revokeSession("a");
		assertThat(this.events).isEmpty();
		assertThat(this.registry.announce("a")).isTrue();
	}

	@Test
	void endThatARequestHasAnnouncedInBetweenIsNotAnnouncedAgain() {
		RevocationRegistry announced = mock(RevocationRegistry.class);
		new DefaultSessionRevocations(announced, DAY, Duration.ZERO, this.clock, this.events::add,
				OwnRevocationObserver.NONE)
			.revokeSession("a");
		then(announced).should().end("a", NOON.plus(DAY));
		assertThat(this.events).isEmpty();
	}

	private RevocationStatus check(String id, String principal, Instant issuedAt) {
		return this.registry.check(id, principal, issuedAt);
	}

}
