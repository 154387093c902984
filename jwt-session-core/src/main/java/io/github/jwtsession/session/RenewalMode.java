package io.github.jwtsession.session;

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
	FIXED

}
