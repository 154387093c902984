package io.github.jwtsession.cookie;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How session cookies look.
 *
 * @param name the name of the first cookie, a token of RFC 6265
 * @param formerName the name that it had before, {@code null} for none: it is read as
 * long as there is no cookie of the present name, and taken back by the next write
 * @param domain the {@code Domain} attribute, {@code null} for the host alone
 * @param path the {@code Path} attribute, {@code null} for the application's context path
 * @param httpOnly whether scripts are kept from the cookies
 * @param secure the {@code Secure} attribute, {@code null} to set it on secure requests
 * @param sameSite the {@code SameSite} attribute, {@code null} to leave it out
 * @param partitioned the {@code Partitioned} attribute
 * @param persistent whether the cookies outlive the browser
 * @param maxAge how long a client keeps a cookie that outlives the browser, {@code null}
 * for as long as the session may be valid; above zero
 * @param maxCookieSize bytes of one cookie, its name and attributes included
 * @param maxSize bytes of all session cookies of a response together
 */
public record CookieSettings(String name, @Nullable String formerName, @Nullable String domain, @Nullable String path,
		boolean httpOnly, @Nullable Boolean secure, @Nullable String sameSite, boolean partitioned, boolean persistent,
		@Nullable Duration maxAge, int maxCookieSize, int maxSize) {

	/**
	 * Settle piece by piece how cookies look.
	 * @param name the name of the first cookie, a token of RFC 6265
	 * @return a builder with {@code HttpOnly}, {@code SameSite=Lax}, 4096 bytes a cookie
	 * and 8192 bytes in all
	 */
	public static Builder builder(String name) {
		return new Builder(name);
	}

	/**
	 * Settles how cookies look. See {@link CookieSettings} for what is what.
	 */
	public static final class Builder {

		private final String name;

		private @Nullable String formerName;

		private @Nullable String domain;

		private @Nullable String path;

		private boolean httpOnly = true;

		private @Nullable Boolean secure;

		private @Nullable String sameSite = "Lax";

		private boolean partitioned;

		private boolean persistent;

		private @Nullable Duration maxAge;

		private int maxCookieSize = 4096;

		private int maxSize = 8192;

		private Builder(String name) {
			this.name = name;
		}

		/**
		 * Set the name that the first cookie had before.
		 * @param formerName the name, {@code null} for none
		 * @return this builder
		 */
		public Builder formerName(@Nullable String formerName) {
			this.formerName = formerName;
			return this;
		}

		/**
		 * Set the {@code Domain} attribute.
		 * @param domain the domain, {@code null} for the host alone
		 * @return this builder
		 */
		public Builder domain(@Nullable String domain) {
			this.domain = domain;
			return this;
		}

		/**
		 * Set the {@code Path} attribute.
		 * @param path the path, {@code null} for the application's context path
		 * @return this builder
		 */
		public Builder path(@Nullable String path) {
			this.path = path;
			return this;
		}

		/**
		 * Set the {@code HttpOnly} attribute.
		 * @param httpOnly whether scripts are kept from the cookies
		 * @return this builder
		 */
		public Builder httpOnly(boolean httpOnly) {
			this.httpOnly = httpOnly;
			return this;
		}

		/**
		 * Set the {@code Secure} attribute.
		 * @param secure whether cookies are sent over TLS alone, {@code null} for those
		 * of secure requests
		 * @return this builder
		 */
		public Builder secure(@Nullable Boolean secure) {
			this.secure = secure;
			return this;
		}

		/**
		 * Set the {@code SameSite} attribute.
		 * @param sameSite its value, {@code null} to leave it out
		 * @return this builder
		 */
		public Builder sameSite(@Nullable String sameSite) {
			this.sameSite = sameSite;
			return this;
		}

		/**
		 * Set the {@code Partitioned} attribute.
		 * @param partitioned whether it is there
		 * @return this builder
		 */
		public Builder partitioned(boolean partitioned) {
			this.partitioned = partitioned;
			return this;
		}

		/**
		 * Set whether the cookies outlive the browser.
		 * @param persistent {@code true} if they do
		 * @return this builder
		 */
		public Builder persistent(boolean persistent) {
			this.persistent = persistent;
			return this;
		}

		/**
		 * Limit how long a client keeps a cookie that outlives the browser.
		 * @param maxAge how long at most, {@code null} for as long as the session may be
		 * valid; above zero
		 * @return this builder
		 */
		public Builder maxAge(@Nullable Duration maxAge) {
			this.maxAge = maxAge;
			return this;
		}

		/**
		 * Set how long one cookie may be.
		 * @param maxCookieSize bytes, name and attributes included
		 * @return this builder
		 */
		public Builder maxCookieSize(int maxCookieSize) {
			this.maxCookieSize = maxCookieSize;
			return this;
		}

		/**
		 * Set how long all session cookies of a response may be together.
		 * @param maxSize bytes
		 * @return this builder
		 */
		public Builder maxSize(int maxSize) {
			this.maxSize = maxSize;
			return this;
		}

		/**
		 * Make the settings.
		 * @return the settings
		 */
		public CookieSettings build() {
			return new CookieSettings(this.name, this.formerName, this.domain, this.path, this.httpOnly, this.secure,
					this.sameSite, this.partitioned, this.persistent, this.maxAge, this.maxCookieSize, this.maxSize);
		}

	}

}
