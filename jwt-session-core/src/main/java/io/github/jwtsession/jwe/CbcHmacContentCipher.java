package io.github.jwtsession.jwe;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;

import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES in CBC mode with HMAC-SHA-2, RFC 7518 section 5.2: the first half of the key
 * authenticates, the second encrypts. The tag is checked before anything is decrypted, so
 * that nothing can be learned from the padding.
 */
final class CbcHmacContentCipher implements ContentCipher {

	private final Cipher cipher;

	private final Mac mac;

	private final SecretKey encryptionKey;

	private final int tagLength;

	CbcHmacContentCipher(byte[] key, String macAlgorithm) throws GeneralSecurityException {
		this.tagLength = key.length / 2;
		this.cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
		this.mac = Mac.getInstance(macAlgorithm);
		this.mac.init(new SecretKeySpec(key, 0, this.tagLength, macAlgorithm));
		this.encryptionKey = new SecretKeySpec(key, this.tagLength, key.length - this.tagLength, "AES");
	}

	@Override
	public byte[] encrypt(byte[] content, byte[] iv, byte[] additionalData) throws GeneralSecurityException {
		this.cipher.init(Cipher.ENCRYPT_MODE, this.encryptionKey, new IvParameterSpec(iv));
		int length = this.cipher.getOutputSize(content.length);
		byte[] cipherText = new byte[length + this.tagLength];
		this.cipher.doFinal(content, 0, content.length, cipherText);
		byte[] tag = tag(cipherText, length, iv, additionalData);
		System.arraycopy(tag, 0, cipherText, length, this.tagLength);
		return cipherText;
	}

	@Override
	public byte[] decrypt(byte[] cipherText, byte[] iv, byte[] additionalData) throws GeneralSecurityException {
		int length = cipherText.length - this.tagLength;
		byte[] expected = Arrays.copyOf(tag(cipherText, length, iv, additionalData), this.tagLength);
		byte[] tag = Arrays.copyOfRange(cipherText, length, cipherText.length);
		if (!MessageDigest.isEqual(expected, tag)) {
			throw new AEADBadTagException();
		}
		this.cipher.init(Cipher.DECRYPT_MODE, this.encryptionKey, new IvParameterSpec(iv));
		return this.cipher.doFinal(cipherText, 0, length);
	}

	/**
	 * The tag, and what is cut off from it.
	 */
	private byte[] tag(byte[] cipherText, int length, byte[] iv, byte[] additionalData) {
		this.mac.update(additionalData);
		this.mac.update(iv);
		this.mac.update(cipherText, 0, length);
		long bits = (long) additionalData.length * Byte.SIZE;
		return this.mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(bits).array());
	}

}
