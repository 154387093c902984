package io.github.jwtsession.cookie;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A cookie to be sent, and the header that sends it (RFC 6265 section 4.1).
 *
 * @param name the name of the cookie
 * @param value its value, a secret; empty if the cookie is taken back
 * @param maxAge how long the client is to keep it, zero to take it back, {@code null}
 * until it is closed
 * @param header the value of the {@code Set-Cookie} header, made once
 */
public record SetCookie(String name, String value, @Nullable Duration maxAge, String header) {

	/**
	 * Whether the cookie is taken back from the client.
	 * @return {@code true} if it is
	 */
	public boolean isExpired() {
		return this.maxAge != null && this.maxAge.isZero();
	}

	/**
	 * The name alone: the value is a secret.
	 */
	@Override
	public String toString() {
		return "SetCookie[name=" + this.name + "]";
	}

}
