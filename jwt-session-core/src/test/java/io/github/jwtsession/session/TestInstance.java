package io.github.jwtsession.session;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

import javax.crypto.spec.SecretKeySpec;

import io.github.jwtsession.JwtSession;
import io.github.jwtsession.attribute.AttributeJson;
import io.github.jwtsession.cookie.CookieSettings;
import io.github.jwtsession.cookie.ReceivedTokens;
import io.github.jwtsession.cookie.SessionCookies;
import io.github.jwtsession.cookie.SetCookie;
import io.github.jwtsession.jwe.EncryptionMethod;
import io.github.jwtsession.jwe.SealedToken;
import io.github.jwtsession.jwe.TokenFormat;
import io.github.jwtsession.key.SessionKey;
import io.github.jwtsession.key.SessionKeys;
import io.github.jwtsession.overflow.AttributeOverflow;
import io.github.jwtsession.revocation.MemoryRevocationRegistry;
import io.github.jwtsession.revocation.RevocationRegistry;
import io.github.jwtsession.token.SessionTokenCodec;
import io.github.jwtsession.token.TokenBinding;
import org.jspecify.annotations.Nullable;

/**
 * An instance of an application, with a clock of its own and a key that it shares.
 */
final class TestInstance {

	private static final String COOKIE = "sid";

	private static final SessionCookies COOKIES = new SessionCookies(
			CookieSettings.builder(COOKIE).maxCookieSize(20_000).maxSize(16_000).persistent(true).build());

	private final SessionExchanges exchanges;

	private final SessionTokenCodec codec;

	private Consumer<Object> eventListener = (event) -> {
	};

	private final List<RejectionReason> rejections = new ArrayList<>();

	private final List<String> openingKeys = new ArrayList<>();

	private final List<Write> writes = new ArrayList<>();

	private final List<RefusedWrite> refusedWrites = new ArrayList<>();

	private final List<String> times = new ArrayList<>();

	private boolean timing;

	/**
	 * The requests that sessions belong to.
	 */
	private final Map<JwtSession, Request> requests = new IdentityHashMap<>();

	TestInstance(Clock clock, SessionLifetime lifetime) {
		this(clock, lifetime, new MemoryRevocationRegistry(clock));
	}

	TestInstance(Clock clock, SessionLifetime lifetime, RevocationRegistry revocations) {
		this(clock, lifetime, SessionKeys.of(new SessionKey("key", new SecretKeySpec(new byte[32], "AES"))),
				TokenFormat.of(EncryptionMethod.A256GCM), revocations);
	}

	TestInstance(Clock clock, SessionLifetime lifetime, SessionKeys keys, TokenFormat format) {
		this(clock, lifetime, keys, format, new MemoryRevocationRegistry(clock));
	}

	TestInstance(Clock clock, SessionLifetime lifetime, AttributeOverflow overflow) {
		this(clock, lifetime, SessionKeys.of(new SessionKey("key", new SecretKeySpec(new byte[32], "AES"))),
				TokenFormat.of(EncryptionMethod.A256GCM), new MemoryRevocationRegistry(clock), overflow);
	}

	private TestInstance(Clock clock, SessionLifetime lifetime, SessionKeys keys, TokenFormat format,
			RevocationRegistry revocations) {
		this(clock, lifetime, keys, format, revocations, null);
	}

	private TestInstance(Clock clock, SessionLifetime lifetime, SessionKeys keys, TokenFormat format,
			RevocationRegistry revocations, @Nullable AttributeOverflow overflow) {
		this.codec = new SessionTokenCodec(keys, format, new TokenBinding("test", COOKIE, false), 20_000, 20_000);
		this.exchanges = SessionExchanges.builder()
			.codec(this.codec)
			.events((event) -> this.eventListener.accept(event))
			.cookies(COOKIES)
			.attributeJson(new AttributeJson(List.of(), List.of(), false, null))
			.lifetime(lifetime)
			.revocations(revocations)
			.clock(clock)
			.overflow(overflow)
			.listener(new SessionTokenListener() {
				@Override
				public void onOpen(String keyId) {
					TestInstance.this.openingKeys.add(keyId);
				}

				@Override
				public void onRejection(RejectionReason reason) {
					TestInstance.this.rejections.add(reason);
				}

				@Override
				public void onWrite(int size, int cookies) {
					TestInstance.this.writes.add(new Write(size, cookies));
				}

				@Override
				public void onRefusedWrite(RefusedWrite reason) {
					TestInstance.this.refusedWrites.add(reason);
				}

				@Override
				public boolean isTiming() {
					return TestInstance.this.timing;
				}

				@Override
				public void onSealTime(long nanos) {
					TestInstance.this.times.add("seal");
				}

				@Override
				public void onOpenTime(long nanos) {
					TestInstance.this.times.add("open");
				}
			})
			.build();
	}

	/**
	 * Set who learns of sessions created and deleted.
	 */
	void listener(Consumer<Object> eventListener) {
		this.eventListener = eventListener;
	}

	SealedToken seal(SessionDraft draft) {
		return this.codec.seal(draft.claims());
	}

	List<RejectionReason> rejections() {
		return this.rejections;
	}

	/**
	 * The ids of the keys that sessions were opened with.
	 */
	List<String> openingKeys() {
		return this.openingKeys;
	}

	/**
	 * What the listener was told of sessions that were sent.
	 */
	List<Write> writes() {
		return this.writes;
	}

	List<RefusedWrite> refusedWrites() {
		return this.refusedWrites;
	}

	/**
	 * What was measured, of what the listener was told.
	 */
	List<String> times() {
		return this.times;
	}

	void measureTimes() {
		this.timing = true;
	}

	JwtSession create() {
		Request request = begin(Client.NONE);
		ClientSession session = request.exchange().createSession();
		session.setAttribute("a", 1);
		this.requests.put(session, request);
		return session;
	}

	/**
	 * What a client without a session gets.
	 */
	Client newClient() {
		return save(create(), Client.NONE);
	}

	@Nullable JwtSession find(Client client) {
		Request request = begin(client);
		ClientSession session = request.exchange().findSession();
		if (session != null) {
			this.requests.put(session, request);
		}
		return session;
	}

	/**
	 * Begin a request of a client.
	 */
	Request begin(Client client) {
		TestMessages messages = new TestMessages(client.toReceivedTokens());
		return new Request(this.exchanges.begin(messages), messages);
	}

	/**
	 * Serve a request that changes the session.
	 */
	Client write(Client client, String name, Object value) {
		JwtSession session = find(client);
		session.setAttribute(name, value);
		return save(session, client);
	}

	SessionExchange exchangeOf(JwtSession session) {
		return this.requests.get(session).exchange();
	}

	Client save(JwtSession session, Client client) {
		return client.after(commit(session));
	}

	/**
	 * The cookies that the response to a session's request sets.
	 */
	List<SetCookie> commit(JwtSession session) {
		Request request = this.requests.get(session);
		request.exchange().commit();
		return request.messages().cookies();
	}

	/**
	 * Serve a request that reads the session: the client may get a renewal.
	 */
	Client read(Client client) {
		return save(find(client), client);
	}

	/**
	 * Serve a request that ends the session.
	 */
	Client logOut(Client client) {
		JwtSession session = find(client);
		Request request = this.requests.get(session);
		request.exchange().deleteSession(session.getId());
		request.exchange().commit();
		return client.after(request.messages().cookies());
	}

	/**
	 * Serve a request that begins a session, whatever the client has.
	 * @return the tombstones that it gets
	 */
	List<SetCookie> tombstonesOfNewSession(Client client) {
		Request request = begin(client);
		request.exchange().createSession();
		request.exchange().commit();
		return request.messages().cookies().stream().filter((cookie) -> cookie.name().equals(COOKIE + "-t")).toList();
	}

	/**
	 * Whether a request for a page, by a client without a valid session, takes its
	 * cookies back.
	 */
	boolean takesBack(Client client) {
		Request request = begin(client);
		assertThatNoSessionIsFound(request);
		request.exchange().discardUnusableCookies();
		return request.messages().cookies().stream().anyMatch(SetCookie::isExpired);
	}

	private static void assertThatNoSessionIsFound(Request request) {
		if (request.exchange().findSession() != null) {
			throw new AssertionError("The client has a valid session");
		}
	}

	static SessionLifetime sliding(Duration timeout, Duration interval, @Nullable Duration absolute, Duration skew) {
		return new SessionLifetime(timeout, RenewalMode.SLIDING, interval, absolute, false, skew, skew);
	}

	/**
	 * A session that was sent.
	 */
	record Write(int size, int cookies) {

	}

	/**
	 * A request under way.
	 */
	record Request(SessionExchange exchange, TestMessages messages) {

	}

	/**
	 * The cookies of a client.
	 *
	 * @param values by name, in the order in which the client sends them
	 */
	record Client(Map<String, List<String>> values) {

		static final Client NONE = new Client(Map.of());

		Client(List<String> contents, List<String> renewals, List<String> tombstones) {
			this(with(with(with(Map.of(), COOKIE, contents), COOKIE + "-r", renewals), COOKIE + "-t", tombstones));
		}

		private static Map<String, List<String>> with(Map<String, List<String>> values, String name,
				List<String> ofName) {
			Map<String, List<String>> changed = new TreeMap<>(values);
			if (ofName.isEmpty()) {
				changed.remove(name);
			}
			else {
				changed.put(name, ofName);
			}
			return changed;
		}

		List<String> contents() {
			return this.values.entrySet()
				.stream()
				.filter((cookie) -> COOKIES.placeOf(cookie.getKey()) >= 0)
				.flatMap((cookie) -> cookie.getValue().stream())
				.toList();
		}

		List<String> renewals() {
			return this.values.getOrDefault(COOKIE + "-r", List.of());
		}

		List<String> tombstones() {
			return this.values.getOrDefault(COOKIE + "-t", List.of());
		}

		ReceivedTokens toReceivedTokens() {
			SessionCookies.Receiver receiver = COOKIES.receiver();
			this.values.forEach((name, values) -> values.forEach((value) -> receiver.add(name, value)));
			return receiver.tokens();
		}

		/**
		 * What the client has after a response.
		 */
		Client after(List<SetCookie> cookies) {
			Map<String, List<String>> after = this.values;
			for (SetCookie cookie : cookies) {
				after = with(after, cookie.name(), cookie.isExpired() ? List.of() : List.of(cookie.value()));
			}
			return new Client(after);
		}

		/**
		 * The session of another client with what else this one has.
		 */
		Client withContentOf(Client other) {
			Map<String, List<String>> changed = new TreeMap<>(other.values);
			changed.keySet().removeIf((name) -> COOKIES.placeOf(name) < 0);
			this.values.forEach((name, values) -> {
				if (COOKIES.placeOf(name) < 0) {
					changed.put(name, values);
				}
			});
			return new Client(changed);
		}

		Client withRenewalOf(Client other) {
			return new Client(with(this.values, COOKIE + "-r", other.renewals()));
		}

		Client beside(Client other) {
			List<String> both = new ArrayList<>(contents());
			both.addAll(other.contents());
			return new Client(with(Map.of(), COOKIE, both)).withSideOf(this);
		}

		private Client withSideOf(Client other) {
			return new Client(
					with(with(this.values, COOKIE + "-r", other.renewals()), COOKIE + "-t", other.tombstones()));
		}

	}

}
