package io.github.jwtsession.token;

import javax.crypto.SecretKey;

import io.github.jwtsession.jwe.CompactToken;
import org.jspecify.annotations.Nullable;

/**
 * A renewal that was decrypted and verified.
 */
public final class OpenedRenewal {

	private final Renewal renewal;

	private final String keyId;

	private final @Nullable SecretKey contentKey;

	private final byte @Nullable [] content;

	OpenedRenewal(Renewal renewal, String keyId, @Nullable SecretKey contentKey, byte @Nullable [] content) {
		this.renewal = renewal;
		this.keyId = keyId;
		this.contentKey = contentKey;
		this.content = content;
	}

	/**
	 * What it says.
	 * @return the renewal
	 */
	public Renewal renewal() {
		return this.renewal;
	}

	/**
	 * The session key that it was opened with, {@code kid}.
	 * @return the key's id
	 */
	public String keyId() {
		return this.keyId;
	}

	/**
	 * Whether it hands over the content that it renews, see
	 * {@link SessionTokenCodec#open(CompactToken, OpenedRenewal)}.
	 * @return {@code true} if it does
	 */
	public boolean handsOver() {
		return this.contentKey != null || this.content != null;
	}

	@Nullable SecretKey contentKey() {
		return this.contentKey;
	}

	byte @Nullable [] content() {
		return this.content;
	}

}
