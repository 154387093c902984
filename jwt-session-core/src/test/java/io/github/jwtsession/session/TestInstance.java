package io.github.jwtsession.session;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import javax.crypto.spec.SecretKeySpec;

import io.github.jwtsession.JwtSession;
import io.github.jwtsession.attribute.AttributeJson;
import io.github.jwtsession.jwe.EncryptionMethod;
import io.github.jwtsession.jwe.InvalidTokenException.Reason;
import io.github.jwtsession.jwe.TokenFormat;
import io.github.jwtsession.key.SessionKey;
import io.github.jwtsession.key.SessionKeys;
import io.github.jwtsession.revocation.MemoryRevocationRegistry;
import io.github.jwtsession.revocation.RevocationRegistry;
import io.github.jwtsession.token.SessionTokenCodec;
import org.jspecify.annotations.Nullable;

/**
 * An instance of an application, with a clock of its own and a key that it shares.
 */
final class TestInstance {

	private final JwtSessionRepository repository;

	private final List<Reason> rejections = new ArrayList<>();

	private final List<String> openingKeys = new ArrayList<>();

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

	private TestInstance(Clock clock, SessionLifetime lifetime, SessionKeys keys, TokenFormat format,
			RevocationRegistry revocations) {
		SessionTokenCodec codec = new SessionTokenCodec(keys, format, 10_000, 10_000);
		this.repository = new JwtSessionRepository(codec, new AttributeJson(List.of(), List.of(), false, null),
				lifetime, revocations, clock, (event) -> {
				}, new SessionTokenListener() {
					@Override
					public void onOpen(String keyId) {
						TestInstance.this.openingKeys.add(keyId);
					}

					@Override
					public void onRejection(Reason reason) {
						TestInstance.this.rejections.add(reason);
					}
				});
	}

	JwtSessionRepository repository() {
		return this.repository;
	}

	List<Reason> rejections() {
		return this.rejections;
	}

	/**
	 * The ids of the keys that sessions were opened with.
	 */
	List<String> openingKeys() {
		return this.openingKeys;
	}

	JwtSession create() {
		JwtSession session = this.repository.createSession();
		session.setAttribute("a", 1);
		return session;
	}

	/**
	 * What a client without a session gets.
	 */
	Client newClient() {
		return save(create(), new Client(List.of(), List.of(), List.of()));
	}

	@Nullable JwtSession find(Client client) {
		return this.repository.findById(client.tokens().encode());
	}

	/**
	 * Serve a request that changes the session.
	 */
	Client write(Client client, String name, Object value) {
		JwtSession session = find(client);
		session.setAttribute(name, value);
		return save(session, client);
	}

	Client save(JwtSession session, Client client) {
		this.repository.save(session);
		SessionUpdate update = this.repository.takeUpdate(session, false);
		if (update == null) {
			return client;
		}
		this.repository.sent(session);
		List<String> contents = (update.token() != null) ? List.of(update.token().value()) : List.of();
		return new Client(contents, List.of(), client.tombstones());
	}

	/**
	 * Serve a request that reads the session: the client may get a renewal.
	 */
	Client read(Client client) {
		JwtSession session = find(client);
		this.repository.save(session);
		SessionUpdate renewal = this.repository.takeRenewal(session);
		return (renewal != null) ? new Client(client.contents(), List.of(renewal.token().value()), client.tombstones())
				: client;
	}

	/**
	 * Serve a request that ends the session.
	 */
	Client logOut(Client client) {
		this.repository.deleteById(find(client).getId());
		SessionUpdate tombstone = this.repository.bury(client.tokens());
		return new Client(List.of(), List.of(), List.of(tombstone.token().value()));
	}

	static SessionLifetime sliding(Duration timeout, Duration interval, @Nullable Duration absolute, Duration skew) {
		return new SessionLifetime(timeout, RenewalMode.SLIDING, interval, absolute, skew);
	}

	/**
	 * The cookies of a client.
	 */
	record Client(List<String> contents, List<String> renewals, List<String> tombstones) {

		PresentedTokens tokens() {
			return new PresentedTokens(this.contents, this.renewals, this.tombstones);
		}

		Client withContentOf(Client other) {
			return new Client(other.contents, this.renewals, this.tombstones);
		}

		Client withRenewalOf(Client other) {
			return new Client(this.contents, other.renewals, this.tombstones);
		}

		Client beside(Client other) {
			List<String> both = new ArrayList<>(this.contents);
			both.addAll(other.contents);
			return new Client(both, this.renewals, this.tombstones);
		}

	}

}
