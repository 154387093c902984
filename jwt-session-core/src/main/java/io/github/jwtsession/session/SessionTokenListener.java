package io.github.jwtsession.session;

/**
 * Learns what happens to tokens, from many threads at once. It sees none of them.
 */
public interface SessionTokenListener {

	/**
	 * A token was encrypted, of whatever kind.
	 * @param keyId the key
	 */
	default void onSeal(String keyId) {
	}

	/**
	 * A token with a valid session was decrypted.
	 * @param keyId the key
	 */
	default void onOpen(String keyId) {
	}

	/**
	 * A token that a client sent names a key that this instance does not have.
	 * @param keyId the name of the key. Anybody can make it up, of whatever length and
	 * characters
	 */
	default void onUnknownKey(String keyId) {
	}

	/**
	 * A token that a client sent is no session.
	 * @param reason why not
	 */
	default void onRejection(RejectionReason reason) {
	}

}
