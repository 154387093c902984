package io.github.jwtsession.session;

import java.util.Locale;

/**
 * What a session's timeout counts from.
 */
public enum RenewalMode {

	/**
	 * The last use of the session, as with {@code HttpSession}.
	 */
	SLIDING,

	/**
	 * The creation of the session, whatever its use.
	 */
	FIXED;

	/**
	 * As it is written in configuration, and listed in messages about it.
	 */
	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}
