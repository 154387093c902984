package io.github.jwtsession.servlet;

import java.io.IOException;

import io.github.jwtsession.JwtSession;
import io.github.jwtsession.session.JwtSessionRepository;
import io.github.jwtsession.session.SessionExchanges;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

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

	/**
	 * Create a filter.
	 * @param exchanges begins an exchange for each request
	 * @param repository sessions by id, for whoever has this filter instead of a request
	 */
	public JwtSessionFilter(SessionExchanges exchanges, JwtSessionRepository repository) {
		super(repository);
		this.exchanges = exchanges;
		this.undeclaredProxyWarning = new UndeclaredProxyWarning(exchanges.cookies().getSettings());
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		this.undeclaredProxyWarning.check(request);
		ServletExchange.of(request, this.exchanges)
			.doFilter(request, response,
					(wrappedRequest, wrappedResponse, exchange) -> chain.doFilter(
							new SessionRequest(wrappedRequest, wrappedResponse, exchange),
							new SessionResponse(wrappedRequest, wrappedResponse, exchange)));
	}

	@Override
	protected void doFilterNestedErrorDispatch(HttpServletRequest request, HttpServletResponse response,
			FilterChain chain) throws ServletException, IOException {
		doFilterInternal(request, response, chain);
	}

}
