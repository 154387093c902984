package io.github.jwtsession.jwe;

import org.jspecify.annotations.Nullable;

/**
 * The five parts of a compact JWE (RFC 7516 section 7.1), of which the second, the
 * encrypted key, is empty with direct encryption.
 * <p>
 * Each part is base64url in its one canonical form. Decoders tend to be lenient, and a
 * token could then be altered without becoming invalid.
 */
record CompactJwe(String header, String encryptedKey, String iv, String cipherText, String tag) {

	/**
	 * What AES Key Wrap adds to a key (RFC 3394 section 2.2.1), in bytes.
	 */
	private static final int WRAPPING_OVERHEAD = 8;

	/**
	 * Split a token.
	 * @param token what a client sent
	 * @return its parts, or {@code null} if it has not that form
	 */
	static @Nullable CompactJwe parse(String token) {
		int key = token.indexOf('.');
		int iv = token.indexOf('.', key + 1);
		int cipherText = token.indexOf('.', iv + 1);
		int tag = token.indexOf('.', cipherText + 1);
		if (key < 0 || iv < 0 || cipherText < 0 || tag < 0) {
			return null;
		}
		if (!isCanonical(token, 0, key) || (iv > key + 1 && !isCanonical(token, key + 1, iv))
				|| !isCanonical(token, iv + 1, cipherText) || !isCanonical(token, cipherText + 1, tag)
				|| !isCanonical(token, tag + 1, token.length())) {
			return null;
		}
		return new CompactJwe(token.substring(0, key), token.substring(key + 1, iv),
				token.substring(iv + 1, cipherText), token.substring(cipherText + 1, tag), token.substring(tag + 1));
	}

	/**
	 * Whether the parts of fixed length have that of a format.
	 * @param format the format
	 * @return {@code true} if they have
	 */
	boolean fits(TokenFormat format) {
		EncryptionMethod method = format.encryptionMethod();
		int encryptedKey = (format.keyManagement() == KeyManagement.A256KW) ? method.keyLength() / 8 + WRAPPING_OVERHEAD
				: 0;
		return this.encryptedKey.length() == encodedLength(encryptedKey)
				&& this.iv.length() == encodedLength(method.ivLength())
				&& this.tag.length() == encodedLength(method.tagLength());
	}

	/**
	 * How many digits of base64url bytes take.
	 */
	static int encodedLength(int bytes) {
		return (bytes * 4 + 2) / 3;
	}

	private static boolean isCanonical(String token, int start, int end) {
		int lastDigit = 0;
		for (int i = start; i < end; i++) {
			lastDigit = digit(token.charAt(i));
			if (lastDigit < 0) {
				return false;
			}
		}
		return switch ((end - start) % 4) {
			case 0 -> end > start;
			case 2 -> (lastDigit & 0b1111) == 0;
			case 3 -> (lastDigit & 0b11) == 0;
			default -> false;
		};
	}

	private static int digit(char c) {
		if (c >= 'A' && c <= 'Z') {
			return c - 'A';
		}
		if (c >= 'a' && c <= 'z') {
			return c - 'a' + 26;
		}
		if (c >= '0' && c <= '9') {
			return c - '0' + 52;
		}
		return switch (c) {
			case '-' -> 62;
			case '_' -> 63;
			default -> -1;
		};
	}

	@Override
	public String toString() {
		return "CompactJwe";
	}

}
