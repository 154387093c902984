package io.github.jwtsession.benchmarks;

import java.security.GeneralSecurityException;

import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES in Galois/Counter Mode, RFC 7518 section 5.3.
 */
final class RawGcm implements RawCipher {

	private static final int IV_LENGTH = 12;

	private static final int TAG_LENGTH = 16;

	private final Cipher encrypter;

	private final Cipher decrypter;

	private final SecretKey key;

	private final byte[] additionalData;

	RawGcm(SecretKey key, byte[] additionalData) throws GeneralSecurityException {
		this.encrypter = Cipher.getInstance("AES/GCM/NoPadding");
		this.decrypter = Cipher.getInstance("AES/GCM/NoPadding");
		this.key = key;
		this.additionalData = additionalData;
	}

	@Override
	public int ivLength() {
		return IV_LENGTH;
	}

	@Override
	public int tagLength() {
		return TAG_LENGTH;
	}

	@Override
	public byte[] encrypt(byte[] iv, byte[] plaintext) {
		return run(this.encrypter, Cipher.ENCRYPT_MODE, iv, plaintext);
	}

	@Override
	public byte[] decrypt(byte[] iv, byte[] sealed) {
		return run(this.decrypter, Cipher.DECRYPT_MODE, iv, sealed);
	}

	private byte[] run(Cipher cipher, int mode, byte[] iv, byte[] input) {
		try {
			cipher.init(mode, this.key, new GCMParameterSpec(TAG_LENGTH * Byte.SIZE, iv));
			cipher.updateAAD(this.additionalData);
			return cipher.doFinal(input);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
