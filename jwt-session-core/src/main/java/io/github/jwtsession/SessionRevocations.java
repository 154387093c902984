package io.github.jwtsession;

import java.time.Instant;

/**
 * Ends sessions before they expire. A bean, to be injected where an application ends
 * sessions: after a change of password, or for "log out everywhere".
 * <p>
 * What is revoked stays so until the last token concerned has expired anyway, and is then
 * forgotten; what was revoked for a principal or for all can be taken back before. All
 * methods may be called by many threads at once.
 */
public interface SessionRevocations {

	/**
	 * End one session, and publish
	 * {@link org.springframework.session.events.SessionDeletedEvent} on this instance
	 * with a session that has the id and no attributes. If it has ended, no event is
	 * published; other instances learn of it all the same.
	 * @param sessionId the session's id, not its token
	 */
	void revokeSession(String sessionId);

	/**
	 * End all sessions of a principal up to now, this request's included, and those that
	 * an instance has issued whose clock is ahead by no more than the skew allowance:
	 * "log out everywhere". A session whose id is changed afterwards in the same request
	 * stays, and counts as logged in by then.
	 * @param name the principal's name, the {@code sub} of the tokens
	 */
	void revokePrincipal(String name);

	/**
	 * End the sessions of a principal that were issued before a moment. What counts is
	 * when the request began by which the principal logged in, and not when the session
	 * was last used.
	 * @param name the principal's name, the {@code sub} of the tokens
	 * @param issuedBefore the moment, to the millisecond; sessions of the same
	 * millisecond stay. One in the future counts as now plus the skew allowance: nobody
	 * is kept from logging in
	 */
	void revokePrincipal(String name, Instant issuedBefore);

	/**
	 * End all sessions up to now, of whoever it is, and those that an instance has issued
	 * whose clock is ahead by no more than the skew allowance.
	 */
	void revokeAll();

	/**
	 * End all sessions that were issued before a moment.
	 * @param issuedBefore the moment, to the millisecond. One in the future counts as now
	 * plus the skew allowance
	 */
	void revokeAll(Instant issuedBefore);

	/**
	 * Take back that the sessions of a principal were revoked, on this instance at once
	 * and on the others as fast as a revocation: those that have not expired are valid
	 * again. What was ended by its id stays ended, by a logout too, and what
	 * {@link #revokeAll} concerns stays revoked. The principal may be revoked again
	 * afterwards, for any moment.
	 * @param name the principal's name, the {@code sub} of the tokens
	 * @return whether this instance knew of a revocation. Another one's is known after
	 * the poll interval
	 * @throws UnsupportedOperationException if nothing can be taken back here
	 */
	default boolean reinstatePrincipal(String name) {
		throw new UnsupportedOperationException("Revocations cannot be taken back here");
	}

	/**
	 * Take back {@link #revokeAll}. What was ended by its id stays ended, and what was
	 * revoked for a principal stays revoked. All may be revoked again afterwards, for any
	 * moment.
	 * @return whether this instance knew of a revocation. Another one's is known after
	 * the poll interval
	 * @throws UnsupportedOperationException if nothing can be taken back here
	 */
	default boolean reinstateAll() {
		throw new UnsupportedOperationException("Revocations cannot be taken back here");
	}

}
