package io.github.jwtsession.servlet;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import io.github.jwtsession.cookie.CookieScope;
import io.github.jwtsession.cookie.ReceivedTokens;
import io.github.jwtsession.cookie.SessionCookies;
import io.github.jwtsession.cookie.SetCookie;
import io.github.jwtsession.session.ClientSession;
import io.github.jwtsession.session.HttpMessages;
import io.github.jwtsession.session.SessionExchange;
import io.github.jwtsession.session.SessionExchanges;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.session.SessionRepository;
import org.springframework.session.web.http.HttpSessionIdResolver;
import org.springframework.session.web.http.SessionRepositoryFilter;
import org.springframework.util.StringUtils;

/**
 * The exchange of one request on the servlet stack, kept in a request attribute over all
 * dispatches. To Spring Session's filter it is repository and id resolver in one: the
 * repository has no session but the request's, and is saved by setting cookies.
 */
final class ServletExchange implements HttpMessages, SessionRepository<ClientSession>, HttpSessionIdResolver {

	private static final String ATTRIBUTE = ServletExchange.class.getName();

	/**
	 * Set by Spring Session's remember-me services, which need not be there.
	 */
	private static final String REMEMBER_ME_LOGIN_ATTRIBUTE = "org.springframework.session.security.web.authentication."
			+ "SpringSessionRememberMeServicesREMEMBER_ME_LOGIN_ATTR";

	private final SessionExchanges exchanges;

	private final SessionCookies cookies;

	private final SessionExchange exchange;

	private final SessionRepositoryFilter<ClientSession> filter;

	private final ActiveAttributes activeAttributes = new ActiveAttributes();

	/**
	 * The session as the application last got it.
	 */
	private volatile @Nullable ListenedSession listenedSession;

	/**
	 * Whether the session was written for good: Spring Session's filter need not do it.
	 */
	private volatile boolean settled;

	/**
	 * Those of the current dispatch, as the filter got them.
	 */
	private volatile HttpServletRequest request;

	private volatile @Nullable HttpServletResponse response;

	private ServletExchange(HttpServletRequest request, SessionExchanges exchanges) {
		this.request = request;
		this.exchanges = exchanges;
		this.cookies = exchanges.cookies();
		this.exchange = exchanges.begin(this);
		this.filter = new SessionRepositoryFilter<>(this);
		this.filter.setHttpSessionIdResolver(this);
	}

	/**
	 * The exchange of a request, begun at its first dispatch.
	 */
	static ServletExchange of(HttpServletRequest request, SessionExchanges exchanges) {
		ServletExchange exchange = find(request);
		if (exchange == null || exchange.exchanges != exchanges) {
			// None yet, or that of another application whose request was forwarded here.
			exchange = new ServletExchange(request, exchanges);
			request.setAttribute(ATTRIBUTE, exchange);
		}
		return exchange;
	}

	/**
	 * The exchange of a request, {@code null} if its session is kept elsewhere.
	 */
	static @Nullable ServletExchange find(HttpServletRequest request) {
		return (request.getAttribute(ATTRIBUTE) instanceof ServletExchange exchange) ? exchange : null;
	}

	/**
	 * The session of the request, as the exchange knows it.
	 */
	@Nullable ClientSession findSession() {
		return this.exchange.findSession();
	}

	/**
	 * The session for the application: the same one as long as Spring Session's is.
	 * @param session Spring Session's view of the request's session
	 * @param listeners those who listen to sessions
	 */
	HttpSession listened(HttpSession session, SessionListeners listeners) {
		ListenedSession listened = this.listenedSession;
		if (listened != null && listened.isOf(session)) {
			return listened;
		}
		ClientSession current = this.exchange.findSession();
		if (current == null || !current.getId().equals(session.getId())) {
			// Another thread has ended it meanwhile.
			return session;
		}
		listened = new ListenedSession(session, current, listeners, this.activeAttributes);
		this.listenedSession = listened;
		return listened;
	}

	/**
	 * See {@link SessionExchange#requestedSessionId}.
	 */
	@Nullable String requestedSessionId() {
		return this.exchange.requestedSessionId();
	}

	/**
	 * See {@link SessionExchange#discardUnusableCookies}.
	 */
	void discardUnusableCookies() {
		this.exchange.discardUnusableCookies();
	}

	/**
	 * See {@link SessionExchange#revoke}.
	 */
	void revoke(@Nullable String principal, Instant issuedBefore) {
		this.exchange.revoke(principal, issuedBefore);
	}

	void doFilter(HttpServletRequest request, HttpServletResponse response, Next next)
			throws ServletException, IOException {
		HttpServletRequest formerRequest = this.request;
		HttpServletResponse formerResponse = this.response;
		this.request = request;
		this.response = response;
		FilterChain chain = (wrappedRequest, wrappedResponse) -> next.doFilter((HttpServletRequest) wrappedRequest,
				(HttpServletResponse) wrappedResponse);
		try {
			this.filter.doFilter(request, response, chain);
		}
		finally {
			this.settled = false;
			if (formerResponse != null) {
				// This dispatch was nested in another one.
				this.request = formerRequest;
				this.response = formerResponse;
			}
		}
	}

	private HttpServletResponse response() {
		HttpServletResponse response = this.response;
		if (response == null) {
			throw new IllegalStateException("The filter has not been called yet");
		}
		return response;
	}

	@Override
	public List<String> resolveSessionIds(HttpServletRequest request) {
		String id = this.exchange.requestedSessionId();
		return (id != null) ? List.of(id) : List.of();
	}

	@Override
	public @Nullable ClientSession findById(String id) {
		ClientSession session = this.exchange.findSession();
		return (session != null && this.exchange.isRequested(session)) ? session : null;
	}

	@Override
	public ClientSession createSession() {
		return this.exchange.createSession();
	}

	@Override
	public void deleteById(String id) {
		this.exchange.deleteSession(id);
	}

	@Override
	public void save(ClientSession session) {
		if (!this.settled) {
			commit();
		}
	}

	/**
	 * Nothing is left to do: {@link #save} was called before, and has set the cookies.
	 */
	@Override
	public void setSessionId(HttpServletRequest request, HttpServletResponse response, String sessionId) {
	}

	@Override
	public void expireSession(HttpServletRequest request, HttpServletResponse response) {
		this.exchange.commit();
	}

	/**
	 * Write the session if the application has asked for it in this request.
	 */
	void commitIfUsed() {
		if (this.listenedSession != null) {
			commit();
		}
	}

	/**
	 * Like {@link #commitIfUsed}, when nothing of the application's follows before Spring
	 * Session's filter is through.
	 */
	void commitFinally() {
		if (this.listenedSession != null) {
			this.settled = true;
			commit();
		}
	}

	private void commit() {
		this.activeAttributes.passivate();
		this.exchange.commit();
	}

	/**
	 * See {@link SessionExchange#restoreCookies}.
	 */
	void restoreCookies() {
		this.exchange.restoreCookies();
	}

	@Override
	public ReceivedTokens receivedTokens() {
		Cookie[] all = this.request.getCookies();
		if (all == null) {
			return ReceivedTokens.NONE;
		}
		SessionCookies.Receiver receiver = this.cookies.receiver();
		for (Cookie cookie : all) {
			receiver.add(cookie.getName(), cookie.getValue());
		}
		return receiver.tokens();
	}

	@Override
	public CookieScope cookieScope() {
		// Not the request's, which is as the client spelled it.
		String contextPath = this.request.getServletContext().getContextPath();
		return new CookieScope(StringUtils.hasLength(contextPath) ? contextPath : "/", this.request.isSecure());
	}

	@Override
	public @Nullable String fetchMode() {
		return this.request.getHeader("Sec-Fetch-Mode");
	}

	@Override
	public boolean isRememberMeLogin() {
		return this.request.getAttribute(REMEMBER_ME_LOGIN_ATTRIBUTE) != null;
	}

	@Override
	public String describeRequest() {
		return this.request.getMethod() + " " + this.request.getRequestURI();
	}

	@Override
	public boolean isCommitted() {
		return response().isCommitted();
	}

	@Override
	public List<String> cacheControl() {
		return List.copyOf(response().getHeaders(HttpHeaders.CACHE_CONTROL));
	}

	@Override
	public void setCookies(List<SetCookie> former, List<SetCookie> cookies) {
		HttpServletResponse response = response();
		if (former.isEmpty()) {
			cookies.forEach((cookie) -> response.addHeader(HttpHeaders.SET_COOKIE, cookie.header()));
			return;
		}
		List<String> headers = new ArrayList<>(response.getHeaders(HttpHeaders.SET_COOKIE));
		headers.removeAll(headersOf(former));
		headers.addAll(headersOf(cookies));
		// There is no way to take a header back. To set one is to drop all of its name.
		response.setHeader(HttpHeaders.SET_COOKIE, headers.isEmpty() ? null : headers.get(0));
		headers.stream().skip(1).forEach((header) -> response.addHeader(HttpHeaders.SET_COOKIE, header));
	}

	private static Collection<String> headersOf(List<SetCookie> cookies) {
		return cookies.stream().map(SetCookie::header).toList();
	}

	/**
	 * What comes behind Spring Session's filter.
	 */
	interface Next {

		void doFilter(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException;

	}

}
