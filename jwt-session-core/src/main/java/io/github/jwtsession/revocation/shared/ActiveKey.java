package io.github.jwtsession.revocation.shared;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

/**
 * A key that an instance encrypts with. Instances announce it to each other through the
 * store, so that one which has not read it yet can tell a late key of its own from a name
 * that a client has made up.
 *
 * @param id the name of the key, the {@code kid} of tokens
 * @param since since when it encrypts
 */
public record ActiveKey(String id, Instant since) {

	private static final int DIGEST_BYTES = 20;

	/**
	 * The name of a key as the store has it: of any length, and with whatever keeps the
	 * applications apart that use the same store.
	 */
	static String digest(String application, String id) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256")
				.digest((application + '\0' + id).getBytes(StandardCharsets.UTF_8));
			return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, DIGEST_BYTES));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
