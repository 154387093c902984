package io.github.jwtsession.jwe;

import org.jspecify.annotations.Nullable;

/**
 * The five parts of a compact JWE (RFC 7516 section 7.1), of which the second, the
 * encrypted key, is empty with direct encryption.
 * <p>
 * Each part is {@linkplain Base64Url base64url in its one canonical form}.
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
		if (!Base64Url.isCanonical(token, 0, key) || (iv > key + 1 && !Base64Url.isCanonical(token, key + 1, iv))
				|| !Base64Url.isCanonical(token, iv + 1, cipherText)
				|| !Base64Url.isCanonical(token, cipherText + 1, tag)
				|| !Base64Url.isCanonical(token, tag + 1, token.length())) {
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
		return this.encryptedKey.length() == Base64Url.encodedLength(encryptedKey)
				&& this.iv.length() == Base64Url.encodedLength(method.ivLength())
				&& this.tag.length() == Base64Url.encodedLength(method.tagLength());
	}

	@Override
	public String toString() {
		return "CompactJwe";
	}

}
