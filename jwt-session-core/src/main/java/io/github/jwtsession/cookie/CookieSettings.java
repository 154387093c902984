package io.github.jwtsession.cookie;

import org.jspecify.annotations.Nullable;

/**
 * How session cookies look.
 *
 * @param name the name of the first cookie, a token of RFC 6265
 * @param domain the {@code Domain} attribute, {@code null} for the host alone
 * @param path the {@code Path} attribute, {@code null} for the application's context path
 * @param httpOnly whether scripts are kept from the cookies
 * @param secure the {@code Secure} attribute, {@code null} to set it on secure requests
 * @param sameSite the {@code SameSite} attribute, {@code null} to leave it out
 * @param partitioned the {@code Partitioned} attribute
 * @param persistent whether the cookies outlive the browser
 * @param maxCookieSize bytes of one cookie, its name and attributes included
 * @param maxSize bytes of all session cookies of a response together
 */
public record CookieSettings(String name, @Nullable String domain, @Nullable String path, boolean httpOnly,
		@Nullable Boolean secure, @Nullable String sameSite, boolean partitioned, boolean persistent, int maxCookieSize,
		int maxSize) {

}
