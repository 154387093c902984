package io.github.jwtsession.cookie;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.http.ResponseCookie;

/**
 * What stands behind the value in the {@code Set-Cookie} headers of one scope. Spring's
 * {@link ResponseCookie} writes it, and checks it; it is the same for each response, and
 * takes longer to write than the token in front of it to copy.
 */
final class CookieAttributes {

	private static final String NAME = "name";

	private final CookieSettings settings;

	private final CookieScope scope;

	/**
	 * Of a cookie that the client keeps until it is closed.
	 */
	private final String transientAttributes;

	private final String expiredAttributes;

	CookieAttributes(CookieSettings settings, CookieScope scope) {
		this.settings = settings;
		this.scope = scope;
		this.transientAttributes = write(null);
		this.expiredAttributes = write(Duration.ZERO);
	}

	boolean isOf(CookieScope scope) {
		return this.scope.equals(scope);
	}

	/**
	 * The attributes, with a semicolon before the first.
	 * @param maxAge how long the client is to keep the cookie, {@code null} until it is
	 * closed
	 */
	String of(@Nullable Duration maxAge) {
		if (maxAge == null) {
			return this.transientAttributes;
		}
		return maxAge.isZero() ? this.expiredAttributes : write(maxAge);
	}

	private String write(@Nullable Duration maxAge) {
		ResponseCookie.ResponseCookieBuilder cookie = ResponseCookie.from(NAME, "")
			.domain(this.settings.domain())
			.path((this.settings.path() != null) ? this.settings.path() : this.scope.path())
			.httpOnly(this.settings.httpOnly())
			.secure((this.settings.secure() != null) ? this.settings.secure() : this.scope.secure())
			.sameSite(this.settings.sameSite())
			.partitioned(this.settings.partitioned());
		if (maxAge != null) {
			cookie.maxAge(maxAge);
		}
		return cookie.build().toString().substring((NAME + "=").length());
	}

}
