package io.github.jwtsession.token;

import java.time.Instant;

/**
 * Prolongs a session without sending its content again: valid together with exactly the
 * content token that it names, and worth nothing with any other.
 *
 * @param sessionId the session's id, {@code jti}
 * @param issuedAt when the session was used, {@code iat}
 * @param expiresAt when the session ends, {@code exp}
 * @param contentDigest the {@linkplain TokenDigest digest} of the content token,
 * {@code dig}
 */
public record Renewal(String sessionId, Instant issuedAt, Instant expiresAt, String contentDigest) {

	/**
	 * Whether it is the renewal of a content token.
	 * @param content the content token
	 * @return {@code true} if it is of exactly this one
	 */
	public boolean isOf(String content) {
		return TokenDigest.of(content).equals(this.contentDigest);
	}

}
