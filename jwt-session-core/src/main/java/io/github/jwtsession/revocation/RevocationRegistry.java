package io.github.jwtsession.revocation;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What is revoked. Sessions ask it and write their ends into it;
 * {@link io.github.jwtsession.SessionRevocations}, which an application calls, writes
 * into it too.
 * <p>
 * All methods may be called by many threads at once. Those that write return when this
 * instance refuses the sessions concerned. A registry that shares revocations through a
 * store has by then tried to write to it, and throws nothing if that fails.
 */
public interface RevocationRegistry {

	/**
	 * End one session, without an event. Nothing changes if it has ended for at least
	 * that long already.
	 * @param sessionId the session's id. It must be that of a session that was genuinely
	 * valid: nobody may fill the memory with ids of his own
	 * @param until when the last of its tokens expires, to the second
	 */
	void end(String sessionId, Instant until);

	/**
	 * End one session on this instance alone, without an event: one that others need not
	 * know of. Nothing changes if it has ended for at least that long already.
	 * @param sessionId the session's id
	 * @param until when the last of its tokens expires, to the second
	 */
	default void endHere(String sessionId, Instant until) {
		end(sessionId, until);
	}

	/**
	 * Whether this very session has ended.
	 * @param sessionId the session's id
	 * @return {@code true} if it has
	 */
	boolean isEnded(String sessionId);

	/**
	 * Note that the end of a session is announced. Called after {@link #end}, by whoever
	 * is about to publish the event: of several callers one gets {@code true}.
	 * @param sessionId the id of a session
	 * @return {@code true} if {@link #end} was called for it on this instance, and its
	 * end was not announced before
	 */
	boolean announce(String sessionId);

	/**
	 * Revoke the sessions of a principal that were issued before a moment. What was
	 * revoked before stays revoked.
	 * @param name the principal's name
	 * @param issuedBefore the moment, to the millisecond
	 * @param until when the last of their tokens expires, to the second
	 */
	void revokePrincipal(String name, Instant issuedBefore, Instant until);

	/**
	 * Revoke all sessions that were issued before a moment. What was revoked before stays
	 * revoked.
	 * @param issuedBefore the moment, to the millisecond
	 * @param until when the last of their tokens expires, to the second
	 */
	void revokeAll(Instant issuedBefore, Instant until);

	/**
	 * Take back what was revoked for a principal. Other instances do so when they hear of
	 * it, and none of them brings it back.
	 * @param name the principal's name
	 * @return whether anything was revoked that this instance knows of
	 */
	default boolean reinstatePrincipal(String name) {
		throw new UnsupportedOperationException("This registry does not take revocations back");
	}

	/**
	 * Take back what was revoked for all.
	 * @return whether anything was revoked that this instance knows of
	 */
	default boolean reinstateAll() {
		throw new UnsupportedOperationException("This registry does not take revocations back");
	}

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
