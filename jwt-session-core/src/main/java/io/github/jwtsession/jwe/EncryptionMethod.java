package io.github.jwtsession.jwe;

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
	 * Whether it is AES in Galois/Counter Mode.
	 */
	boolean isGcm() {
		return this.identifier.endsWith("GCM");
	}

	/**
	 * As it is written in configuration, and listed in messages about it.
	 */
	@Override
	public String toString() {
		return this.identifier;
	}

}
