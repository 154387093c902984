package io.github.jwtsession.token;

import javax.crypto.SecretKey;

import io.github.jwtsession.jwe.DecryptedToken;
import org.jspecify.annotations.Nullable;

/**
 * A token that was decrypted and verified.
 */
public final class OpenedToken {

	private final SessionClaims claims;

	private final String keyId;

	private final byte[] content;

	private final @Nullable SecretKey contentKey;

	private final boolean handedOver;

	private OpenedToken(SessionClaims claims, String keyId, byte[] content, @Nullable SecretKey contentKey,
			boolean handedOver) {
		this.claims = claims;
		this.keyId = keyId;
		this.content = content;
		this.contentKey = contentKey;
		this.handedOver = handedOver;
	}

	static OpenedToken of(SessionClaims claims, DecryptedToken token) {
		return new OpenedToken(claims, token.keyId(), token.content(), token.contentKey(), false);
	}

	static OpenedToken of(SessionClaims claims, byte[] content, OpenedRenewal renewal) {
		return new OpenedToken(claims, renewal.keyId(), content, renewal.contentKey(), true);
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
	 * What was encrypted.
	 */
	byte[] content() {
		return this.content;
	}

	/**
	 * Whether a renewal handed it over: without it the token may not be readable any
	 * more.
	 */
	boolean isHandedOver() {
		return this.handedOver;
	}

	/**
	 * The token's own key, if it has one.
	 */
	@Nullable SecretKey contentKey() {
		return this.contentKey;
	}

}
