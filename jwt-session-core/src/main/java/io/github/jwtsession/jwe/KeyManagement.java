package io.github.jwtsession.jwe;

/**
 * How a token's content encryption key comes about: the "alg" of JSON Web Encryption, RFC
 * 7518 section 4.1.
 */
public enum KeyManagement {

	/**
	 * Direct encryption with the session key itself, RFC 7518 section 4.5.
	 */
	DIR("dir"),

	/**
	 * A content key for each token, wrapped by the session key with AES Key Wrap, RFC
	 * 7518 section 4.4. The session key must have 256 bits.
	 */
	A256KW("A256KW");

	private final String identifier;

	KeyManagement(String identifier) {
		this.identifier = identifier;
	}

	/**
	 * The value of the "alg" header parameter.
	 * @return the identifier registered with IANA
	 */
	public String identifier() {
		return this.identifier;
	}

	/**
	 * As it is written in configuration, and listed in messages about it.
	 */
	@Override
	public String toString() {
		return this.identifier;
	}

}
