package io.github.jwtsession.token;

import java.time.Instant;

import io.github.jwtsession.jwe.CompactToken;

/**
 * Prolongs a session without sending its content again: valid together with exactly the
 * content token that it names, and worth nothing with any other.
 *
 * @param sessionId the session's id, {@code jti}
 * @param issuedAt when the session was used, {@code iat}
 * @param expiresAt when the session ends, {@code exp}
 * @param contentDigest the {@linkplain CompactToken#digest() digest} of the session
 * token, {@code dig}
 */
public record Renewal(String sessionId, Instant issuedAt, Instant expiresAt, String contentDigest) {

	/**
	 * Whether it is the renewal of a session token.
	 * @param content the session token
	 * @return {@code true} if it is of exactly this one
	 */
	public boolean isOf(CompactToken content) {
		return content.digest().equals(this.contentDigest);
	}

}
