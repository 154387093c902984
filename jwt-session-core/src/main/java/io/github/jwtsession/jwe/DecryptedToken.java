package io.github.jwtsession.jwe;

import javax.crypto.SecretKey;

import org.jspecify.annotations.Nullable;

/**
 * A token's content, verified.
 *
 * @param content what was encrypted
 * @param keyId the session key, {@code kid}
 * @param contentKey the token's own key, {@code null} with direct encryption
 */
public record DecryptedToken(byte[] content, String keyId, @Nullable SecretKey contentKey) {

	/**
	 * The session key's id alone.
	 */
	@Override
	public String toString() {
		return "DecryptedToken[keyId=" + this.keyId + "]";
	}

}
