package io.github.jwtsession.jwe;

/**
 * A token ready to be sent.
 *
 * @param token the compact JWE
 * @param keyId the key it is encrypted with, {@code kid}
 */
public record SealedToken(CompactToken token, String keyId) {

	/**
	 * The text of the token, a secret.
	 * @return the compact JWE
	 */
	public String value() {
		return this.token.value();
	}

}
