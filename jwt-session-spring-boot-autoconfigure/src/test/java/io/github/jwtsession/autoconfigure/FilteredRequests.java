package io.github.jwtsession.autoconfigure;

import java.util.function.Function;

import io.github.jwtsession.JwtSession;
import io.github.jwtsession.cookie.SessionCookies;
import io.github.jwtsession.servlet.CurrentJwtSession;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/**
 * Requests through the session filter of an application context, without a server.
 */
final class FilteredRequests {

	private final Filter filter;

	private final String cookieName;

	FilteredRequests(ApplicationContext context) {
		this.filter = context.getBean("springSessionRepositoryFilter", Filter.class);
		this.cookieName = context.getBean(SessionCookies.class).getName();
	}

	/**
	 * Begin a session with one attribute.
	 * @return the token that the client gets
	 */
	String begin(String attribute, Object value) throws Exception {
		Cookie cookie = handle(null, (request) -> {
			request.getSession().setAttribute(attribute, value);
			return request;
		}).response().getCookie(this.cookieName);
		return (cookie != null) ? cookie.getValue() : "";
	}

	/**
	 * Read the session of a client.
	 * @return what the reader makes of it, {@code null} if there is none
	 */
	<T> @Nullable T read(String token, Function<JwtSession, @Nullable T> reader) throws Exception {
		return this.<T>handle(token, (request) -> {
			JwtSession session = CurrentJwtSession.of(request, false);
			return (session != null) ? reader.apply(session) : null;
		}).result();
	}

	private <T> Handled<T> handle(@Nullable String token, Function<HttpServletRequest, @Nullable T> handler)
			throws Exception {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/");
		if (token != null) {
			request.setCookies(new Cookie(this.cookieName, token));
		}
		MockHttpServletResponse response = new MockHttpServletResponse();
		Object[] result = new Object[1];
		this.filter.doFilter(request, response, new MockFilterChain() {
			@Override
			public void doFilter(ServletRequest wrapped, ServletResponse answer) {
				result[0] = handler.apply((HttpServletRequest) wrapped);
			}
		});
		@SuppressWarnings("unchecked")
		T typed = (T) result[0];
		return new Handled<>(response, typed);
	}

	private record Handled<T>(MockHttpServletResponse response, @Nullable T result) {

	}

}
