package io.github.jwtsession.key;

import java.util.Objects;

import javax.crypto.SecretKey;

/**
 * A secret key and the name that tokens know it by.
 *
 * @param id the name, written into each token as {@code kid} (RFC 7516 section 4.1.6) and
 * thus readable by everybody who holds one
 * @param secret the key itself; its {@code getEncoded()} is {@code null} if it never
 * leaves its provider, an HSM for instance
 */
public record SessionKey(String id, SecretKey secret) {

	/**
	 * Create a key.
	 * @param id the name, not empty
	 * @param secret the key
	 * @throws IllegalArgumentException if the name is empty
	 */
	public SessionKey {
		Objects.requireNonNull(secret, "secret");
		if (id.isEmpty()) {
			throw new IllegalArgumentException("A session key needs an id");
		}
	}

	/**
	 * The name alone: a record would print the key.
	 */
	@Override
	public String toString() {
		return "SessionKey[id=" + this.id + "]";
	}

}
