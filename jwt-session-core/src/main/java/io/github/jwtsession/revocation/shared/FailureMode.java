package io.github.jwtsession.revocation.shared;

/**
 * What happens to requests while the store of revocations does not answer.
 */
public enum FailureMode {

	/**
	 * Fail open: sessions go on with what is known.
	 */
	ALLOW,

	/**
	 * Fail closed: sessions that may have been revoked meanwhile are refused.
	 */
	DENY

}
