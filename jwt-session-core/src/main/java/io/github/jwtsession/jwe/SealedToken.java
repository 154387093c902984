package io.github.jwtsession.jwe;

/**
 * A token ready to be sent.
 *
 * @param value the compact JWE, a secret of the client
 * @param keyId the key it is encrypted with, {@code kid}
 */
public record SealedToken(String value, String keyId) {

	/**
	 * The key's id and the size: the token itself is a secret.
	 */
	@Override
	public String toString() {
		return "SealedToken[keyId=" + this.keyId + ", length=" + this.value.length() + "]";
	}

}
