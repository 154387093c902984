package io.github.jwtsession.session;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.github.jwtsession.JwtSession;
import io.github.jwtsession.MutableClock;
import io.github.jwtsession.session.TestInstance.Client;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for how long a session lasts, and for what renewals and tombstones do.
 */
class SessionLifetimeTests {

	private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

	private static final Duration HOUR = Duration.ofHours(1);

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private final MutableClock clock = new MutableClock(NOON);

	private final TestInstance instance = new TestInstance(this.clock,
			TestInstance.sliding(HOUR, MINUTE, null, Duration.ZERO));

	@ParameterizedTest
	@CsvSource({ "0, 11:59:59, NOT_YET_VALID", "0, 12:00:00,", "0, 12:59:59,", "0, 13:00:00, EXPIRED",
			"2, 11:57:59, NOT_YET_VALID", "2, 11:58:00,", "2, 13:01:59,", "2, 13:02:00, EXPIRED" })
	void clocksMayDifferByTheSkewAllowance(int skewMinutes, String time, RejectionReason reason) {
		TestInstance skewed = new TestInstance(this.clock,
				TestInstance.sliding(HOUR, MINUTE, null, Duration.ofMinutes(skewMinutes)));
		Client client = skewed.newClient();
		this.clock.set(Instant.parse("2026-01-02T" + time + "Z"));
		assertThat(skewed.find(client) != null).isEqualTo(reason == null);
		assertThat(skewed.rejections()).isEqualTo((reason != null) ? List.of(reason) : List.of());
	}

	@Test
	void sessionThatIsReadEveryNowAndThenLives() {
		Client client = this.instance.newClient();
		for (int i = 0; i < 100; i++) {
			this.clock.advance(Duration.ofMinutes(59));
			client = this.instance.read(client);
		}
		assertThat(this.instance.find(client)).isNotNull();
		this.clock.advance(HOUR);
		assertThat(this.instance.find(client)).isNull();
		assertThat(this.instance.rejections()).containsExactly(RejectionReason.EXPIRED);
	}

	@Test
	void readingNeverSendsTheContentAgain() {
		Client client = this.instance.newClient();
		this.clock.advance(Duration.ofMinutes(5));
		Client after = this.instance.read(client);
		assertThat(after.contents()).isEqualTo(client.contents());
		assertThat(after.renewals()).hasSize(1);
	}

	@Test
	void thereIsAtMostOneRenewalInAnInterval() {
		Client client = this.instance.newClient();
		assertThat(this.instance.read(client)).isEqualTo(client);
		this.clock.advance(Duration.ofSeconds(59));
		assertThat(this.instance.read(client)).isEqualTo(client);
		this.clock.advance(Duration.ofSeconds(1));
		Client renewed = this.instance.read(client);
		assertThat(renewed).isNotEqualTo(client);
		this.clock.advance(Duration.ofSeconds(59));
		assertThat(this.instance.read(renewed)).isEqualTo(renewed);
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(this.instance.read(renewed)).isNotEqualTo(renewed);
	}

	@Test
	void lastAccessIsTheOneBefore() {
		Client client = this.instance.newClient();
		this.clock.advance(Duration.ofMinutes(5));
		JwtSession session = this.instance.find(client);
		session.setLastAccessedTime(this.clock.instant());
		assertThat(session.getLastAccessedTime()).isEqualTo(NOON);
		Client renewed = this.instance.read(client);
		this.clock.advance(Duration.ofMinutes(5));
		assertThat(this.instance.find(renewed).getLastAccessedTime()).isEqualTo(NOON.plus(Duration.ofMinutes(5)));
	}

	@Test
	void renewalIsOpenedOnlyWhenTheContentAloneWouldBeDue() {
		Client client = this.instance.newClient();
		this.clock.advance(Duration.ofMinutes(30));
		Client renewed = this.instance.read(client);
		Instant before = this.instance.find(renewed).getExpiresAt();
		Client written = this.instance.write(renewed, "b", 2);
		assertThat(before).isEqualTo(NOON.plus(Duration.ofMinutes(90)));
		assertThat(this.instance.find(written.withRenewalOf(renewed)).getExpiresAt()).isEqualTo(before);
	}

	@Test
	void oldRenewalGainsNothingForNewContent() {
		TestInstance shortTimed = new TestInstance(this.clock, TestInstance.sliding(HOUR, MINUTE, null, Duration.ZERO));
		Client client = this.instance.newClient();
		this.clock.advance(Duration.ofMinutes(50));
		Client renewed = this.instance.read(client);
		JwtSession session = shortTimed.find(renewed);
		session.setMaxInactiveInterval(Duration.ofMinutes(10));
		Client written = shortTimed.save(session, renewed);
		this.clock.advance(Duration.ofMinutes(10));
		assertThat(shortTimed.find(written.withRenewalOf(renewed))).isNull();
		assertThat(shortTimed.rejections()).containsExactly(RejectionReason.EXPIRED);
	}

	@Test
	void newRenewalDoesNotKeepOldContentAlive() {
		Client old = this.instance.newClient();
		this.clock.advance(Duration.ofMinutes(50));
		Client written = this.instance.write(old, "b", 2);
		this.clock.advance(Duration.ofMinutes(50));
		Client renewed = this.instance.read(written);
		assertThat(this.instance.find(renewed)).isNotNull();
		assertThat(this.instance.find(renewed.withContentOf(old))).isNull();
	}

	@Test
	void renewalOfAnotherSessionGainsNothing() {
		Client one = this.instance.newClient();
		Client two = this.instance.newClient();
		this.clock.advance(Duration.ofMinutes(50));
		Client renewed = this.instance.read(one);
		this.clock.advance(Duration.ofMinutes(50));
		assertThat(this.instance.find(two.withRenewalOf(renewed))).isNull();
	}

	@Test
	void renewalIsNoSession() {
		Client client = this.instance.newClient();
		this.clock.advance(Duration.ofMinutes(5));
		Client renewed = this.instance.read(client);
		Client swapped = new Client(renewed.renewals(), renewed.contents(), List.of());
		assertThat(this.instance.find(swapped)).isNull();
		assertThat(this.instance.rejections()).containsExactly(RejectionReason.AUDIENCE);
	}

	@Test
	void unreadableRenewalIsIgnored() {
		Client client = this.instance.newClient();
		this.clock.advance(Duration.ofMinutes(5));
		Client garbage = new Client(client.contents(), List.of("garbage", client.contents().get(0)),
				List.of("garbage"));
		assertThat(this.instance.find(garbage)).isNotNull();
	}

	@Test
	void fixedTimeoutCountsFromTheCreationWhateverTheUse() {
		TestInstance fixed = new TestInstance(this.clock,
				new SessionLifetime(HOUR, RenewalMode.FIXED, MINUTE, null, false, Duration.ZERO, Duration.ZERO));
		Client client = fixed.newClient();
		this.clock.advance(Duration.ofMinutes(59));
		assertThat(fixed.read(client)).isEqualTo(client);
		client = fixed.write(client, "b", 2);
		this.clock.advance(MINUTE);
		assertThat(fixed.find(client)).isNull();
		assertThat(fixed.rejections()).containsExactly(RejectionReason.EXPIRED);
	}

	@Test
	void aDefaultAbsoluteTimeoutYieldsToALongerTimeout() {
		Instant created = Instant.parse("2026-01-02T12:00:00Z");
		Duration day = Duration.ofDays(1);
		SessionLifetime hour = withDefaultAbsoluteTimeout(HOUR);
		assertThat(hour.lastMoment(created, null)).isEqualTo(created.plus(Duration.ofHours(12)));
		assertThat(hour.lastMoment(created, day)).isEqualTo(created.plus(day));
		assertThat(hour.lastMoment(created, Duration.ZERO)).isEqualTo(created.plus(SessionLifetime.MAX_TIMEOUT));
		assertThat(withDefaultAbsoluteTimeout(day).lastMoment(created, null)).isEqualTo(created.plus(day));
		SessionLifetime exact = TestInstance.sliding(HOUR, MINUTE, Duration.ofHours(12), Duration.ZERO);
		assertThat(exact.lastMoment(created, day)).isEqualTo(created.plus(Duration.ofHours(12)));
	}

	private static SessionLifetime withDefaultAbsoluteTimeout(Duration timeout) {
		return new SessionLifetime(timeout, RenewalMode.SLIDING, MINUTE, SessionLifetime.DEFAULT_ABSOLUTE_TIMEOUT, true,
				Duration.ZERO, Duration.ZERO);
	}

	@Test
	void absoluteTimeoutEndsASessionThatIsUsed() {
		TestInstance limited = new TestInstance(this.clock,
				TestInstance.sliding(HOUR, MINUTE, Duration.ofHours(2), Duration.ZERO));
		Client client = limited.newClient();
		for (int i = 0; i < 4; i++) {
			this.clock.advance(Duration.ofMinutes(29));
			client = limited.write(limited.read(client), "b", i);
		}
		assertThat(limited.find(client).getExpiresAt()).isEqualTo(NOON.plus(Duration.ofHours(2)));
		this.clock.advance(Duration.ofMinutes(4));
		assertThat(limited.find(client)).isNull();
		assertThat(limited.rejections()).containsExactly(RejectionReason.TOO_OLD);
	}

	@Test
	void ownTimeoutIsHonouredAndTravels() {
		JwtSession session = this.instance.create();
		session.setMaxInactiveInterval(Duration.ofMinutes(5));
		Client client = this.instance.save(session, Client.NONE);
		this.clock.advance(Duration.ofMinutes(4));
		client = this.instance.read(client);
		assertThat(this.instance.find(client).getMaxInactiveInterval()).isEqualTo(Duration.ofMinutes(5));
		this.clock.advance(Duration.ofMinutes(4));
		assertThat(this.instance.find(client)).isNotNull();
		this.clock.advance(MINUTE);
		assertThat(this.instance.find(client)).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "0", "-1" })
	void ownTimeoutOfZeroOrLessIsWithoutIdleLimit(int seconds) {
		TestInstance limited = new TestInstance(this.clock,
				TestInstance.sliding(HOUR, MINUTE, Duration.ofDays(30), Duration.ZERO));
		JwtSession session = limited.create();
		session.setMaxInactiveInterval(Duration.ofSeconds(seconds));
		Client client = limited.save(session, Client.NONE);
		this.clock.advance(Duration.ofDays(29));
		assertThat(limited.find(client)).isNotNull();
		assertThat(limited.find(client).getMaxInactiveInterval()).isEqualTo(Duration.ofSeconds(seconds));
		this.clock.advance(Duration.ofDays(1));
		assertThat(limited.find(client)).isNull();
	}

	@Test
	void lateContentDoesNotReviveASessionThatHasEnded() {
		Client client = this.instance.newClient();
		TestInstance other = new TestInstance(this.clock, TestInstance.sliding(HOUR, MINUTE, null, Duration.ZERO));
		Client late = other.write(client, "b", 2);
		Client loggedOut = this.instance.logOut(client);
		assertThat(other.find(loggedOut.withContentOf(client))).isNull();
		assertThat(other.find(loggedOut.withContentOf(late))).isNull();
		assertThat(other.rejections()).containsExactly(RejectionReason.ENDED, RejectionReason.ENDED);
	}

	@Test
	void tombstoneOfAnotherSessionSaysNothing() {
		Client loggedOut = this.instance.logOut(this.instance.newClient());
		Client client = this.instance.newClient();
		assertThat(this.instance.find(loggedOut.withContentOf(client))).isNotNull();
	}

	@Test
	void tombstoneLastsAsLongAsAContentTokenOfItsTime() {
		Client client = this.instance.newClient();
		this.clock.advance(Duration.ofMinutes(30));
		TestInstance other = new TestInstance(this.clock, TestInstance.sliding(HOUR, MINUTE, null, Duration.ZERO));
		Client late = other.write(client, "b", 2);
		Client loggedOut = this.instance.logOut(client).withContentOf(late);
		this.clock.advance(Duration.ofMinutes(59));
		assertThat(other.find(loggedOut)).isNull();
		assertThat(other.rejections()).containsExactly(RejectionReason.ENDED);
		this.clock.advance(MINUTE);
		assertThat(other.find(loggedOut)).isNull();
		assertThat(other.rejections()).containsExactly(RejectionReason.ENDED, RejectionReason.EXPIRED);
	}

	@Test
	void tombstoneOutlivesAResponseThatTookLong() {
		Duration skew = Duration.ofMinutes(2);
		TestInstance one = new TestInstance(this.clock, TestInstance.sliding(HOUR, MINUTE, null, skew));
		TestInstance two = new TestInstance(this.clock, TestInstance.sliding(HOUR, MINUTE, null, skew));
		Client client = one.newClient();
		Client loggedOut = one.logOut(client);
		this.clock.advance(Duration.ofMinutes(59));
		Client late = two.write(client, "b", 2);
		for (int minutes = 0; minutes < 62; minutes++) {
			assertThat(two.find(loggedOut.withContentOf(late))).isNull();
			this.clock.advance(MINUTE);
		}
		assertThat(two.find(late)).isNull();
	}

	@Test
	void sessionWithATimeoutShorterThanTheRenewalIntervalIsRenewed() {
		JwtSession session = this.instance.create();
		session.setMaxInactiveInterval(Duration.ofSeconds(10));
		Client client = this.instance.save(session, Client.NONE);
		for (int i = 0; i < 20; i++) {
			this.clock.advance(Duration.ofSeconds(6));
			assertThat(this.instance.find(client)).isNotNull();
			client = this.instance.read(client);
		}
	}

	@Test
	void tombstonesOfSeveralLogoutsAreKept() {
		Client first = this.instance.newClient();
		Client afterFirst = this.instance.logOut(first);
		Client second = this.instance.save(this.instance.create(), afterFirst);
		Client afterSecond = this.instance.logOut(second);
		TestInstance other = new TestInstance(this.clock, TestInstance.sliding(HOUR, MINUTE, null, Duration.ZERO));
		assertThat(other.find(afterSecond.withContentOf(first))).isNull();
		assertThat(other.find(afterSecond.withContentOf(second))).isNull();
	}

	@Test
	void tokenOfTheFormerIdIsNotAcceptedBesideTheNewOne() {
		Client before = this.instance.newClient();
		JwtSession session = this.instance.find(before);
		session.changeSessionId();
		session.setAttribute("user", "sam");
		Client after = this.instance.save(session, before);
		TestInstance other = new TestInstance(this.clock, TestInstance.sliding(HOUR, MINUTE, null, Duration.ZERO));
		assertThat(userOf(other.find(before.beside(after)))).isEqualTo("sam");
		assertThat(userOf(other.find(after.beside(before)))).isEqualTo("sam");
		assertThat(this.instance.find(before)).isNull();
	}

	@Test
	void newestOfSeveralValidSessionsWins() {
		Client older = this.instance.newClient();
		this.clock.advance(MINUTE);
		Client newer = this.instance.newClient();
		String id = this.instance.find(newer).getId();
		assertThat(this.instance.find(older.beside(newer)).getId()).isEqualTo(id);
		assertThat(this.instance.find(newer.beside(older)).getId()).isEqualTo(id);
	}

	@Test
	void oneValidSessionAmongSeveralTokensIsFound() {
		Client expired = this.instance.newClient();
		this.clock.advance(HOUR);
		Client valid = this.instance.newClient();
		assertThat(this.instance.find(expired.beside(valid))).isNotNull();
	}

	@Test
	void valueWithDelimitersIsOneTokenThatIsRefused() {
		Client valid = this.instance.newClient();
		String token = valid.contents().get(0);
		for (String value : List.of(token + "," + token, token + "~", "a,".repeat(1000), "~".repeat(1000))) {
			this.instance.rejections().clear();
			assertThat(this.instance.find(new Client(List.of(value), List.of(), List.of()))).isNull();
			assertThat(this.instance.rejections()).containsExactly(RejectionReason.MALFORMED);
		}
	}

	@Test
	void clientKeepsPersistentContentAsLongAsARenewalMayReach() {
		TestInstance limited = new TestInstance(this.clock,
				TestInstance.sliding(HOUR, MINUTE, Duration.ofDays(2), Duration.ZERO));
		TestInstance fixed = new TestInstance(this.clock,
				new SessionLifetime(HOUR, RenewalMode.FIXED, MINUTE, null, false, Duration.ZERO, Duration.ZERO));
		assertThat(lifetime(this.instance)).isEqualTo(SessionLifetime.MAX_TIMEOUT);
		assertThat(lifetime(limited)).isEqualTo(Duration.ofDays(2));
		assertThat(lifetime(fixed)).isEqualTo(HOUR);
	}

	@Test
	void shorteningTheTimeoutShortensSessionsThatExist() {
		Client client = this.instance.newClient();
		TestInstance redeployed = new TestInstance(this.clock,
				TestInstance.sliding(Duration.ofMinutes(10), MINUTE, null, Duration.ZERO));
		assertThat(redeployed.find(client).getExpiresAt()).isEqualTo(NOON.plus(Duration.ofMinutes(10)));
		this.clock.advance(Duration.ofMinutes(10));
		assertThat(redeployed.find(client)).isNull();
		assertThat(redeployed.rejections()).containsExactly(RejectionReason.EXPIRED);
	}

	@Test
	void shorteningTheTimeoutShortensRenewalsThatExist() {
		Client client = this.instance.newClient();
		this.clock.advance(Duration.ofMinutes(5));
		Client renewed = this.instance.read(client);
		TestInstance redeployed = new TestInstance(this.clock,
				TestInstance.sliding(Duration.ofMinutes(10), MINUTE, null, Duration.ZERO));
		this.clock.advance(Duration.ofMinutes(9));
		assertThat(redeployed.find(renewed)).isNotNull();
		this.clock.advance(MINUTE);
		assertThat(redeployed.find(renewed)).isNull();
	}

	@Test
	void lengtheningTheTimeoutLengthensNoTokenThatExists() {
		Client client = this.instance.newClient();
		TestInstance redeployed = new TestInstance(this.clock,
				TestInstance.sliding(Duration.ofHours(10), MINUTE, null, Duration.ZERO));
		assertThat(redeployed.find(client).getExpiresAt()).isEqualTo(NOON.plus(HOUR));
	}

	@Test
	void ownTimeoutOfASessionStaysWhateverTheApplicationIsConfiguredTo() {
		JwtSession session = this.instance.create();
		session.setMaxInactiveInterval(Duration.ofHours(5));
		Client client = this.instance.save(session, Client.NONE);
		TestInstance redeployed = new TestInstance(this.clock,
				TestInstance.sliding(Duration.ofMinutes(10), MINUTE, null, Duration.ZERO));
		this.clock.advance(Duration.ofHours(4));
		assertThat(redeployed.find(client)).isNotNull();
	}

	@Test
	void changeToAFixedTimeoutCountsFromTheCreationOfSessionsThatExist() {
		Client client = this.instance.newClient();
		this.clock.advance(Duration.ofMinutes(40));
		client = this.instance.write(client, "b", 2);
		TestInstance redeployed = new TestInstance(this.clock,
				new SessionLifetime(HOUR, RenewalMode.FIXED, MINUTE, null, false, Duration.ZERO, Duration.ZERO));
		this.clock.advance(Duration.ofMinutes(20));
		assertThat(redeployed.find(client)).isNull();
	}

	private static String userOf(JwtSession session) {
		return session.getAttribute("user");
	}

	private static Duration lifetime(TestInstance instance) {
		return instance.commit(instance.create()).get(0).maxAge();
	}

	@Test
	void durationsBelowTheirLeastValueAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> SessionLifetime.of(Duration.ZERO));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> TestInstance.sliding(HOUR, Duration.ofSeconds(-1), null, Duration.ZERO));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> TestInstance.sliding(HOUR, MINUTE, Duration.ZERO, Duration.ZERO));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> TestInstance.sliding(HOUR, MINUTE, null, Duration.ofSeconds(-1)));
		assertThat(SessionLifetime.of(Duration.ofDays(4000)).timeout()).isEqualTo(SessionLifetime.MAX_TIMEOUT);
	}

}
