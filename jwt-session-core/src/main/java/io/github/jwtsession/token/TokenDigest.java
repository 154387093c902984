package io.github.jwtsession.token;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * Names a token without showing it: the first 128 bits of SHA-256 (FIPS 180-4), in
 * base64url.
 */
public final class TokenDigest {

	private static final int LENGTH = 16;

	private TokenDigest() {
	}

	/**
	 * Digest a token.
	 * @param token the compact JWE
	 * @return 22 characters
	 */
	public static String of(String token) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
			return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, LENGTH));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

}
