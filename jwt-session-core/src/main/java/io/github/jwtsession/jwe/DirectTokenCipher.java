package io.github.jwtsession.jwe;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.util.Arrays;

import io.github.jwtsession.key.SessionKey;
import org.jspecify.annotations.Nullable;

/**
 * The short way for the tokens that nearly all are: encrypted directly with one key, and
 * with the very header that {@link NimbusTokenCipher} writes.
 *
 * <pre>
 * header..iv.ciphertext.tag
 * </pre>
 *
 * What it cannot open, {@link NimbusTokenCipher} would not open either, and says why.
 */
final class DirectTokenCipher {

	private static final char DELIMITER = '.';

	private final SessionKey key;

	private final String prefix;

	private final byte[] prefixBytes;

	private final byte[] additionalData;

	private final int ivLength;

	private final int tagLength;

	private final CipherPool ciphers;

	private final SecureRandom random = new SecureRandom();

	/**
	 * Create a cipher.
	 * @param key a key that {@linkplain #takes can be used}
	 * @param method how to encrypt with it
	 * @param header the header of the tokens, in base64url
	 */
	DirectTokenCipher(SessionKey key, EncryptionMethod method, String header) {
		this.key = key;
		this.prefix = header + DELIMITER + DELIMITER;
		this.prefixBytes = this.prefix.getBytes(StandardCharsets.US_ASCII);
		this.additionalData = header.getBytes(StandardCharsets.US_ASCII);
		this.ivLength = method.ivLength();
		this.tagLength = method.tagLength();
		this.ciphers = new CipherPool(() -> create(key, method), 2 * Runtime.getRuntime().availableProcessors());
	}

	/**
	 * Whether tokens of a format can go the short way: with a key that never leaves its
	 * provider they cannot.
	 */
	static boolean takes(SessionKey key, TokenFormat format) {
		return format.keyManagement() == KeyManagement.DIR && !format.compression()
				&& "RAW".equals(key.secret().getFormat());
	}

	private static ContentCipher create(SessionKey key, EncryptionMethod method) throws GeneralSecurityException {
		byte[] encoded = key.secret().getEncoded();
		try {
			if (encoded.length * Byte.SIZE != method.keyLength()) {
				throw new InvalidKeyException("The key does not have the length that the encryption method needs");
			}
			return method.isGcm() ? new GcmContentCipher(encoded)
					: new CbcHmacContentCipher(encoded, method.keyAlgorithm());
		}
		finally {
			Arrays.fill(encoded, (byte) 0);
		}
	}

	/**
	 * Whether it is a key's cipher: keys may change at any time.
	 */
	boolean isOf(SessionKey key) {
		return this.key == key || (this.key.secret() == key.secret() && this.key.id().equals(key.id()));
	}

	/**
	 * Whether a token has the header of this cipher's.
	 */
	boolean hasHeaderOf(CompactToken token) {
		return token.value().startsWith(this.prefix);
	}

	CompactToken encrypt(byte[] content) throws GeneralSecurityException {
		byte[] iv = new byte[this.ivLength];
		this.random.nextBytes(iv);
		ContentCipher cipher = this.ciphers.take();
		byte[] cipherText = cipher.encrypt(content, iv, this.additionalData);
		this.ciphers.giveBack(cipher);
		int tag = cipherText.length - this.tagLength;
		byte[] token = Arrays.copyOf(this.prefixBytes, this.prefixBytes.length + Base64Url.encodedLength(this.ivLength)
				+ 1 + Base64Url.encodedLength(tag) + 1 + Base64Url.encodedLength(this.tagLength));
		int end = Base64Url.encode(iv, 0, this.ivLength, token, this.prefixBytes.length);
		token[end++] = DELIMITER;
		end = Base64Url.encode(cipherText, 0, tag, token, end);
		token[end++] = DELIMITER;
		Base64Url.encode(cipherText, tag, this.tagLength, token, end);
		return new CompactToken(new String(token, StandardCharsets.ISO_8859_1));
	}

	/**
	 * Decrypt a token that {@linkplain #hasHeaderOf has this header}.
	 * @return the content, or {@code null} if it cannot be decrypted
	 */
	byte @Nullable [] decrypt(CompactToken compact) {
		String token = compact.value();
		int iv = this.prefix.length();
		int cipherText = iv + Base64Url.encodedLength(this.ivLength) + 1;
		int tag = token.length() - Base64Url.encodedLength(this.tagLength);
		if (tag <= cipherText + 1 || token.charAt(cipherText - 1) != DELIMITER || token.charAt(tag - 1) != DELIMITER) {
			return null;
		}
		byte[] digits = token.getBytes(StandardCharsets.ISO_8859_1);
		try {
			byte[] ivBytes = Base64Url.decodeCanonical(digits, iv, cipherText - 1, 0);
			byte[] bytes = Base64Url.decodeCanonical(digits, cipherText, tag - 1, this.tagLength);
			byte[] tagBytes = Base64Url.decodeCanonical(digits, tag, digits.length, 0);
			System.arraycopy(tagBytes, 0, bytes, bytes.length - this.tagLength, this.tagLength);
			ContentCipher cipher = this.ciphers.take();
			byte[] content = cipher.decrypt(bytes, ivBytes, this.additionalData);
			this.ciphers.giveBack(cipher);
			return content;
		}
		catch (GeneralSecurityException | IllegalArgumentException ex) {
			return null;
		}
	}

}
