package io.github.jwtsession.servlet;

import io.github.jwtsession.JwtSession;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * The {@link JwtSession} behind a request's {@code HttpSession}.
 */
public final class CurrentJwtSession {

	private CurrentJwtSession() {
	}

	/**
	 * Find the session of a request.
	 * @param request the request
	 * @param create whether to create one if there is none
	 * @return the session, or {@code null} if there is none or it is kept elsewhere
	 */
	public static @Nullable JwtSession of(HttpServletRequest request, boolean create) {
		if (request.getSession(create) == null) {
			return null;
		}
		ServletExchange exchange = ServletExchange.find(request);
		return (exchange != null) ? exchange.findSession() : null;
	}

}
