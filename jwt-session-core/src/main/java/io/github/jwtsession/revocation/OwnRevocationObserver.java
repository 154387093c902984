package io.github.jwtsession.revocation;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Learns what the application is about to revoke. The request that revokes its own
 * sessions goes on with one of them under another id, as "log out everywhere else" does.
 */
@FunctionalInterface
public interface OwnRevocationObserver {

	/**
	 * Nobody needs to know.
	 */
	OwnRevocationObserver NONE = (principal, issuedBefore) -> {
	};

	/**
	 * The application is about to revoke sessions, on the thread that calls this.
	 * @param principal the name of the principal whose sessions are revoked, {@code null}
	 * for all
	 * @param issuedBefore the sessions issued before this moment are revoked
	 */
	void beforeRevocation(@Nullable String principal, Instant issuedBefore);

}
