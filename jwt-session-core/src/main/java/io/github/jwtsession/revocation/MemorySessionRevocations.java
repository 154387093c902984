package io.github.jwtsession.revocation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.github.jwtsession.SessionRevocations;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.session.MapSession;
import org.springframework.session.events.SessionDeletedEvent;

/**
 * Revocations that this instance keeps to itself, until it restarts.
 */
public final class MemorySessionRevocations implements SessionRevocations, RevocationRegistry {

	private static final Duration SWEEP_INTERVAL = Duration.ofMinutes(1);

	private final RevocationIndex index;

	private final Consumer<Revocation> listener;

	private final Duration retention;

	private final Duration skewAllowance;

	private final Clock clock;

	private final ApplicationEventPublisher events;

	/**
	 * Create revocations.
	 * @param retention how long the longest session may last from its creation
	 * @param skewAllowance by how much the clocks of two instances may differ
	 * @param clock what the time is
	 * @param events is told of sessions revoked by their id
	 */
	public MemorySessionRevocations(Duration retention, Duration skewAllowance, Clock clock,
			ApplicationEventPublisher events) {
		this(new RevocationIndex(), retention, skewAllowance, clock, events);
	}

	private MemorySessionRevocations(RevocationIndex index, Duration retention, Duration skewAllowance, Clock clock,
			ApplicationEventPublisher events) {
		this(index, new Sweeper(index, clock), retention, skewAllowance, clock, events);
	}

	/**
	 * Create revocations.
	 * @param index holds them
	 * @param listener is told what is new
	 * @param retention how long the longest session may last from its creation
	 * @param skewAllowance by how much the clocks of two instances may differ
	 * @param clock what the time is
	 * @param events is told of sessions revoked by their id
	 */
	public MemorySessionRevocations(RevocationIndex index, Consumer<Revocation> listener, Duration retention,
			Duration skewAllowance, Clock clock, ApplicationEventPublisher events) {
		this.index = index;
		this.listener = listener;
		this.retention = retention;
		this.skewAllowance = skewAllowance;
		this.clock = clock;
		this.events = events;
	}

	@Override
	public void revokeSession(String sessionId) {
		if (this.index.isEnded(sessionId)) {
			return;
		}
		announceNew(this.index.end(sessionId, this.clock.instant().plus(this.retention), true));
		this.events.publishEvent(new SessionDeletedEvent(this, new MapSession(sessionId)));
	}

	@Override
	public void revokePrincipal(String name) {
		revokePrincipal(name, this.clock.instant());
	}

	@Override
	public void revokePrincipal(String name, Instant issuedBefore) {
		announceNew(this.index.revokePrincipal(name, issuedBefore.truncatedTo(ChronoUnit.MILLIS),
				issuedBefore.plus(this.retention)));
	}

	@Override
	public void revokeAll() {
		revokeAll(this.clock.instant().plus(this.skewAllowance));
	}

	@Override
	public void revokeAll(Instant issuedBefore) {
		announceNew(this.index.revokeAll(issuedBefore.truncatedTo(ChronoUnit.MILLIS),
				issuedBefore.plus(this.retention).truncatedTo(ChronoUnit.SECONDS)));
	}

	@Override
	public void end(String sessionId, Instant until) {
		announceNew(this.index.end(sessionId, until, false));
	}

	private void announceNew(@Nullable Revocation revocation) {
		if (revocation != null) {
			this.listener.accept(revocation);
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

	/**
	 * Forgets what is over, now and then.
	 */
	private static final class Sweeper implements Consumer<Revocation> {

		private final RevocationIndex index;

		private final Clock clock;

		private final AtomicReference<Instant> due;

		Sweeper(RevocationIndex index, Clock clock) {
			this.index = index;
			this.clock = clock;
			this.due = new AtomicReference<>(clock.instant().plus(SWEEP_INTERVAL));
		}

		@Override
		public void accept(Revocation revocation) {
			Instant now = this.clock.instant();
			Instant due = this.due.get();
			if (!now.isBefore(due) && this.due.compareAndSet(due, now.plus(SWEEP_INTERVAL))) {
				this.index.forget(now);
			}
		}

	}

}
