package io.github.jwtsession.jwe;

import java.util.Arrays;

import io.github.jwtsession.key.SessionKey;
import io.github.jwtsession.key.SessionKeyException;

/**
 * What tokens look like. Exactly one format is spoken: whatever a token's header says
 * beside it, it is not decrypted with another algorithm, nor inflated unless compression
 * is on.
 *
 * @param encryptionMethod how the content is encrypted, "enc"
 * @param keyManagement where the key for it comes from, "alg"
 * @param compression whether to deflate before encrypting, and to accept tokens that are,
 * "zip"
 */
public record TokenFormat(EncryptionMethod encryptionMethod, KeyManagement keyManagement, boolean compression) {

	private static final int WRAPPING_KEY_LENGTH = 256;

	/**
	 * Tokens that are encrypted directly and not compressed.
	 * @param encryptionMethod how the content is encrypted
	 * @return the format
	 */
	public static TokenFormat of(EncryptionMethod encryptionMethod) {
		return new TokenFormat(encryptionMethod, KeyManagement.DIR, false);
	}

	/**
	 * The length that a session key must have.
	 * @return bits
	 */
	public int keyLength() {
		return (this.keyManagement == KeyManagement.A256KW) ? WRAPPING_KEY_LENGTH : this.encryptionMethod.keyLength();
	}

	/**
	 * The key algorithm under which {@code keytool -genseckey} makes a key of that
	 * length.
	 * @return the name that JCA knows it by
	 */
	public String keyAlgorithm() {
		return (this.keyManagement == KeyManagement.A256KW) ? "AES" : this.encryptionMethod.keyAlgorithm();
	}

	/**
	 * Whether a session key encrypts content with AES-GCM, so that it must not do so more
	 * than 2^32 times: initialization vectors are random (NIST SP 800-38D section 8.3).
	 * @return {@code true} if it does
	 */
	public boolean limitsEncryptions() {
		return this.keyManagement == KeyManagement.DIR && this.encryptionMethod.isGcm();
	}

	/**
	 * Refuse a key that is too short or too long. The length of a key that never leaves
	 * its provider is unknown and not looked at.
	 * @param key a key
	 * @throws SessionKeyException if its length is another than {@link #keyLength()}, or
	 * if it would have to leave its provider
	 */
	public void requireFits(SessionKey key) {
		byte[] encoded = key.secret().getEncoded();
		if (encoded == null) {
			requireStaysInProvider(key);
			return;
		}
		int length = encoded.length * 8;
		Arrays.fill(encoded, (byte) 0);
		if (length != keyLength()) {
			throw unfit(key, length);
		}
	}

	/**
	 * The CBC methods take a key apart, into one half that encrypts and one that
	 * authenticates (RFC 7518 section 5.2.2.1).
	 */
	private void requireStaysInProvider(SessionKey key) {
		if (this.keyManagement == KeyManagement.DIR && !this.encryptionMethod.isGcm()) {
			throw new SessionKeyException(
					"The key '%s' never leaves its provider, but the encryption method %s would have to take it apart."
						.formatted(key.id(), this.encryptionMethod.identifier()),
					"Set 'jwt.session.encryption-method' to A256GCM.");
		}
	}

	private SessionKeyException unfit(SessionKey key, int length) {
		String property = (this.keyManagement == KeyManagement.A256KW) ? "key-management" : "encryption-method";
		return new SessionKeyException(
				"The key '%s' has %d bits, but %s needs a key of %d bits.".formatted(key.id(), length, keyUser(),
						keyLength()),
				"Set 'jwt.session.%s' to one that fits the key, or use a key of %d bits.".formatted(property,
						keyLength()));
	}

	/**
	 * What a session key is used by, and must have the length for.
	 * @return words for a message, "the encryption method A256GCM" for instance
	 */
	public String keyUser() {
		return (this.keyManagement == KeyManagement.A256KW) ? "the key management " + this.keyManagement.identifier()
				: "the encryption method " + this.encryptionMethod.identifier();
	}

}
