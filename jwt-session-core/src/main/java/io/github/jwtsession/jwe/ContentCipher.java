package io.github.jwtsession.jwe;

import java.security.GeneralSecurityException;

/**
 * Authenticated encryption of content, RFC 7518 section 5, under one key. Not for several
 * threads at once: see {@link CipherPool}.
 */
interface ContentCipher {

	/**
	 * Encrypt.
	 * @param content what to encrypt
	 * @param iv the initialization vector
	 * @param additionalData what to authenticate beside it
	 * @return the ciphertext, and the authentication tag behind it
	 */
	byte[] encrypt(byte[] content, byte[] iv, byte[] additionalData) throws GeneralSecurityException;

	/**
	 * Verify, and decrypt.
	 * @param cipherText the ciphertext, and the authentication tag behind it
	 * @param iv the initialization vector
	 * @param additionalData what is authenticated beside it
	 * @return the content
	 * @throws GeneralSecurityException if the tag does not match
	 */
	byte[] decrypt(byte[] cipherText, byte[] iv, byte[] additionalData) throws GeneralSecurityException;

}
