package io.github.jwtsession.session;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.github.jwtsession.JwtSession;
import io.github.jwtsession.MutableClock;
import io.github.jwtsession.SessionRevocations;
import io.github.jwtsession.revocation.DefaultSessionRevocations;
import io.github.jwtsession.revocation.MemoryRevocationRegistry;
import io.github.jwtsession.revocation.OwnRevocationObserver;
import io.github.jwtsession.revocation.RevocationRegistry;
import io.github.jwtsession.revocation.RevocationStatus;
import io.github.jwtsession.revocation.UnsupportedSessionRevocations;
import io.github.jwtsession.session.TestInstance.Client;
import org.junit.jupiter.api.Test;

import org.springframework.session.FindByIndexNameSessionRepository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for what a revocation means to sessions.
 */
class SessionRevocationTests {

	private static final String PRINCIPAL = FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME;

	private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

	private static final SessionLifetime LIFETIME = TestInstance.sliding(Duration.ofHours(1), Duration.ofMinutes(1),
			null, Duration.ZERO);

	private final MutableClock clock = new MutableClock(NOON);

	private final RevocationRegistry registry = new MemoryRevocationRegistry(this.clock);

	private final SessionRevocations revocations = new DefaultSessionRevocations(this.registry, LIFETIME.longest(),
			Duration.ZERO, this.clock, (event) -> {
			}, OwnRevocationObserver.NONE);

	private final TestInstance instance = new TestInstance(this.clock, LIFETIME, this.registry);

	/**
	 * An instance that has not heard of any revocation.
	 */
	private final TestInstance other = new TestInstance(this.clock, LIFETIME);

	@Test
	void sessionsOfThePrincipalEndAndThoseOfOthersGoOn() {
		Client sam = logIn("sam");
		Client kim = logIn("kim");
		Client nobody = this.instance.newClient();
		this.clock.advance(Duration.ofMillis(1));
		this.revocations.revokePrincipal("sam");
		assertThat(this.instance.find(sam)).isNull();
		assertThat(this.instance.rejections()).containsExactly(RejectionReason.REVOKED);
		assertThat(this.instance.find(kim)).isNotNull();
		assertThat(this.instance.find(nobody)).isNotNull();
	}

	@Test
	void writeByAnInstanceThatHasNotHeardDoesNotSaveTheSession() {
		Client sam = logIn("sam");
		this.clock.advance(Duration.ofMinutes(1));
		this.revocations.revokePrincipal("sam");
		this.clock.advance(Duration.ofMinutes(1));
		Client written = this.other.write(sam, "b", 2);
		assertThat(this.other.find(written)).isNotNull();
		assertThat(this.instance.find(written)).isNull();
	}

	@Test
	void loginInTheSecondOfTheRevocationCounts() {
		this.clock.advance(Duration.ofMillis(100));
		Client before = logIn("sam");
		this.clock.advance(Duration.ofMillis(100));
		this.revocations.revokePrincipal("sam");
		Client after = logIn("sam");
		assertThat(this.instance.find(before)).isNull();
		assertThat(this.instance.find(after)).isNotNull();
		assertThat(this.instance.find(this.instance.write(after, "b", 2))).isNotNull();
	}

	@Test
	void loginIntoAnOlderSessionCountsFromTheLogin() {
		Client client = this.instance.newClient();
		this.clock.advance(Duration.ofMinutes(5));
		this.revocations.revokePrincipal("sam");
		client = this.instance.write(client, PRINCIPAL, "sam");
		assertThat(this.instance.find(client)).isNotNull();
	}

	@Test
	void sessionWhoseIdIsChangedAfterTheRevocationStays() {
		Client client = logIn("sam");
		this.clock.advance(Duration.ofMinutes(5));
		JwtSession session = this.instance.find(client);
		this.instance.exchangeOf(session).revoke("sam", this.clock.instant());
		this.revocations.revokePrincipal("sam");
		session.changeSessionId();
		Client changed = this.instance.save(session, client);
		assertThat(this.instance.find(changed)).isNotNull();
		assertThat(this.instance.find(client)).isNull();
	}

	@Test
	void sessionWhoseIdIsChangedAfterARevocationByOthersEnds() {
		Client client = logIn("sam");
		this.clock.advance(Duration.ofMinutes(5));
		JwtSession session = this.instance.find(client);
		this.revocations.revokePrincipal("sam");
		session.changeSessionId();
		assertThat(this.instance.commit(session)).isEmpty();
		assertThat(this.instance.find(client)).isNull();
	}

	@Test
	void sessionOfARequestThatRevokesAfterOthersHaveEnds() {
		Client client = logIn("sam");
		this.clock.advance(Duration.ofMinutes(5));
		JwtSession session = this.instance.find(client);
		this.revocations.revokePrincipal("sam");
		this.instance.exchangeOf(session).revoke("sam", this.clock.instant());
		this.revocations.revokePrincipal("sam");
		session.changeSessionId();
		assertThat(this.instance.commit(session)).isEmpty();
	}

	@Test
	void newIdIsNoLoginWhileTheStoreIsAway() {
		RevocationRegistry strict = mock(RevocationRegistry.class);
		Instant lastAnswer = NOON.plusSeconds(20);
		given(strict.check(any(), any(), any())).willReturn(RevocationStatus.VALID);
		TestInstance instance = new TestInstance(this.clock, LIFETIME, strict);
		JwtSession session = instance.create();
		session.setAttribute(PRINCIPAL, "sam");
		Client client = instance.save(session, Client.NONE);
		this.clock.advance(Duration.ofSeconds(30));
		session = instance.find(client);
		session.changeSessionId();
		client = instance.save(session, client);
		given(strict.check(any(), any(), any()))
			.willAnswer((check) -> check.<Instant>getArgument(2).isBefore(lastAnswer) ? RevocationStatus.UNCONFIRMED
					: RevocationStatus.VALID);
		assertThat(instance.find(client)).isNull();
		assertThat(instance.rejections()).containsExactly(RejectionReason.UNCONFIRMED);
		session = instance.create();
		session.setAttribute(PRINCIPAL, "sam");
		assertThat(instance.find(instance.save(session, client))).isNotNull();
	}

	@Test
	void allSessionsEndAndNewOnesAreValid() {
		Client sam = logIn("sam");
		Client nobody = this.instance.newClient();
		this.clock.advance(Duration.ofSeconds(1));
		this.revocations.revokeAll();
		assertThat(this.instance.find(sam)).isNull();
		assertThat(this.instance.find(nobody)).isNull();
		assertThat(this.instance.find(logIn("sam"))).isNotNull();
		assertThat(this.instance.find(this.instance.newClient())).isNotNull();
	}

	@Test
	void sessionIsRevokedByItsIdWithAnyTokenOfIt() {
		Client sam = logIn("sam");
		String id = this.instance.find(sam).getId();
		Client written = this.other.write(sam, "b", 2);
		this.revocations.revokeSession(id);
		assertThat(this.instance.find(sam)).isNull();
		assertThat(this.instance.find(written)).isNull();
		assertThat(this.instance.rejections()).containsExactly(RejectionReason.ENDED, RejectionReason.ENDED);
	}

	@Test
	void cookieOfARevokedSessionIsNotTakenBack() {
		Client sam = logIn("sam");
		this.clock.advance(Duration.ofMinutes(1));
		this.revocations.revokePrincipal("sam");
		assertThat(this.instance.takesBack(sam)).isFalse();
		this.clock.advance(Duration.ofHours(1));
		assertThat(this.instance.takesBack(sam)).isTrue();
	}

	@Test
	void longSessionStaysRevoked() {
		JwtSession session = this.instance.create();
		session.setAttribute(PRINCIPAL, "sam");
		session.setMaxInactiveInterval(Duration.ofDays(300));
		Client client = this.instance.save(session, Client.NONE);
		this.clock.advance(Duration.ofMinutes(1));
		this.revocations.revokePrincipal("sam");
		this.clock.advance(Duration.ofDays(299));
		this.registry.end("any", this.clock.instant());
		assertThat(this.instance.find(client)).isNull();
		assertThat(this.instance.rejections()).containsExactly(RejectionReason.REVOKED);
	}

	@Test
	void endedTokenSentAgainAndAgainIsNoNews() {
		Client client = logIn("sam");
		this.instance.logOut(client);
		int size = this.registry.size();
		this.clock.advance(Duration.ofMinutes(30));
		for (int i = 0; i < 10; i++) {
			assertThat(this.instance.tombstonesOfNewSession(client)).isNotEmpty();
		}
		assertThat(this.registry.size()).isEqualTo(size);
		this.clock.advance(Duration.ofMinutes(91));
		this.registry.end("any", this.clock.instant().plusSeconds(1));
		assertThat(this.registry.size()).isOne();
	}

	@Test
	void inventedTokensLeaveNothingBehind() {
		String token = logIn("sam").contents().get(0);
		String invented = token.substring(0, token.length() - 4) + "AAAA";
		for (String content : List.of("a", invented)) {
			Client client = new Client(List.of(content), List.of(), List.of());
			assertThat(this.instance.find(client)).isNull();
			assertThat(this.instance.tombstonesOfNewSession(client)).isEmpty();
		}
		assertThat(this.registry.size()).isZero();
	}

	@Test
	void withoutRevocationAnEndedSessionIsRefusedForTheTimeOfARequest() {
		RevocationRegistry none = MemoryRevocationRegistry.forRequestsOnly(this.clock);
		TestInstance instance = new TestInstance(this.clock, LIFETIME, none);
		Client client = instance.newClient();
		assertThat(instance.logOut(client).tombstones()).hasSize(1);
		assertThat(instance.find(client)).isNull();
		this.clock.advance(Duration.ofMinutes(11));
		none.end("any", this.clock.instant());
		assertThat(instance.find(client)).isNotNull();
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> new UnsupportedSessionRevocations().revokePrincipal("sam"))
			.withMessageContaining("'jwt.session.revocation.store'");
	}

	private Client logIn(String name) {
		JwtSession session = this.instance.create();
		session.setAttribute(PRINCIPAL, name);
		return this.instance.save(session, Client.NONE);
	}

}
