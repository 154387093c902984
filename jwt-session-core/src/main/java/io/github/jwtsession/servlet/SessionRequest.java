package io.github.jwtsession.servlet;

import java.io.IOException;
import java.io.UncheckedIOException;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

/**
 * The request as the Servlet specification wants it, where Spring Session's filter leaves
 * gaps:
 * <ul>
 * <li>Listeners are told of attributes and of changes of the id.</li>
 * <li>A session created after the response was committed could not be sent: that is an
 * {@link IllegalStateException} ({@code HttpServletRequest.getSession}).</li>
 * <li>The requested session came by a cookie, and is not valid any more once it was
 * invalidated.</li>
 * <li>Cookies that are no session are not sent for ever.</li>
 * <li>An asynchronous request goes on with whatever wrapper the application made.</li>
 * </ul>
 */
final class SessionRequest extends HttpServletRequestWrapper {

	private final SessionResponse response;

	private final ServletExchange exchange;

	private final SessionListeners listeners;

	SessionRequest(HttpServletRequest request, SessionResponse response, ServletExchange exchange,
			SessionListeners listeners) {
		super(request);
		this.response = response;
		this.exchange = exchange;
		this.listeners = listeners;
	}

	@Override
	public @Nullable HttpSession getSession() {
		return getSession(true);
	}

	@Override
	public @Nullable HttpSession getSession(boolean create) {
		HttpSession session = super.getSession(false);
		if (session != null) {
			return this.exchange.listened(session, this.listeners);
		}
		this.exchange.discardUnusableCookies();
		if (!create) {
			return null;
		}
		if (this.response.areHeadersSent()) {
			throw new IllegalStateException("Cannot create a session after the response has been committed");
		}
		return this.exchange.listened(super.getSession(true), this.listeners);
	}

	@Override
	public String changeSessionId() {
		HttpSession session = getSession(false);
		String formerId = (session != null) ? session.getId() : null;
		String id = super.changeSessionId();
		if (session != null && formerId != null) {
			this.listeners.idChanged(session, formerId);
		}
		return id;
	}

	@Override
	public boolean isRequestedSessionIdFromCookie() {
		return this.exchange.requestedSessionId() != null;
	}

	@Override
	public boolean isRequestedSessionIdFromURL() {
		return false;
	}

	@Override
	public boolean isRequestedSessionIdValid() {
		if (!super.isRequestedSessionIdValid()) {
			return false;
		}
		HttpSession session = super.getSession(false);
		return session != null && !session.isNew();
	}

	@Override
	public AsyncContext startAsync() {
		AsyncContext context = super.startAsync();
		releaseResponse();
		return context;
	}

	/**
	 * The filter, and others, take none but HTTP requests when it is dispatched again.
	 */
	@Override
	public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
		AsyncContext context = super.startAsync(HttpView.of(request, this), response);
		releaseResponse();
		return context;
	}

	private void releaseResponse() {
		try {
			this.response.goOnAsynchronously();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
