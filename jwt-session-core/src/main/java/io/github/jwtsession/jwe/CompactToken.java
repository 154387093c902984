package io.github.jwtsession.jwe;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * The text of a compact JWE (RFC 7516 section 7.1), verified or not. It is a secret of
 * the client that has it: nothing but its {@linkplain #digest() digest} may be shown.
 */
public final class CompactToken {

	private static final int DIGEST_LENGTH = 16;

	private final String value;

	/**
	 * Computed when it is first asked for. Threads that ask at once compute the same.
	 */
	private @Nullable String digest;

	/**
	 * Take a text for a token.
	 * @param value any text
	 */
	public CompactToken(String value) {
		this.value = value;
	}

	/**
	 * The token itself, a secret.
	 * @return the text
	 */
	public String value() {
		return this.value;
	}

	/**
	 * The length of the token.
	 * @return characters
	 */
	public int length() {
		return this.value.length();
	}

	/**
	 * Names the token without showing it: the first 128 bits of its SHA-256 (FIPS 180-4),
	 * in base64url.
	 * @return 22 characters
	 */
	public String digest() {
		String digest = this.digest;
		if (digest == null) {
			digest = computeDigest();
			this.digest = digest;
		}
		return digest;
	}

	private String computeDigest() {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(this.value.getBytes(StandardCharsets.US_ASCII));
			return Base64Url.encode(Arrays.copyOf(digest, DIGEST_LENGTH));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof CompactToken token && token.value.equals(this.value);
	}

	@Override
	public int hashCode() {
		return this.value.hashCode();
	}

	/**
	 * The length alone: the token is a secret.
	 */
	@Override
	public String toString() {
		return "CompactToken[length=" + length() + "]";
	}

}
