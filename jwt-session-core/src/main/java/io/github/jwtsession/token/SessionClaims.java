package io.github.jwtsession.token;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What a session token says, decrypted and verified.
 *
 * @param id the session id, {@code jti}
 * @param issuedAt when the token was issued, {@code iat}
 * @param expiresAt when the session ends, {@code exp}
 * @param subject the name of the logged-in principal, {@code sub}, if there is one
 * @param createdAt when the session was created, {@code sct}
 * @param authenticatedAt when the principal logged in, or the session's id was changed
 * since, to the millisecond, {@code auth_time} (OpenID Connect Core section 2), if there
 * is a principal
 * @param maxInactiveInterval how long the session lasts without being used, {@code mii},
 * if it set its own; zero or less is without limit
 * @param formerId the id that the session had before it was changed, {@code pid}, if it
 * was: a token of that id is not accepted beside this one
 * @param persistent whether the client is to keep the session when it is closed,
 * {@code prs}, although the application's cookies are not persistent
 * @param attributes the session's attributes, {@code att}: a JSON object in UTF-8, not
 * parsed, in an array that is not to be changed any more
 */
public record SessionClaims(String id, Instant issuedAt, Instant expiresAt, @Nullable String subject, Instant createdAt,
		@Nullable Instant authenticatedAt, @Nullable Duration maxInactiveInterval, @Nullable String formerId,
		boolean persistent, ByteBuffer attributes) {

	/**
	 * Create claims whose attributes fill an array.
	 * @see #SessionClaims(String, Instant, Instant, String, Instant, Instant, Duration,
	 * String, boolean, ByteBuffer)
	 */
	public SessionClaims(String id, Instant issuedAt, Instant expiresAt, @Nullable String subject, Instant createdAt,
			@Nullable Instant authenticatedAt, @Nullable Duration maxInactiveInterval, @Nullable String formerId,
			boolean persistent, byte[] attributes) {
		this(id, issuedAt, expiresAt, subject, createdAt, authenticatedAt, maxInactiveInterval, formerId, persistent,
				ByteBuffer.wrap(attributes));
	}

	/**
	 * What counts where sessions are revoked that were issued before a moment.
	 * @return when the principal logged in, or else when the session was created
	 */
	public Instant sessionIssuedAt() {
		return (this.authenticatedAt != null) ? this.authenticatedAt : this.createdAt;
	}

	/**
	 * The id alone: attributes are nobody else's business.
	 */
	@Override
	public String toString() {
		return "SessionClaims[id=" + this.id + "]";
	}

}
