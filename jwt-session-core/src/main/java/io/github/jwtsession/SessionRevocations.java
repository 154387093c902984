package io.github.jwtsession;

import java.time.Instant;

/**
 * Ends sessions before they expire. A bean, to be injected where an application ends
 * sessions: after a change of password, or for "log out everywhere".
 * <p>
 * What is revoked stays so until the last token concerned has expired anyway, and is then
 * forgotten. All methods may be called by many threads at once.
 */
public interface SessionRevocations {

	/**
	 * End one session, and publish
	 * {@link org.springframework.session.events.SessionDeletedEvent} on this instance
	 * with a session that has the id and no attributes. Does nothing if it has ended.
	 * @param sessionId the session's id, not its token
	 */
	void revokeSession(String sessionId);

	/**
	 * End all sessions of a principal up to now, this request's included: "log out
	 * everywhere". A session whose id is changed afterwards in the same request stays,
	 * and counts as logged in by then.
	 * @param name the principal's name, the {@code sub} of the tokens
	 */
	void revokePrincipal(String name);

	/**
	 * End the sessions of a principal that were issued before a moment. What counts is
	 * when the request began by which the principal logged in, and not when the session
	 * was last used.
	 * @param name the principal's name, the {@code sub} of the tokens
	 * @param issuedBefore the moment, to the millisecond; sessions of the same
	 * millisecond stay
	 */
	void revokePrincipal(String name, Instant issuedBefore);

	/**
	 * End all sessions up to now, of whoever it is, and those that an instance has issued
	 * whose clock is ahead by no more than the skew allowance.
	 */
	void revokeAll();

	/**
	 * End all sessions that were issued before a moment.
	 * @param issuedBefore the moment, to the millisecond
	 */
	void revokeAll(Instant issuedBefore);

}
