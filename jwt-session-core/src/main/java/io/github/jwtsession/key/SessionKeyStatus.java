package io.github.jwtsession.key;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What an operator sees of a key.
 *
 * @param id the key's id
 * @param state what it is used for
 * @param since from when on it may encrypt: its creation date and the activation delay;
 * {@code null} if that is not known
 */
public record SessionKeyStatus(String id, State state, @Nullable Instant since) {

	/**
	 * What a key is used for.
	 */
	public enum State {

		/**
		 * It encrypts, and decrypts.
		 */
		ACTIVE,

		/**
		 * It decrypts.
		 */
		VALID,

		/**
		 * It decrypts, and will encrypt when its time has come.
		 */
		SCHEDULED

	}

}
