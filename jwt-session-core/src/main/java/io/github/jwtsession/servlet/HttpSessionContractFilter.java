package io.github.jwtsession.servlet;

import java.io.IOException;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Closes gaps that Spring Session's filter leaves and that would lose changes of a
 * session which lives in the response. Comes right after that filter.
 * <ul>
 * <li>A response is closed as soon as its {@code Content-Length} is written (Servlet 6.1
 * section 5.7), even if that is 0, and while the session may still change: Spring MVC
 * stores {@code @SessionAttributes} after the body. A length that fits into the buffer is
 * therefore left to the server, which knows it when the response ends.</li>
 * <li>A redirect with a status (Servlet 6.1) goes past the filter.</li>
 * <li>A reset of the response drops the cookies of a session that was saved.</li>
 * <li>A session created after the response was committed could not be sent: that is an
 * {@link IllegalStateException} ({@code HttpServletRequest.getSession}).</li>
 * <li>The requested session is not valid any more once it was invalidated.</li>
 * <li>Cookies that are no session are not sent for ever.</li>
 * </ul>
 */
public final class HttpSessionContractFilter implements Filter {

	private final JwtHttpSessionIdResolver resolver;

	/**
	 * Create a filter.
	 * @param resolver knows the session's cookies
	 */
	public HttpSessionContractFilter(JwtHttpSessionIdResolver resolver) {
		this.resolver = resolver;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		chain.doFilter(new ContractRequest((HttpServletRequest) request, (HttpServletResponse) response),
				new ContractResponse((HttpServletRequest) request, (HttpServletResponse) response));
	}

	private final class ContractRequest extends HttpServletRequestWrapper {

		private final HttpServletResponse response;

		ContractRequest(HttpServletRequest request, HttpServletResponse response) {
			super(request);
			this.response = response;
		}

		@Override
		public HttpSession getSession() {
			return getSession(true);
		}

		@Override
		public @Nullable HttpSession getSession(boolean create) {
			HttpSession session = super.getSession(false);
			if (session != null) {
				HttpSessionContractFilter.this.resolver.found(this);
				return session;
			}
			HttpSessionContractFilter.this.resolver.discardUseless(this, this.response);
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

	private final class ContractResponse extends HttpServletResponseWrapper {

		private final HttpServletRequest request;

		ContractResponse(HttpServletRequest request, HttpServletResponse response) {
			super(response);
			this.request = request;
		}

		/**
		 * A session that was saved stays saved.
		 */
		@Override
		public void reset() {
			HttpSessionContractFilter.this.resolver.keepCookies(this, super::reset);
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
			HttpSessionContractFilter.this.resolver.commit(this.request, this);
			super.sendRedirect(location, status, clearBuffer);
		}

	}

}
