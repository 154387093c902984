package io.github.jwtsession.revocation;

/**
 * Whether a session was revoked.
 */
public enum RevocationStatus {

	/**
	 * Nothing is known against it.
	 */
	VALID,

	/**
	 * This very session has ended.
	 */
	ENDED,

	/**
	 * All sessions of its principal, or all sessions, of its time were revoked.
	 */
	REVOKED,

	/**
	 * It may have been revoked: the store does not answer, and the application is
	 * configured to let nobody in who cannot be checked.
	 */
	UNCONFIRMED

}
