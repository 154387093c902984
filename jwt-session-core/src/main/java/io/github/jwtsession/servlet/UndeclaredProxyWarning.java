package io.github.jwtsession.servlet;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

import io.github.jwtsession.cookie.CookieSettings;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Warns, once, of a proxy that ends TLS and that the server does not know of: requests
 * count as insecure then, and cookies are sent without {@code Secure}. Nothing but the
 * warning depends on the headers, which any client can send.
 */
final class UndeclaredProxyWarning {

	private static final Log logger = LogFactory.getLog(UndeclaredProxyWarning.class);

	/**
	 * The first value: the proxy next to the browser wrote it.
	 */
	private static final Pattern X_FORWARDED_PROTO = Pattern.compile("\\s*https\\s*(,.*)?", Pattern.CASE_INSENSITIVE);

	/**
	 * The parameter of the first element, RFC 7239 section 5.4.
	 */
	private static final Pattern FORWARDED = Pattern
		.compile("([^,]*;)?\\s*proto\\s*=\\s*(https|\"https\")\\s*([,;].*)?", Pattern.CASE_INSENSITIVE);

	/**
	 * Whether to look at requests still.
	 */
	private final AtomicBoolean pending;

	UndeclaredProxyWarning(CookieSettings settings) {
		this.pending = new AtomicBoolean(settings.secure() == null);
	}

	/**
	 * Look at a request, as long as there was nothing to warn of.
	 */
	void check(HttpServletRequest request) {
		if (!this.pending.get() || request.isSecure()) {
			return;
		}
		String header = headerThatSaysHttps(request);
		if (header == null || !this.pending.getAndSet(false)) {
			return;
		}
		logger.warn("Session cookies are not 'Secure': a request came without TLS, although '%s' says that it was "
			.formatted(header) + "HTTPS before. If a proxy ends TLS, set 'server.forward-headers-strategy: native', "
				+ "or 'jwt.session.cookie.secure: true'. This is reported once.");
	}

	private static @Nullable String headerThatSaysHttps(HttpServletRequest request) {
		if (matches(X_FORWARDED_PROTO, request.getHeader("X-Forwarded-Proto"))) {
			return "X-Forwarded-Proto";
		}
		return matches(FORWARDED, request.getHeader("Forwarded")) ? "Forwarded" : null;
	}

	private static boolean matches(Pattern pattern, @Nullable String value) {
		return value != null && pattern.matcher(value).matches();
	}

}
