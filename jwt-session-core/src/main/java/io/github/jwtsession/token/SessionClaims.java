package io.github.jwtsession.token;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What a session token says, decrypted and verified.
 *
 * @param id the session id, {@code jti}
 * @param issuedAt when the token was issued, {@code iat}
 * @param expiresAt when the session ends, {@code exp}
 * @param subject the name of the logged-in principal, {@code sub}, if there is one
 * @param actor the name of the principal who acts as the logged-in one, {@code act} (RFC
 * 8693 section 4.1), if one does
 * @param createdAt when the session was created, {@code sct}
 * @param authenticatedAt when the principal logged in, to the millisecond,
 * {@code auth_time} (OpenID Connect Core section 2), if there is a principal or was one
 * before; or since when a session without one counts as issued, if that is later than
 * when it was created
 * @param maxInactiveInterval how long the session lasts without being used, {@code mii},
 * if it set its own; zero or less is without limit
 * @param latestExpiry when the last token of the session under this id ends, {@code lex},
 * if that is later than when this one does
 * @param formerId the id that the session had before it was changed, {@code pid}, if it
 * was: a token of that id is not accepted beside this one
 * @param generation how often the session has got another id or principal, and how many
 * sessions the client had before it, {@code g}: of two that come along the later one is
 * accepted
 * @param provisional whether it was begun beside a session that could not be accepted for
 * the time being, {@code prv}: that one is accepted before it
 * @param persistent whether the client is to keep the session when it is closed,
 * {@code prs}, although the application's cookies are not persistent
 * @param attributes the session's attributes, {@code att}: a JSON object in UTF-8, not
 * parsed, in an array that is not to be changed any more
 */
public record SessionClaims(String id, Instant issuedAt, Instant expiresAt, @Nullable String subject,
		@Nullable String actor, Instant createdAt, @Nullable Instant authenticatedAt,
		@Nullable Duration maxInactiveInterval, @Nullable Instant latestExpiry, @Nullable String formerId,
		int generation, boolean provisional, boolean persistent, ByteBuffer attributes) {

	/**
	 * The highest {@code g}: no client has so many sessions.
	 */
	public static final int MAX_GENERATION = 999_999_999;

	/**
	 * Make claims piece by piece.
	 * @param id the session id
	 * @return a builder without attributes and without any of the claims that may be
	 * missing; {@link Builder#issuedAt}, {@link Builder#expiresAt} and
	 * {@link Builder#createdAt} have to be called
	 */
	public static Builder builder(String id) {
		return new Builder(id);
	}

	/**
	 * What counts where sessions are revoked that were issued before a moment.
	 * @return when the principal logged in, or else when the session was created
	 */
	public Instant sessionIssuedAt() {
		return (this.authenticatedAt != null) ? this.authenticatedAt : this.createdAt;
	}

	/**
	 * When no token of the session under this id is valid any more, as far as this one
	 * knows.
	 * @return the end of the last of them
	 */
	public Instant lastExpiry() {
		return (this.latestExpiry != null && this.latestExpiry.isAfter(this.expiresAt)) ? this.latestExpiry
				: this.expiresAt;
	}

	/**
	 * The same with other attributes.
	 * @param attributes a JSON object in UTF-8, not to be changed any more
	 * @return other claims
	 */
	public SessionClaims withAttributes(byte[] attributes) {
		return new SessionClaims(this.id, this.issuedAt, this.expiresAt, this.subject, this.actor, this.createdAt,
				this.authenticatedAt, this.maxInactiveInterval, this.latestExpiry, this.formerId, this.generation,
				this.provisional, this.persistent, ByteBuffer.wrap(attributes));
	}

	/**
	 * The id alone: attributes are nobody else's business.
	 */
	@Override
	public String toString() {
		return "SessionClaims[id=" + this.id + "]";
	}

	/**
	 * Makes claims. See {@link SessionClaims} for what they mean.
	 */
	public static final class Builder {

		private static final byte[] NO_ATTRIBUTES = { '{', '}' };

		private final String id;

		private @Nullable Instant issuedAt;

		private @Nullable Instant expiresAt;

		private @Nullable String subject;

		private @Nullable String actor;

		private @Nullable Instant createdAt;

		private @Nullable Instant authenticatedAt;

		private @Nullable Duration maxInactiveInterval;

		private @Nullable Instant latestExpiry;

		private @Nullable String formerId;

		private int generation;

		private boolean provisional;

		private boolean persistent;

		private ByteBuffer attributes = ByteBuffer.wrap(NO_ATTRIBUTES);

		private Builder(String id) {
			this.id = id;
		}

		/**
		 * Set when the token was issued.
		 * @param issuedAt the time, written to the second
		 * @return this builder
		 */
		public Builder issuedAt(Instant issuedAt) {
			this.issuedAt = issuedAt;
			return this;
		}

		/**
		 * Set when the session ends.
		 * @param expiresAt the time, written to the second
		 * @return this builder
		 */
		public Builder expiresAt(Instant expiresAt) {
			this.expiresAt = expiresAt;
			return this;
		}

		/**
		 * Set who is logged in.
		 * @param subject the name of the principal, {@code null} if nobody is
		 * @return this builder
		 */
		public Builder subject(@Nullable String subject) {
			this.subject = subject;
			return this;
		}

		/**
		 * Set who acts as the one who is logged in.
		 * @param actor the name of the principal, {@code null} if nobody does
		 * @return this builder
		 */
		public Builder actor(@Nullable String actor) {
			this.actor = actor;
			return this;
		}

		/**
		 * Set when the session was created.
		 * @param createdAt the time, written to the second
		 * @return this builder
		 */
		public Builder createdAt(Instant createdAt) {
			this.createdAt = createdAt;
			return this;
		}

		/**
		 * Set when the principal logged in.
		 * @param authenticatedAt the time, written to the millisecond, {@code null} if
		 * nobody has logged in so far
		 * @return this builder
		 */
		public Builder authenticatedAt(@Nullable Instant authenticatedAt) {
			this.authenticatedAt = authenticatedAt;
			return this;
		}

		/**
		 * Set the session's own timeout.
		 * @param maxInactiveInterval the time, written to the second, {@code null} if the
		 * session has none of its own
		 * @return this builder
		 */
		public Builder maxInactiveInterval(@Nullable Duration maxInactiveInterval) {
			this.maxInactiveInterval = maxInactiveInterval;
			return this;
		}

		/**
		 * Set when the last token of the session ends.
		 * @param latestExpiry the time, written to the second, {@code null} if none lasts
		 * longer than this one
		 * @return this builder
		 */
		public Builder latestExpiry(@Nullable Instant latestExpiry) {
			this.latestExpiry = latestExpiry;
			return this;
		}

		/**
		 * Set the id that the session had before.
		 * @param formerId the id, {@code null} if it was not changed
		 * @return this builder
		 */
		public Builder formerId(@Nullable String formerId) {
			this.formerId = formerId;
			return this;
		}

		/**
		 * Set how many came before the session.
		 * @param generation the number, zero or more
		 * @return this builder
		 */
		public Builder generation(int generation) {
			this.generation = generation;
			return this;
		}

		/**
		 * Set whether the session gives way to another that can be accepted again.
		 * @param provisional {@code true} if it does
		 * @return this builder
		 */
		public Builder provisional(boolean provisional) {
			this.provisional = provisional;
			return this;
		}

		/**
		 * Set whether the client is to keep the session when it is closed.
		 * @param persistent {@code true} if it is
		 * @return this builder
		 */
		public Builder persistent(boolean persistent) {
			this.persistent = persistent;
			return this;
		}

		/**
		 * Set the attributes.
		 * @param attributes a JSON object in UTF-8, in an array that is not to be changed
		 * any more
		 * @return this builder
		 */
		public Builder attributes(ByteBuffer attributes) {
			this.attributes = attributes;
			return this;
		}

		/**
		 * Set the attributes.
		 * @param attributes a JSON object in UTF-8, not to be changed any more
		 * @return this builder
		 */
		public Builder attributes(byte[] attributes) {
			return attributes(ByteBuffer.wrap(attributes));
		}

		/**
		 * Make the claims.
		 * @return the claims
		 * @throws NullPointerException if one of the three times that every session has
		 * is missing
		 */
		public SessionClaims build() {
			return new SessionClaims(this.id, Objects.requireNonNull(this.issuedAt, "issuedAt"),
					Objects.requireNonNull(this.expiresAt, "expiresAt"), this.subject, this.actor,
					Objects.requireNonNull(this.createdAt, "createdAt"), this.authenticatedAt, this.maxInactiveInterval,
					this.latestExpiry, this.formerId, this.generation, this.provisional, this.persistent,
					this.attributes);
		}

	}

}
