package io.github.jwtsession.revocation;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Ends sessions before they expire. A bean: an application calls the {@code revoke}
 * methods, the session repository the others. Define a bean of this type to replace it.
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
	 * everywhere". A session whose id is changed afterwards in the same request stays.
	 * @param name the principal's name, the {@code sub} of the tokens
	 */
	void revokePrincipal(String name);

	/**
	 * End the sessions of a principal that were issued before a moment. What counts is
	 * when the principal logged in, or when the session's id was changed since, and not
	 * when it was last used.
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

	/**
	 * End one session, without an event.
	 * @param sessionId the session's id. It must be that of a session that was genuinely
	 * valid: nobody may fill the memory with ids of his own
	 * @param until when the last of its tokens expires, to the second
	 */
	void end(String sessionId, Instant until);

	/**
	 * Whether this very session has ended.
	 * @param sessionId the session's id
	 * @return {@code true} if it has
	 */
	boolean isEnded(String sessionId);

	/**
	 * Note that the end of a session is announced.
	 * @param sessionId the id of a session
	 * @return {@code true} if {@link #end} was called for it on this instance, and its
	 * end was not announced before
	 */
	boolean announce(String sessionId);

	/**
	 * Whether a session was revoked. Asked for each request: it must not wait for
	 * anything.
	 * @param sessionId the session's id
	 * @param principal the name of the logged-in principal, {@code null} if there is none
	 * @param issuedAt when the principal logged in, or the session was created
	 * @return the answer
	 */
	RevocationStatus check(String sessionId, @Nullable String principal, Instant issuedAt);

	/**
	 * How many revocations are remembered.
	 * @return their number
	 */
	int size();

}
