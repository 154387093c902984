package io.github.jwtsession.jwe;

import java.security.GeneralSecurityException;

import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES in Galois/Counter Mode, RFC 7518 section 5.3. The JDK checks the tag before it
 * gives out any of the content.
 */
final class GcmContentCipher implements ContentCipher {

	private static final int TAG_BITS = 128;

	private final Cipher encrypter;

	private final Cipher decrypter;

	private final SecretKey key;

	GcmContentCipher(byte[] key) throws GeneralSecurityException {
		this.encrypter = Cipher.getInstance("AES/GCM/NoPadding");
		this.decrypter = Cipher.getInstance("AES/GCM/NoPadding");
		this.key = new SecretKeySpec(key, "AES");
	}

	@Override
	public byte[] encrypt(byte[] content, byte[] iv, byte[] additionalData) throws GeneralSecurityException {
		this.encrypter.init(Cipher.ENCRYPT_MODE, this.key, new GCMParameterSpec(TAG_BITS, iv));
		this.encrypter.updateAAD(additionalData);
		return this.encrypter.doFinal(content);
	}

	@Override
	public byte[] decrypt(byte[] cipherText, byte[] iv, byte[] additionalData) throws GeneralSecurityException {
		this.decrypter.init(Cipher.DECRYPT_MODE, this.key, new GCMParameterSpec(TAG_BITS, iv));
		this.decrypter.updateAAD(additionalData);
		return this.decrypter.doFinal(cipherText);
	}

}
