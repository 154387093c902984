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
		if (this.registry.isEnded(sessionId)) {
			return;
		}
		this.registry.end(sessionId, this.clock.instant().plus(this.retention));
		// A request of the session may have announced its end in between.
		if (this.registry.announce(sessionId)) {
			this.events.publishEvent(new SessionDeletedEvent(this, new MapSession(sessionId)));
		}
	}

	@Override
	public void revokePrincipal(String name) {
		revokePrincipal(name, this.clock.instant());
	}

	@Override
	public void revokePrincipal(String name, Instant issuedBefore) {
		this.observer.beforeRevocation(name, issuedBefore);
		this.registry.revokePrincipal(name, issuedBefore, issuedBefore.plus(this.retention));
	}

	@Override
	public void revokeAll() {
		revokeAll(this.clock.instant().plus(this.skewAllowance));
	}

	@Override
	public void revokeAll(Instant issuedBefore) {
		this.observer.beforeRevocation(null, issuedBefore);
		this.registry.revokeAll(issuedBefore, issuedBefore.plus(this.retention));
	}

}
