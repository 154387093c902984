package io.github.jwtsession.jwe;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

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

	private final Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();

	private final Base64.Decoder decoder = Base64.getUrlDecoder();

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
		byte[] token = Arrays.copyOf(this.prefixBytes, this.prefixBytes.length + CompactJwe.encodedLength(this.ivLength)
				+ 1 + CompactJwe.encodedLength(tag) + 1 + CompactJwe.encodedLength(this.tagLength));
		int end = append(iv, 0, this.ivLength, token, this.prefixBytes.length);
		token[end++] = DELIMITER;
		end = append(cipherText, 0, tag, token, end);
		token[end++] = DELIMITER;
		append(cipherText, tag, this.tagLength, token, end);
		return new CompactToken(new String(token, StandardCharsets.ISO_8859_1));
	}

	private int append(byte[] bytes, int offset, int length, byte[] token, int end) {
		ByteBuffer encoded = this.encoder.encode(ByteBuffer.wrap(bytes, offset, length));
		System.arraycopy(encoded.array(), 0, token, end, encoded.limit());
		return end + encoded.limit();
	}

	/**
	 * Decrypt a token that {@linkplain #hasHeaderOf has this header}.
	 * @return the content, or {@code null} if it cannot be decrypted
	 */
	byte @Nullable [] decrypt(CompactToken compact) {
		String token = compact.value();
		int iv = this.prefix.length();
		int cipherText = iv + CompactJwe.encodedLength(this.ivLength) + 1;
		int tag = token.length() - CompactJwe.encodedLength(this.tagLength);
		if (tag <= cipherText + 1 || token.charAt(cipherText - 1) != DELIMITER || token.charAt(tag - 1) != DELIMITER) {
			return null;
		}
		byte[] digits = token.getBytes(StandardCharsets.ISO_8859_1);
		try {
			byte[] ivBytes = decode(digits, iv, cipherText - 1, 0);
			byte[] bytes = decode(digits, cipherText, tag - 1, this.tagLength);
			byte[] tagBytes = decode(digits, tag, digits.length, 0);
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

	/**
	 * Decode a part, if it is in canonical form: without padding, and with nothing in the
	 * bits that the last digit does not need. Decoders are lenient in both.
	 * @param room how many bytes to leave free behind it
	 * @throws IllegalArgumentException if it is not in that form
	 */
	private byte[] decode(byte[] digits, int start, int end, int room) {
		ByteBuffer decoded = this.decoder.decode(ByteBuffer.wrap(digits, start, end - start));
		int length = decoded.limit();
		if (length != (end - start) * 3 / 4 || !isCanonical(digits[end - 1], (end - start) % 4)) {
			throw new IllegalArgumentException("Not in canonical form");
		}
		return (room == 0) ? decoded.array() : Arrays.copyOf(decoded.array(), length + room);
	}

	/**
	 * Whether the last of the digits that a part has beyond whole groups of four is one
	 * whose lower bits, 4 of 2 digits or 2 of 3, are zero.
	 */
	private static boolean isCanonical(byte lastDigit, int digits) {
		return switch (digits) {
			case 0 -> true;
			case 2 -> "AQgw".indexOf(lastDigit) >= 0;
			case 3 -> "AEIMQUYcgkosw048".indexOf(lastDigit) >= 0;
			default -> false;
		};
	}

}
