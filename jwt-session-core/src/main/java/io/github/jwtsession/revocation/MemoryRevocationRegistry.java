package io.github.jwtsession.revocation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * Revocations in the memory of this instance, until it restarts. What is over is
 * forgotten from time to time, when something is revoked.
 */
public final class MemoryRevocationRegistry implements RevocationRegistry {

	private static final Duration FORGET_INTERVAL = Duration.ofMinutes(1);

	private static final Duration REQUEST_TIME = Duration.ofMinutes(10);

	private final RevocationIndex index = new RevocationIndex();

	private final Clock clock;

	private final @Nullable Duration maxRetention;

	private final AtomicReference<Instant> forgetAt;

	/**
	 * Create a registry that remembers each revocation until the time given with it.
	 * @param clock what the time is
	 */
	public MemoryRevocationRegistry(Clock clock) {
		this(clock, null);
	}

	private MemoryRevocationRegistry(Clock clock, @Nullable Duration maxRetention) {
		this.clock = clock;
		this.maxRetention = maxRetention;
		this.forgetAt = new AtomicReference<>(clock.instant().plus(FORGET_INTERVAL));
	}

	/**
	 * Create a registry for an application that revokes nothing: a token is valid until
	 * it expires. A session that has ended is remembered for ten minutes, since it must
	 * not be back within the very request that ended it, and the client must learn of its
	 * end.
	 * @param clock what the time is
	 * @return the registry
	 */
	public static MemoryRevocationRegistry forRequestsOnly(Clock clock) {
		return new MemoryRevocationRegistry(clock, REQUEST_TIME);
	}

	@Override
	public void end(String sessionId, Instant until) {
		forgetIfDue(this.index.end(sessionId, limit(until)));
	}

	@Override
	public void revokePrincipal(String name, Instant issuedBefore, Instant until) {
		forgetIfDue(this.index.revokePrincipal(name, issuedBefore, limit(until)));
	}

	@Override
	public void revokeAll(Instant issuedBefore, Instant until) {
		forgetIfDue(this.index.revokeAll(issuedBefore, limit(until)));
	}

	@Override
	public boolean reinstatePrincipal(String name) {
		return this.index.reinstatePrincipal(name) != null;
	}

	@Override
	public boolean reinstateAll() {
		return this.index.reinstateAll() != null;
	}

	private Instant limit(Instant until) {
		if (this.maxRetention == null) {
			return until;
		}
		Instant limit = this.clock.instant().plus(this.maxRetention);
		return until.isBefore(limit) ? until : limit;
	}

	private void forgetIfDue(@Nullable Revocation added) {
		if (added == null) {
			return;
		}
		Instant now = this.clock.instant();
		Instant due = this.forgetAt.get();
		if (!now.isBefore(due) && this.forgetAt.compareAndSet(due, now.plus(FORGET_INTERVAL))) {
			this.index.forget(now);
		}
	}

	@Override
	public boolean isEnded(String sessionId) {
		return this.index.isEnded(sessionId);
	}

	@Override
	public boolean announce(String sessionId) {
		return this.index.announce(sessionId);
	}

	@Override
	public RevocationStatus check(String sessionId, @Nullable String principal, Instant issuedAt) {
		return this.index.check(sessionId, principal, issuedAt);
	}

	@Override
	public int size() {
		return this.index.size();
	}

}
