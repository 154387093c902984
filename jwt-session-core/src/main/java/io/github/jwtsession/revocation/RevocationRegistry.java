package io.github.jwtsession.revocation;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What sessions ask of revocations. An application calls
 * {@link io.github.jwtsession.SessionRevocations} instead.
 * <p>
 * All methods may be called by many threads at once.
 */
public interface RevocationRegistry {

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
