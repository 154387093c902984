package io.github.jwtsession.servlet;

import java.io.IOException;
import java.util.Collection;
import java.util.function.Function;

import io.github.jwtsession.JwtSession;
import io.github.jwtsession.session.JwtSessionRepository;
import io.github.jwtsession.session.SessionExchanges;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.session.web.http.SessionRepositoryFilter;

/**
 * Gives each request an exchange of its own, and a {@link SessionRepositoryFilter} whose
 * repository and ids are views of that exchange. What that filter leaves open, and what
 * would lose changes of a session that lives in the response, is closed behind it: see
 * {@link SessionRequest} and {@link SessionResponse}.
 * <p>
 * It is a {@code SessionRepositoryFilter} by name only, so that it stands wherever
 * applications and Spring Boot look for the one bean of that type.
 */
public final class JwtSessionFilter extends SessionRepositoryFilter<JwtSession> {

	private final SessionExchanges exchanges;

	private final UndeclaredProxyWarning undeclaredProxyWarning;

	private final Function<ServletContext, ? extends Collection<?>> listenerFinder;

	private final int responseBuffer;

	private final SessionProblem problem = new SessionProblem();

	/**
	 * Those who listen to sessions, {@code null} before the first request.
	 */
	private volatile @Nullable SessionListeners listeners;

	/**
	 * Create a filter.
	 * @param exchanges begins an exchange for each request
	 * @param repository sessions by id, for whoever has this filter instead of a request
	 * @param listenerFinder finds the listeners of an application, of whatever type.
	 * Asked with the first request, when all of them are registered
	 * @param responseBuffer how much of a response is held until the request's handling
	 * is over, in bytes, or in characters where a writer is used; 0 to hold nothing
	 */
	public JwtSessionFilter(SessionExchanges exchanges, JwtSessionRepository repository,
			Function<ServletContext, ? extends Collection<?>> listenerFinder, int responseBuffer) {
		super(repository);
		this.responseBuffer = responseBuffer;
		this.exchanges = exchanges;
		this.listenerFinder = listenerFinder;
		this.undeclaredProxyWarning = new UndeclaredProxyWarning(exchanges.cookies().getSettings());
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		this.undeclaredProxyWarning.check(request);
		SessionListeners listeners = listeners(request.getServletContext());
		ServletExchange exchange = ServletExchange.of(request, this.exchanges);
		try {
			exchange.doFilter(request, response, (wrappedRequest, wrappedResponse) -> {
				SessionResponse sessionResponse = new SessionResponse(wrappedResponse, wrappedRequest, exchange,
						this.responseBuffer);
				chain.doFilter(new SessionRequest(wrappedRequest, sessionResponse, exchange, listeners),
						sessionResponse);
				sessionResponse.finish();
			});
		}
		catch (ServletException | RuntimeException ex) {
			if (!this.problem.answer(ex, request, response)) {
				throw ex;
			}
		}
	}

	private SessionListeners listeners(ServletContext context) {
		SessionListeners listeners = this.listeners;
		if (listeners == null) {
			listeners = new SessionListeners(this.listenerFinder.apply(context));
			this.listeners = listeners;
		}
		return listeners;
	}

	@Override
	protected void doFilterNestedErrorDispatch(HttpServletRequest request, HttpServletResponse response,
			FilterChain chain) throws ServletException, IOException {
		doFilterInternal(request, response, chain);
	}

}
