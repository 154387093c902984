package io.github.jwtsession.token;

import java.util.Arrays;

import io.github.jwtsession.key.SessionKey;
import io.github.jwtsession.key.SessionKeyException;

/**
 * The content encryption algorithms ("enc") of JSON Web Encryption, RFC 7518 section 5.1.
 */
public enum EncryptionMethod {

	/**
	 * AES-128 in CBC mode with HMAC-SHA-256.
	 */
	A128CBC_HS256("A128CBC-HS256", 256, "HmacSHA256", 16, 16),

	/**
	 * AES-192 in CBC mode with HMAC-SHA-384.
	 */
	A192CBC_HS384("A192CBC-HS384", 384, "HmacSHA384", 16, 24),

	/**
	 * AES-256 in CBC mode with HMAC-SHA-512.
	 */
	A256CBC_HS512("A256CBC-HS512", 512, "HmacSHA512", 16, 32),

	/**
	 * AES-128 in Galois/Counter Mode.
	 */
	A128GCM("A128GCM", 128, "AES", 12, 16),

	/**
	 * AES-192 in Galois/Counter Mode.
	 */
	A192GCM("A192GCM", 192, "AES", 12, 16),

	/**
	 * AES-256 in Galois/Counter Mode.
	 */
	A256GCM("A256GCM", 256, "AES", 12, 16);

	private final String identifier;

	private final int keyLength;

	private final String keyAlgorithm;

	private final int ivLength;

	private final int tagLength;

	EncryptionMethod(String identifier, int keyLength, String keyAlgorithm, int ivLength, int tagLength) {
		this.identifier = identifier;
		this.keyLength = keyLength;
		this.keyAlgorithm = keyAlgorithm;
		this.ivLength = ivLength;
		this.tagLength = tagLength;
	}

	/**
	 * The value of the "enc" header parameter.
	 * @return the identifier registered with IANA, {@code A256CBC-HS512} for instance
	 */
	public String identifier() {
		return this.identifier;
	}

	/**
	 * The length that a key must have.
	 * @return bits
	 */
	public int keyLength() {
		return this.keyLength;
	}

	/**
	 * The length of the initialization vector.
	 * @return bytes
	 */
	int ivLength() {
		return this.ivLength;
	}

	/**
	 * The length of the authentication tag.
	 * @return bytes
	 */
	int tagLength() {
		return this.tagLength;
	}

	/**
	 * The key algorithm under which {@code keytool -genseckey} makes a key of that
	 * length.
	 * @return the name that JCA knows it by
	 */
	public String keyAlgorithm() {
		return this.keyAlgorithm;
	}

	/**
	 * Refuse a key that is too short or too long. The length of a key that never leaves
	 * its provider is unknown and not looked at.
	 * @param key a key
	 * @throws SessionKeyException if its length is another than {@link #keyLength()}
	 */
	public void requireFits(SessionKey key) {
		byte[] encoded = key.secret().getEncoded();
		if (encoded == null) {
			return;
		}
		int length = encoded.length * 8;
		Arrays.fill(encoded, (byte) 0);
		if (length == this.keyLength) {
			return;
		}
		throw new SessionKeyException("The key '%s' has %d bits, but the encryption method %s needs a key of %d bits."
			.formatted(key.id(), length, this.identifier, this.keyLength), """
					Set 'jwt.session.encryption-method' to one that fits the key, or make a key that fits the method:

					    keytool -genseckey -alias %s -keyalg %s -keysize %d -storetype pkcs12 -keystore <file>
					""".formatted(key.id(), this.keyAlgorithm, this.keyLength));
	}

}
