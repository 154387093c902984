package io.github.jwtsession.servlet;

import io.github.jwtsession.session.SessionExchange;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

/**
 * The request as the Servlet specification wants it, where Spring Session's filter leaves
 * gaps:
 * <ul>
 * <li>A session created after the response was committed could not be sent: that is an
 * {@link IllegalStateException} ({@code HttpServletRequest.getSession}).</li>
 * <li>The requested session is not valid any more once it was invalidated.</li>
 * <li>Cookies that are no session are not sent for ever.</li>
 * </ul>
 */
final class SessionRequest extends HttpServletRequestWrapper {

	private final HttpServletResponse response;

	private final SessionExchange exchange;

	SessionRequest(HttpServletRequest request, HttpServletResponse response, SessionExchange exchange) {
		super(request);
		this.response = response;
		this.exchange = exchange;
	}

	@Override
	public @Nullable HttpSession getSession() {
		return getSession(true);
	}

	@Override
	public @Nullable HttpSession getSession(boolean create) {
		HttpSession session = super.getSession(false);
		if (session != null) {
			return session;
		}
		this.exchange.discardUnusableCookies();
		if (!create) {
			return null;
		}
		if (this.response.isCommitted()) {
			throw new IllegalStateException("Cannot create a session after the response has been committed");
		}
		return super.getSession(true);
	}

	@Override
	public boolean isRequestedSessionIdValid() {
		if (!super.isRequestedSessionIdValid()) {
			return false;
		}
		HttpSession session = super.getSession(false);
		return session != null && !session.isNew();
	}

}
