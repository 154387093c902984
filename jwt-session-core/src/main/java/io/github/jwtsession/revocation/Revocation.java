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
 * @param supersedes what was revoked for the same subject up to this moment is void,
 * unless it says the same here: it was taken back, to the second; the epoch if nothing
 * was
 */
public record Revocation(Kind kind, String subject, Instant issuedBefore, Instant until, Instant supersedes) {

	/**
	 * Create a revocation of a subject for which none was ever taken back.
	 * @param kind what is revoked
	 * @param subject of which session or principal
	 * @param issuedBefore which sessions it concerns
	 * @param until when the last token concerned expires
	 */
	public Revocation(Kind kind, String subject, Instant issuedBefore, Instant until) {
		this(kind, subject, issuedBefore, until, Instant.EPOCH);
	}

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
		ALL,

		/**
		 * Nothing: an instance says that it encrypts with the key of that digest, since
		 * the moment given.
		 */
		KEY

	}

}
