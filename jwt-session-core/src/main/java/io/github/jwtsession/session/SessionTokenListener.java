package io.github.jwtsession.session;

import java.time.Duration;

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
	 * A token was decrypted that was issued in the future of this instance: its clock is
	 * behind that of another.
	 * @param ahead by how much, at least one second
	 */
	default void onFutureToken(Duration ahead) {
	}

	/**
	 * A response has replaced what another response of this instance had written into the
	 * session since the request began: that change is lost, unless the client got the
	 * responses in another order.
	 */
	default void onLostUpdate() {
	}

	/**
	 * A token that a client sent is no session.
	 * @param reason why not
	 */
	default void onRejection(RejectionReason reason) {
	}

	/**
	 * A session was written into cookies.
	 * @param size the bytes that they take up in the response's headers, which the limit
	 * of a session is compared with
	 * @param cookies how many cookies they are, at least one
	 */
	default void onWrite(int size, int cookies) {
	}

	/**
	 * A session that has changed is not sent to the client.
	 * @param reason why not
	 */
	default void onRefusedWrite(RefusedWrite reason) {
	}

	/**
	 * Whether to measure how long it takes to encrypt and to decrypt tokens. Asked for
	 * each token: the answer must be at hand.
	 * @return {@code true} to have {@link #onSealTime} and {@link #onOpenTime} called, by
	 * default {@code false}
	 */
	default boolean isTiming() {
		return false;
	}

	/**
	 * A token was encrypted, of whatever kind.
	 * @param nanos how long that took, from the claims to the token, in nanoseconds
	 */
	default void onSealTime(long nanos) {
	}

	/**
	 * A session token was decrypted, whether or not it is accepted.
	 * @param nanos how long that took, from the token to the claims, in nanoseconds;
	 * attributes are read later
	 */
	default void onOpenTime(long nanos) {
	}

}
