package io.github.jwtsession.session;

import java.time.Duration;
import java.time.Instant;

import javax.crypto.spec.SecretKeySpec;

import io.github.jwtsession.MutableClock;
import io.github.jwtsession.SessionTooLargeException;
import io.github.jwtsession.cookie.SetCookie;
import io.github.jwtsession.jwe.EncryptionMethod;
import io.github.jwtsession.jwe.TokenFormat;
import io.github.jwtsession.key.SessionKey;
import io.github.jwtsession.key.SessionKeys;
import io.github.jwtsession.revocation.MemoryRevocationRegistry;
import io.github.jwtsession.revocation.RevocationRegistry;
import io.github.jwtsession.revocation.RevocationStatus;
import io.github.jwtsession.session.TestInstance.Client;
import io.github.jwtsession.session.TestInstance.Request;
import io.github.jwtsession.session.TestInstance.Write;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.willReturn;
import static org.mockito.Mockito.spy;

/**
 * Tests for what a {@link SessionTokenListener} is told of writes and times.
 */
class SessionTokenListenerTests {

	private static final SessionLifetime LIFETIME = TestInstance.sliding(Duration.ofHours(1), Duration.ofMinutes(1),
			null, Duration.ZERO);

	private final MutableClock clock = new MutableClock(Instant.parse("2026-01-02T12:00:00Z"));

	private final RevocationRegistry revocations = spy(new MemoryRevocationRegistry(this.clock));

	private final TestInstance instance = new TestInstance(this.clock, LIFETIME, this.revocations);

	@Test
	void learnsOfTheSizeThatTheLimitIsComparedWith() {
		Request request = this.instance.begin(Client.NONE);
		request.exchange().createSession().setAttribute("a", 1);
		request.exchange().commit();
		int size = request.messages()
			.cookies()
			.stream()
			.map(SetCookie::header)
			.mapToInt((header) -> ("Set-Cookie: " + header + "\r\n").length())
			.sum();
		assertThat(this.instance.writes()).containsExactly(new Write(size, 1));
	}

	@Test
	void learnsNothingOfAWriteIfNothingIsWritten() {
		Client client = this.instance.newClient();
		this.instance.writes().clear();
		this.instance.read(client);
		assertThat(this.instance.writes()).isEmpty();
		assertThat(this.instance.refusedWrites()).isEmpty();
	}

	@Test
	void learnsOnceOfASessionThatIsTooLarge() {
		Request request = this.instance.begin(this.instance.newClient());
		request.exchange().findSession().setAttribute("large", "x".repeat(15_000));
		this.instance.writes().clear();
		assertThatExceptionOfType(SessionTooLargeException.class).isThrownBy(() -> request.exchange().commit());
		request.exchange().commit();
		assertThat(this.instance.refusedWrites()).containsExactly(RefusedWrite.TOO_LARGE);
		assertThat(this.instance.writes()).isEmpty();
	}

	@Test
	void learnsOfASessionThatHasNoRoomBesideAnother() {
		TestInstance other = new TestInstance(this.clock, LIFETIME,
				SessionKeys.of(new SessionKey("other", new SecretKeySpec(new byte[32], "AES"))),
				TokenFormat.of(EncryptionMethod.A256GCM));
		Client client = other.write(other.newClient(), "large", "x".repeat(9_000));
		Request request = this.instance.begin(client);
		request.exchange().createSession().setAttribute("large", "x".repeat(9_000));
		request.exchange().commit();
		assertThat(this.instance.refusedWrites()).containsExactly(RefusedWrite.NO_ROOM);
	}

	@Test
	void learnsOfASessionThatHasEndedMeanwhile() {
		Client client = this.instance.newClient();
		Request request = this.instance.begin(client);
		request.exchange().findSession().setAttribute("b", 2);
		this.instance.logOut(client);
		request.exchange().commit();
		assertThat(this.instance.refusedWrites()).containsExactly(RefusedWrite.ENDED);
	}

	@Test
	void learnsOfASessionThatCannotBeChecked() {
		Request request = this.instance.begin(this.instance.newClient());
		request.exchange().findSession().setAttribute("b", 2);
		willReturn(RevocationStatus.UNCONFIRMED).given(this.revocations).check(any(), any(), any());
		request.exchange().commit();
		assertThat(this.instance.refusedWrites()).containsExactly(RefusedWrite.UNCONFIRMED);
	}

	@Test
	void learnsOnceOfAChangeThatComesTooLate() {
		Request request = this.instance.begin(this.instance.newClient());
		ClientSession session = request.exchange().findSession();
		request.messages().commit();
		session.setAttribute("late", 1);
		request.exchange().commit();
		request.exchange().commit();
		assertThat(this.instance.refusedWrites()).containsExactly(RefusedWrite.TOO_LATE);
	}

	@Test
	void learnsOfTimesIfItWantsTo() {
		Client client = this.instance.newClient();
		this.instance.read(client);
		assertThat(this.instance.times()).isEmpty();

		this.instance.measureTimes();
		this.clock.advance(Duration.ofMinutes(2));
		this.instance.read(client);
		assertThat(this.instance.times()).containsExactly("open", "seal");
	}

}
