package io.github.jwtsession.revocation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import io.github.jwtsession.SessionRevocations;
import org.jspecify.annotations.Nullable;

/**
 * Revokes nothing: a token is valid until it expires. A session that has ended is
 * remembered for ten minutes, since it must not be back within the very request that
 * ended it, and the client must be told of its end.
 */
public final class NoSessionRevocations implements SessionRevocations, RevocationRegistry {

	private static final Duration REQUEST_TIME = Duration.ofMinutes(10);

	private final Clock clock;

	private final MemorySessionRevocations requests;

	/**
	 * Create them.
	 * @param clock what the time is
	 */
	public NoSessionRevocations(Clock clock) {
		this.clock = clock;
		this.requests = new MemorySessionRevocations(REQUEST_TIME, Duration.ZERO, clock, (event) -> {
		});
	}

	@Override
	public void revokeSession(String sessionId) {
		throw unsupported();
	}

	@Override
	public void revokePrincipal(String name) {
		throw unsupported();
	}

	@Override
	public void revokePrincipal(String name, Instant issuedBefore) {
		throw unsupported();
	}

	@Override
	public void revokeAll() {
		throw unsupported();
	}

	@Override
	public void revokeAll(Instant issuedBefore) {
		throw unsupported();
	}

	private static UnsupportedOperationException unsupported() {
		return new UnsupportedOperationException("Sessions cannot be revoked, since 'jwt.session.revocation.store' is "
				+ "'none'. Set it to 'memory' on a single instance, to 'jdbc' or 'redis' on several.");
	}

	@Override
	public void end(String sessionId, Instant until) {
		Instant limit = this.clock.instant().plus(REQUEST_TIME);
		this.requests.end(sessionId, until.isBefore(limit) ? until : limit);
	}

	@Override
	public boolean isEnded(String sessionId) {
		return this.requests.isEnded(sessionId);
	}

	@Override
	public boolean announce(String sessionId) {
		return this.requests.announce(sessionId);
	}

	@Override
	public RevocationStatus check(String sessionId, @Nullable String principal, Instant issuedAt) {
		return this.requests.check(sessionId, principal, issuedAt);
	}

	@Override
	public int size() {
		return this.requests.size();
	}

}
