package io.github.jwtsession.revocation.shared;

import java.util.Locale;

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
	DENY;

	/**
	 * As it is written in configuration, and listed in messages about it.
	 */
	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}
