package io.github.jwtsession.revocation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import io.github.jwtsession.SessionRevocations;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.session.MapSession;
import org.springframework.session.events.SessionDeletedEvent;

/**
 * Revocations of an application, written into a registry. Decides how long each is
 * remembered, and publishes the event.
 */
public final class DefaultSessionRevocations implements SessionRevocations {

	private final RevocationRegistry registry;

	private final Duration retention;

	private final Duration skewAllowance;

	private final Clock clock;

	private final ApplicationEventPublisher events;

	private final OwnRevocationObserver observer;

	/**
	 * Create revocations.
	 * @param registry where they are written
	 * @param retention how long the longest session may last from its creation
	 * @param skewAllowance by how much the clocks of two instances may differ
	 * @param clock what the time is
	 * @param events publishes the end of sessions revoked by their id
	 * @param observer learns what is about to be revoked
	 */
	public DefaultSessionRevocations(RevocationRegistry registry, Duration retention, Duration skewAllowance,
			Clock clock, ApplicationEventPublisher events, OwnRevocationObserver observer) {
		this.registry = registry;
		this.retention = retention;
		this.skewAllowance = skewAllowance;
		this.clock = clock;
		this.events = events;
		this.observer = observer;
	}

	@Override
	public void revokeSession(String sessionId) {
		boolean known = this.registry.isEnded(sessionId);
		// It may have ended on this instance alone, or not for so long.
		this.registry.end(sessionId, this.clock.instant().plus(this.retention));
		// A request of the session may have announced its end in between.
		if (!known && this.registry.announce(sessionId)) {
			this.events.publishEvent(new SessionDeletedEvent(this, new MapSession(sessionId)));
		}
	}

	@Override
	public void revokePrincipal(String name) {
		revokePrincipal(name, latest());
	}

	@Override
	public void revokePrincipal(String name, Instant issuedBefore) {
		Instant moment = notLaterThan(latest(), issuedBefore);
		this.observer.beforeRevocation(name, moment);
		this.registry.revokePrincipal(name, moment, moment.plus(this.retention));
	}

	@Override
	public void revokeAll() {
		revokeAll(latest());
	}

	@Override
	public void revokeAll(Instant issuedBefore) {
		Instant moment = notLaterThan(latest(), issuedBefore);
		this.observer.beforeRevocation(null, moment);
		this.registry.revokeAll(moment, moment.plus(this.retention));
	}

	/**
	 * What an instance issues in this moment whose clock is ahead.
	 */
	private Instant latest() {
		return this.clock.instant().plus(this.skewAllowance);
	}

	private static Instant notLaterThan(Instant latest, Instant moment) {
		return moment.isAfter(latest) ? latest : moment;
	}

	@Override
	public boolean reinstatePrincipal(String name) {
		return this.registry.reinstatePrincipal(name);
	}

	@Override
	public boolean reinstateAll() {
		return this.registry.reinstateAll();
	}

}
