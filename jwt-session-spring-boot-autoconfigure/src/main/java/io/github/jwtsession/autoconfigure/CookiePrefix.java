package io.github.jwtsession.autoconfigure;

import java.util.Locale;

/**
 * What the beginning of a cookie's name has browsers ask for (RFC 6265bis section 4.1.3).
 * They do not mind the case of it.
 *
 * @param requiresSecure whether the cookie has to be secure
 * @param requiresRoot whether it has to have no domain, and the path of the whole host
 * @param requiresHttpOnly whether it has to be kept from scripts
 */
record CookiePrefix(boolean requiresSecure, boolean requiresRoot, boolean requiresHttpOnly) {

	static CookiePrefix of(String name) {
		String lowerCase = name.toLowerCase(Locale.ROOT);
		boolean host = lowerCase.startsWith("__host-");
		boolean http = lowerCase.startsWith("__http-") || lowerCase.startsWith("__host-http-");
		return new CookiePrefix(host || http || lowerCase.startsWith("__secure-"), host, http);
	}

}
