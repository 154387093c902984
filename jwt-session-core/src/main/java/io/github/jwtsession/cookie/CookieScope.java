package io.github.jwtsession.cookie;

/**
 * Where a request came in, for what the settings leave open.
 *
 * @param path the application's context path, {@code /} for the root
 * @param secure whether the request came over HTTPS
 */
public record CookieScope(String path, boolean secure) {

}
