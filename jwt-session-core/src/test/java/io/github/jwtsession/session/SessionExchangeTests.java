package io.github.jwtsession.session;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;

import javax.crypto.spec.SecretKeySpec;

import io.github.jwtsession.JwtSession;
import io.github.jwtsession.MutableClock;
import io.github.jwtsession.SessionTooLargeException;
import io.github.jwtsession.cookie.SetCookie;
import io.github.jwtsession.jwe.EncryptionMethod;
import io.github.jwtsession.jwe.KeyManagement;
import io.github.jwtsession.jwe.TokenFormat;
import io.github.jwtsession.key.SessionKey;
import io.github.jwtsession.key.SessionKeys;
import io.github.jwtsession.revocation.MemoryRevocationRegistry;
import io.github.jwtsession.session.TestInstance.Client;
import io.github.jwtsession.session.TestInstance.Request;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SessionExchange}.
 */
@ExtendWith(OutputCaptureExtension.class)
class SessionExchangeTests {

	private static final SessionLifetime LIFETIME = TestInstance.sliding(Duration.ofHours(1), Duration.ofMinutes(1),
			null, Duration.ZERO);

	private final MutableClock clock = new MutableClock(Instant.parse("2026-01-02T12:00:00Z"));

	private final CountingKeys keys = new CountingKeys(new SessionKey("key", new SecretKeySpec(new byte[32], "AES")));

	/**
	 * With a content key for each token a session key is looked up once for each token
	 * that is decrypted, and for nothing else.
	 */
	private final TestInstance instance = new TestInstance(this.clock, LIFETIME, this.keys,
			new TokenFormat(EncryptionMethod.A256GCM, KeyManagement.A256KW, false));

	@ParameterizedTest
	@MethodSource("requests")
	void everyTokenIsDecryptedOnceWhateverHappensInTheRequest(Consumer<SessionExchange> request) {
		Client client = this.instance.newClient();
		this.clock.advance(Duration.ofMinutes(10));
		client = this.instance.read(client);
		Client ended = this.instance.logOut(this.instance.newClient());
		this.clock.advance(Duration.ofMinutes(10));
		Client everything = new Client(client.contents(), client.renewals(), ended.tombstones());
		assertDecryptions(everything, request, 3);
		assertDecryptions(everything.beside(this.instance.newClient()), request, 4);
	}

	@ParameterizedTest
	@MethodSource("requests")
	void everyTokenOfAnEndedSessionIsDecryptedOnce(Consumer<SessionExchange> request) {
		Client client = this.instance.newClient();
		Client ended = this.instance.logOut(client).withContentOf(client);
		assertDecryptions(ended, request, 2);
	}

	@ParameterizedTest
	@MethodSource("requests")
	void aTamperedTokenIsDecryptedOnce(Consumer<SessionExchange> request) {
		String token = this.instance.newClient().contents().get(0);
		char last = token.charAt(token.length() - 1);
		String tampered = token.substring(0, token.length() - 1) + ((last == 'A') ? 'Q' : 'A');
		assertDecryptions(new Client(List.of(tampered), List.of(), List.of()), request, 1);
	}

	private void assertDecryptions(Client client, Consumer<SessionExchange> request, int count) {
		this.keys.lookups.clear();
		request.accept(this.instance.begin(client).exchange());
		assertThat(this.keys.lookups).hasSizeBetween(1, count);
	}

	static Stream<Named<Consumer<SessionExchange>>> requests() {
		return Stream.of(Named.of("read", (exchange) -> {
			exchange.findSession();
			exchange.requestedSessionId();
			exchange.findSession();
			exchange.commit();
			exchange.commit();
		}), Named.of("navigate", (exchange) -> {
			if (exchange.findSession() == null) {
				exchange.discardUnusableCookies();
				exchange.discardUnusableCookies();
			}
			exchange.commit();
		}), Named.of("write", (exchange) -> {
			exchange.findSession();
			exchange.createSession().setAttribute("b", 2);
			exchange.commit();
			exchange.commit();
		}), Named.of("change id", (exchange) -> {
			exchange.createSession().changeSessionId();
			exchange.commit();
		}), Named.of("log out", (exchange) -> {
			exchange.deleteSession(exchange.createSession().getId());
			exchange.commit();
			exchange.findSession();
			exchange.commit();
		}), Named.of("log out and in", (exchange) -> {
			exchange.deleteSession(exchange.createSession().getId());
			exchange.createSession().setAttribute("user", "sam");
			exchange.commit();
			exchange.requestedSessionId();
		}), Named.of("begin an empty session", (exchange) -> {
			exchange.createSession();
			exchange.discardUnusableCookies();
			exchange.commit();
		}));
	}

	@Test
	void anEndedSessionIsNotReplacedByAnotherTokenOfTheRequest() {
		Client both = this.instance.newClient().beside(this.instance.newClient());
		SessionExchange exchange = this.instance.begin(both).exchange();
		exchange.deleteSession(exchange.createSession().getId());
		assertThat(exchange.findSession()).isNull();
	}

	@Test
	void theRequestedIdIsThatOfTheTokenWhateverBecomesOfTheSession() {
		Client client = this.instance.newClient();
		String id = this.instance.find(client).getId();
		SessionExchange exchange = this.instance.begin(client).exchange();
		ClientSession session = exchange.findSession();
		session.changeSessionId();
		exchange.commit();
		assertThat(session.getId()).isNotEqualTo(id);
		assertThat(exchange.requestedSessionId()).isEqualTo(id);
		exchange.deleteSession(session.getId());
		assertThat(exchange.requestedSessionId()).isEqualTo(id);
	}

	@Test
	void theRequestedIdOfATokenThatHasExpiredIsItsOwn() {
		Client client = this.instance.newClient();
		String id = this.instance.find(client).getId();
		this.clock.advance(Duration.ofHours(2));
		assertThat(this.instance.begin(client).exchange().requestedSessionId()).isEqualTo(id);
	}

	@Test
	void withoutCookiesThereIsNoRequestedId() {
		assertThat(this.instance.begin(Client.NONE).exchange().requestedSessionId()).isNull();
	}

	@Test
	void aSecondCommitSetsNothingAnew() {
		Request request = this.instance.begin(Client.NONE);
		request.exchange().createSession().setAttribute("a", 1);
		request.exchange().commit();
		List<SetCookie> cookies = request.messages().cookies();
		request.exchange().commit();
		assertThat(request.messages().cookies()).isSameAs(cookies);
	}

	@Test
	void aChangeAfterACommitIsSentInPlaceOfTheFormer() {
		Request request = this.instance.begin(Client.NONE);
		ClientSession session = request.exchange().createSession();
		session.setAttribute("a", 1);
		request.exchange().commit();
		session.setAttribute("a", 2);
		request.exchange().commit();
		Client client = Client.NONE.after(request.messages().cookies());
		assertThat(request.messages().cookies()).hasSize(1);
		assertThat(this.instance.find(client).<Integer>getAttribute("a")).isEqualTo(2);
	}

	/**
	 * An object that was changed in place without anybody asking the session for it
	 * again.
	 */
	@Test
	void anObjectChangedInPlaceBetweenTwoCommitsIsSent() {
		Request request = this.instance.begin(Client.NONE);
		List<String> list = new ArrayList<>(List.of("a"));
		request.exchange().createSession().setAttribute("list", list);
		request.exchange().commit();
		list.add("b");
		request.exchange().commit();
		Client client = Client.NONE.after(request.messages().cookies());
		assertThat(this.instance.find(client).<List<String>>getAttribute("list")).containsExactly("a", "b");
	}

	@Test
	void whatIsTooLargeIsNotTriedAgainAndTheFormerSessionStays() {
		Client client = this.instance.newClient();
		Request request = this.instance.begin(client);
		ClientSession session = request.exchange().findSession();
		session.setAttribute("large", "x".repeat(15_000));
		assertThatExceptionOfType(SessionTooLargeException.class).isThrownBy(() -> request.exchange().commit());
		request.exchange().commit();
		assertThat(request.messages().cookies()).isEmpty();
		assertThat(this.instance.find(client)).isNotNull();
	}

	/**
	 * The cookies that another instance may be able to read stay.
	 */
	@Test
	void whatIsTooLargeTakesNothingBackFromTheClient() {
		TestInstance other = new TestInstance(this.clock, LIFETIME,
				SessionKeys.of(new SessionKey("other", new SecretKeySpec(new byte[32], "AES"))),
				new TokenFormat(EncryptionMethod.A256GCM, KeyManagement.A256KW, false));
		Request request = this.instance.begin(other.newClient());
		request.exchange().createSession().setAttribute("large", "x".repeat(15_000));
		assertThatExceptionOfType(SessionTooLargeException.class).isThrownBy(() -> request.exchange().commit());
		request.exchange().commit();
		assertThat(request.messages().cookies()).isEmpty();
	}

	@Test
	void aSessionThatBecameEmptyAndIsEndedDoesNotComeBack() {
		Client client = this.instance.newClient();
		Request request = this.instance.begin(client);
		ClientSession session = request.exchange().findSession();
		session.removeAttribute("a");
		request.exchange().commit();
		request.exchange().deleteSession(session.getId());
		request.exchange().commit();
		assertThat(client.after(request.messages().cookies()).tombstones()).hasSize(1);
		assertThat(this.instance.find(client)).isNull();
	}

	@Test
	void cookiesOfASessionThatTheRequestHasAreNotTakenBack() {
		Request request = this.instance.begin(new Client(List.of("garbage"), List.of(), List.of()));
		request.exchange().createSession().setAttribute("a", 1);
		request.exchange().commit();
		request.exchange().discardUnusableCookies();
		assertThat(request.messages().cookies()).noneMatch(SetCookie::isExpired);
	}

	@Test
	void whatTheFrameworkPutIntoASessionIsLeftOutIfThatIsTooLong() {
		Request request = this.instance.begin(Client.NONE);
		ClientSession session = request.exchange().createSession();
		session.setAttribute("SPRING_SECURITY_SAVED_REQUEST", "x".repeat(4_001));
		session.setAttribute("a", 1);
		request.exchange().commit();
		Client client = Client.NONE.after(request.messages().cookies());
		assertThat(this.instance.find(client).getAttributeNames()).containsExactly("a");
	}

	@Test
	void whatTheFrameworkPutIntoASessionIsLeftOutBeforeAnythingFails() {
		Request request = this.instance.begin(Client.NONE);
		ClientSession session = request.exchange().createSession();
		session.setAttribute("SPRING_SECURITY_SAVED_REQUEST", "x".repeat(3_900));
		session.setAttribute("SPRING_SECURITY_LAST_EXCEPTION", "x".repeat(1_000));
		session.setAttribute("a", "x".repeat(10_000));
		request.exchange().commit();
		Client client = Client.NONE.after(request.messages().cookies());
		assertThat(this.instance.find(client).getAttributeNames()).containsExactlyInAnyOrder("a",
				"SPRING_SECURITY_LAST_EXCEPTION");
	}

	@Test
	void whatTheFrameworkCannotHaveWrittenIsLeftOut() {
		JwtSession session = this.instance.create();
		session.setAttribute("SPRING_SECURITY_LAST_EXCEPTION", new Object());
		assertThat(session.getAttributeNames()).containsExactly("a");
	}

	@Test
	void anIntervalThatIsSetWhileTheSessionIsSentIsSentNextTime() {
		Request request = this.instance.begin(Client.NONE);
		ClientSession session = request.exchange().createSession();
		session.setAttribute("a", 1);
		SessionDraft draft = session.draft(session.changes(), new RequestFacts(false, this.clock.instant(),
				new RequestRevocations(new MemoryRevocationRegistry(this.clock)), 0, false));
		session.setMaxInactiveInterval(Duration.ofMinutes(5));
		session.sent(draft, this.instance.seal(draft));
		assertThat(session.getExpiresAt()).isEqualTo(this.clock.instant().plus(Duration.ofMinutes(5)));
		request.exchange().commit();
		Client client = Client.NONE.after(request.messages().cookies());
		assertThat(this.instance.find(client).getMaxInactiveInterval()).isEqualTo(Duration.ofMinutes(5));
	}

	/**
	 * A listener may wait for a thread that uses the session of the same request.
	 */
	@Test
	void listenersAreCalledWithoutTheLockOfTheExchange() {
		List<Boolean> locked = new ArrayList<>();
		AtomicReference<SessionExchange> exchange = new AtomicReference<>();
		exchange.set(this.instance.begin(this.instance.newClient()).exchange());
		this.instance.listener((event) -> locked.add(Thread.holdsLock(exchange.get())));
		exchange.get().deleteSession(exchange.get().createSession().getId());
		exchange.get().createSession().setAttribute("a", 2);
		exchange.get().commit();
		assertThat(locked).hasSize(2).containsOnly(false);
	}

	@ParameterizedTest
	@MethodSource("lateChanges")
	void lateChangesAreReported(Consumer<ClientSession> change, CapturedOutput output) {
		Client client = this.instance.newClient();
		Request request = this.instance.begin(client);
		ClientSession session = request.exchange().findSession();
		request.exchange().commit();
		request.messages().commit();
		change.accept(session);
		request.exchange().commit();
		assertThat(output).contains("GET / is committed, changes to the session are lost");
	}

	static Stream<Named<Consumer<ClientSession>>> lateChanges() {
		return Stream.of(Named.of("attribute", (session) -> session.setAttribute("b", 2)),
				Named.of("id", ClientSession::changeSessionId),
				Named.of("interval", (session) -> session.setMaxInactiveInterval(Duration.ofMinutes(5))));
	}

	@Test
	void aLateChangeIsReportedAndNotSent() {
		Client client = this.instance.newClient();
		Request request = this.instance.begin(client);
		ClientSession session = request.exchange().findSession();
		request.messages().commit();
		session.setAttribute("late", 1);
		request.exchange().commit();
		assertThat(request.messages().cookies()).isEmpty();
		assertThat(this.instance.find(client).<Integer>getAttribute("late")).isNull();
	}

	private static final class CountingKeys implements SessionKeys {

		private final SessionKey key;

		private final List<String> lookups = new ArrayList<>();

		CountingKeys(SessionKey key) {
			this.key = key;
		}

		@Override
		public SessionKey active() {
			return this.key;
		}

		@Override
		public @Nullable SessionKey findById(String id) {
			this.lookups.add(id);
			return id.equals(this.key.id()) ? this.key : null;
		}

	}

}
