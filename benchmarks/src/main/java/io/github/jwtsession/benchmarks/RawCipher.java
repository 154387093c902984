package io.github.jwtsession.benchmarks;

/**
 * An authenticated cipher on JCA whose objects were made before and are used again. For
 * one thread.
 */
interface RawCipher {

	/**
	 * The length of the initialization vector.
	 * @return bytes
	 */
	int ivLength();

	/**
	 * The length of the authentication tag.
	 * @return bytes
	 */
	int tagLength();

	/**
	 * Encrypt.
	 * @param iv the initialization vector
	 * @param plaintext what to encrypt
	 * @return ciphertext, then tag
	 */
	byte[] encrypt(byte[] iv, byte[] plaintext);

	/**
	 * Verify and decrypt.
	 * @param iv the initialization vector
	 * @param sealed ciphertext, then tag
	 * @return the plaintext
	 */
	byte[] decrypt(byte[] iv, byte[] sealed);

}
