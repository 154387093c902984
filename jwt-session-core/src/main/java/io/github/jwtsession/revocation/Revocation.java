package io.github.jwtsession.revocation;

import java.time.Instant;

/**
 * One revocation, as instances share it.
 *
 * @param kind what is revoked
 * @param subject of which session or principal: at most 27 characters of base64url, which
 * reveal neither a name nor, beyond its id, a session; empty for all
 * @param issuedBefore which sessions it concerns, to the millisecond; for one session the
 * epoch
 * @param until when the last token concerned expires, to the second
 */
public record Revocation(Kind kind, String subject, Instant issuedBefore, Instant until) {

	/**
	 * What is revoked.
	 */
	public enum Kind {

		/**
		 * One session.
		 */
		SESSION,

		/**
		 * The sessions of a principal.
		 */
		PRINCIPAL,

		/**
		 * All sessions.
		 */
		ALL

	}

}
