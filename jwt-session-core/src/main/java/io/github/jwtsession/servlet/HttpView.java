package io.github.jwtsession.servlet;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * A {@link jakarta.servlet.ServletRequestWrapper} around an HTTP request, as an HTTP
 * request: what the wrapper does not know of is asked of what it wraps.
 */
final class HttpView implements InvocationHandler {

	private final ServletRequest wrapper;

	private final HttpServletRequest wrapped;

	private HttpView(ServletRequest wrapper, HttpServletRequest wrapped) {
		this.wrapper = wrapper;
		this.wrapped = wrapped;
	}

	/**
	 * View a request as an HTTP request.
	 * @param request the request
	 * @param wrapped the HTTP request that it wraps
	 * @return the request itself if it is one
	 */
	static HttpServletRequest of(ServletRequest request, HttpServletRequest wrapped) {
		if (request instanceof HttpServletRequest httpRequest) {
			return httpRequest;
		}
		return (HttpServletRequest) Proxy.newProxyInstance(HttpView.class.getClassLoader(),
				new Class<?>[] { HttpServletRequest.class }, new HttpView(request, wrapped));
	}

	@Override
	public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
		Object target = method.getDeclaringClass().isInstance(this.wrapper) ? this.wrapper : this.wrapped;
		try {
			return method.invoke(target, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

}
