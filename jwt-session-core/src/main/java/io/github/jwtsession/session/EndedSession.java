package io.github.jwtsession.session;

import java.time.Duration;
import java.time.Instant;

import io.github.jwtsession.token.SessionClaims;
import org.jspecify.annotations.Nullable;

/**
 * A session that has ended: what tells for how long, and for whom, that is to be
 * remembered.
 *
 * @param id the id of the session
 * @param maxInactiveInterval the session's own timeout, {@code null} if it has none
 * @param lastExpiry when the last of its tokens ends that are known, {@code null} if none
 * is
 * @param shared whether other instances are to learn of it: somebody is or was logged in,
 * or the session has asked for it
 */
record EndedSession(String id, @Nullable Duration maxInactiveInterval, @Nullable Instant lastExpiry, boolean shared) {

	/**
	 * The session of a token that came.
	 */
	static EndedSession of(SessionClaims claims, Instant lastExpiry) {
		return new EndedSession(claims.id(), claims.maxInactiveInterval(), lastExpiry,
				claims.subject() != null || claims.authenticatedAt() != null);
	}

}
