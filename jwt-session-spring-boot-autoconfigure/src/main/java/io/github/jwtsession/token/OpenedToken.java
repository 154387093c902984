package io.github.jwtsession.token;

import javax.crypto.SecretKey;

import org.jspecify.annotations.Nullable;

/**
 * A token that was decrypted and verified.
 */
public final class OpenedToken {

	private final SessionClaims claims;

	private final String keyId;

	private final @Nullable SecretKey contentKey;

	OpenedToken(SessionClaims claims, String keyId, @Nullable SecretKey contentKey) {
		this.claims = claims;
		this.keyId = keyId;
		this.contentKey = contentKey;
	}

	/**
	 * What it says.
	 * @return the claims
	 */
	public SessionClaims claims() {
		return this.claims;
	}

	/**
	 * The session key that it was opened with: the token's own, {@code kid}, or that of
	 * the renewal that handed it over.
	 * @return the key's id
	 */
	public String keyId() {
		return this.keyId;
	}

	/**
	 * The token's own key, if it has one.
	 */
	@Nullable SecretKey contentKey() {
		return this.contentKey;
	}

}
