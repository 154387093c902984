package io.github.jwtsession.revocation.shared;

/**
 * What happens to requests while the store of revocations does not answer.
 */
public enum FailureMode {

	/**
	 * Go on with what is known.
	 */
	ALLOW,

	/**
	 * Refuse sessions that may have been revoked meanwhile.
	 */
	DENY

}
