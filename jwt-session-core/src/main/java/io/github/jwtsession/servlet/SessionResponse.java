package io.github.jwtsession.servlet;

import java.io.IOException;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * The response as a session that lives in it needs it, where Spring Session's filter
 * leaves gaps:
 * <ul>
 * <li>A response is closed as soon as its {@code Content-Length} is written (Servlet 6.1
 * section 5.7), even if that is 0, and while the session may still change: Spring MVC
 * stores {@code @SessionAttributes} after the body. A length that fits into the buffer is
 * therefore left to the server, which knows it when the response ends.</li>
 * <li>A redirect with a status (Servlet 6.1) goes past the filter.</li>
 * <li>A reset of the response drops the cookies of a session that was saved.</li>
 * </ul>
 */
final class SessionResponse extends HttpServletResponseWrapper {

	private final HttpServletRequest request;

	private final ServletExchange exchange;

	SessionResponse(HttpServletRequest request, HttpServletResponse response, ServletExchange exchange) {
		super(response);
		this.request = request;
		this.exchange = exchange;
	}

	/**
	 * A session that was saved stays saved.
	 */
	@Override
	public void reset() {
		super.reset();
		this.exchange.restoreCookies();
	}

	@Override
	public void setContentLength(int length) {
		setContentLengthLong(length);
	}

	@Override
	public void setContentLengthLong(long length) {
		if (!isLeftToServer(length)) {
			super.setContentLengthLong(length);
		}
	}

	@Override
	public void setHeader(String name, String value) {
		if (!isLeftToServer(name, value)) {
			super.setHeader(name, value);
		}
	}

	@Override
	public void addHeader(String name, String value) {
		if (!isLeftToServer(name, value)) {
			super.addHeader(name, value);
		}
	}

	@Override
	public void setIntHeader(String name, int value) {
		setHeader(name, String.valueOf(value));
	}

	@Override
	public void addIntHeader(String name, int value) {
		addHeader(name, String.valueOf(value));
	}

	private boolean isLeftToServer(String name, @Nullable String value) {
		if (value == null || !HttpHeaders.CONTENT_LENGTH.equalsIgnoreCase(name)) {
			return false;
		}
		try {
			return isLeftToServer(Long.parseLong(value));
		}
		catch (NumberFormatException ex) {
			return false;
		}
	}

	/**
	 * The server does not find out the length of a body that it does not send.
	 */
	private boolean isLeftToServer(long length) {
		return length >= 0 && length <= getBufferSize() && !"HEAD".equals(this.request.getMethod());
	}

	@Override
	public void sendRedirect(String location, int status) throws IOException {
		sendRedirect(location, status, true);
	}

	@Override
	public void sendRedirect(String location, boolean clearBuffer) throws IOException {
		sendRedirect(location, SC_FOUND, clearBuffer);
	}

	@Override
	public void sendRedirect(String location, int status, boolean clearBuffer) throws IOException {
		this.exchange.commit();
		super.sendRedirect(location, status, clearBuffer);
	}

}
