package io.github.jwtsession.benchmarks;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;

import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES in CBC mode with HMAC-SHA-512, RFC 7518 section 5.2. The tag is verified before
 * anything is decrypted.
 */
final class RawCbcHmac implements RawCipher {

	private static final int BLOCK_LENGTH = 16;

	private static final int TAG_LENGTH = 32;

	private final Cipher encrypter;

	private final Cipher decrypter;

	private final Mac mac;

	private final SecretKey encryptionKey;

	private final byte[] additionalData;

	/**
	 * The length of the additional data in bits, as RFC 7518 section 5.2.2.1 wants it.
	 */
	private final byte[] additionalDataLength;

	RawCbcHmac(SecretKey key, byte[] additionalData) throws GeneralSecurityException {
		byte[] bytes = key.getEncoded();
		this.encrypter = Cipher.getInstance("AES/CBC/PKCS5Padding");
		this.decrypter = Cipher.getInstance("AES/CBC/PKCS5Padding");
		this.mac = Mac.getInstance("HmacSHA512");
		this.mac.init(new SecretKeySpec(bytes, 0, bytes.length / 2, "HmacSHA512"));
		this.encryptionKey = new SecretKeySpec(bytes, bytes.length / 2, bytes.length / 2, "AES");
		this.additionalData = additionalData;
		this.additionalDataLength = ByteBuffer.allocate(Long.BYTES)
			.putLong((long) additionalData.length * Byte.SIZE)
			.array();
	}

	@Override
	public int ivLength() {
		return BLOCK_LENGTH;
	}

	@Override
	public int tagLength() {
		return TAG_LENGTH;
	}

	@Override
	public byte[] encrypt(byte[] iv, byte[] plaintext) {
		try {
			this.encrypter.init(Cipher.ENCRYPT_MODE, this.encryptionKey, new IvParameterSpec(iv));
			int padded = (plaintext.length / BLOCK_LENGTH + 1) * BLOCK_LENGTH;
			byte[] sealed = new byte[padded + TAG_LENGTH];
			int length = this.encrypter.doFinal(plaintext, 0, plaintext.length, sealed, 0);
			System.arraycopy(authenticate(iv, sealed, length), 0, sealed, length, TAG_LENGTH);
			return sealed;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public byte[] decrypt(byte[] iv, byte[] sealed) {
		int length = sealed.length - TAG_LENGTH;
		byte[] expected = authenticate(iv, sealed, length);
		// In constant time as MessageDigest.isEqual, without a copy of the two tags.
		int difference = 0;
		for (int i = 0; i < TAG_LENGTH; i++) {
			difference |= expected[i] ^ sealed[length + i];
		}
		if (difference != 0) {
			throw new IllegalStateException("The tag does not match");
		}
		try {
			this.decrypter.init(Cipher.DECRYPT_MODE, this.encryptionKey, new IvParameterSpec(iv));
			return this.decrypter.doFinal(sealed, 0, length);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private byte[] authenticate(byte[] iv, byte[] ciphertext, int length) {
		this.mac.update(this.additionalData);
		this.mac.update(iv);
		this.mac.update(ciphertext, 0, length);
		return this.mac.doFinal(this.additionalDataLength);
	}

}
