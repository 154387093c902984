package io.github.jwtsession.servlet;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.jwtsession.JwtSession;
import io.github.jwtsession.JwtSessionRepository;
import io.github.jwtsession.SessionUpdate;
import io.github.jwtsession.cookie.CookieScope;
import io.github.jwtsession.cookie.SessionCookies;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.session.web.http.HttpSessionIdResolver;
import org.springframework.session.web.http.SessionRepositoryFilter;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.util.StringUtils;

/**
 * Hands the tokens in a request's cookies to the {@link SessionRepositoryFilter}, and
 * writes those that the client is to hold next.
 * <p>
 * What it hands over is not an id: the filter takes it for one, finds that the session's
 * id is another, and so calls {@link #setSessionId} whenever it commits a session.
 * Cookies are written only if the session has something new to tell.
 */
public final class JwtHttpSessionIdResolver implements HttpSessionIdResolver {

	/**
	 * The filter's own attribute. Where it is set, the filter has its session and asks
	 * for the requested id alone.
	 */
	private static final String CURRENT_SESSION_ATTRIBUTE = SessionRepositoryFilter.SESSION_REPOSITORY_ATTR
			+ ".CURRENT_SESSION";

	private static final String END_ANNOUNCED_ATTRIBUTE = JwtHttpSessionIdResolver.class.getName() + ".END_ANNOUNCED";

	private static final Log logger = LogFactory.getLog(JwtHttpSessionIdResolver.class);

	private final JwtSessionRepository repository;

	private final SessionCookies cookies;

	/**
	 * Create a resolver.
	 * @param repository the repository of the sessions
	 * @param cookies the cookies that hold them
	 */
	public JwtHttpSessionIdResolver(JwtSessionRepository repository, SessionCookies cookies) {
		this.repository = repository;
		this.cookies = cookies;
	}

	/**
	 * The tokens that the request may hold. Before them stands what the application gets
	 * for {@code getRequestedSessionId()}: the first of them would be a secret.
	 */
	@Override
	public List<String> resolveSessionIds(HttpServletRequest request) {
		MultiValueMap<String, String> sessionCookies = sessionCookies(request);
		if (sessionCookies.isEmpty()) {
			return List.of();
		}
		List<String> ids = new ArrayList<>();
		ids.add(JwtSessionRepository.HIDDEN_TOKEN);
		if (!isResolved(request)) {
			ids.addAll(this.cookies.join(sessionCookies));
		}
		return ids;
	}

	/**
	 * The filter asks again at each commit, whether the session was found or not. Tokens
	 * are decrypted once.
	 */
	private static boolean isResolved(HttpServletRequest request) {
		return request.getAttribute(CURRENT_SESSION_ATTRIBUTE) != null
				|| request.getAttribute(SessionRepositoryFilter.INVALID_SESSION_ID_ATTR) != null;
	}

	@Override
	public void setSessionId(HttpServletRequest request, HttpServletResponse response, String sessionId) {
		JwtSession session = CurrentJwtSession.of(request, false);
		SessionUpdate update = (session != null) ? this.repository.takeUpdate(session) : null;
		if (update == null) {
			return;
		}
		if (response.isCommitted()) {
			logger.warn("The response to %s %s is committed, changes to the session are lost. Changed attributes: %s"
				.formatted(request.getMethod(), request.getRequestURI(), update.changed()));
			return;
		}
		write(request, response, session, update);
	}

	private void write(HttpServletRequest request, HttpServletResponse response, JwtSession session,
			SessionUpdate update) {
		CookieScope scope = scope(request);
		MultiValueMap<String, String> sessionCookies = sessionCookies(request);
		Set<String> present = sessionCookies.keySet();
		if (update.token() == null) {
			setCookies(response, this.cookies.expire(scope, present));
		}
		else {
			List<ResponseCookie> newCookies = this.cookies.split(update.token().value(), update.lifetime(), scope,
					present);
			requireFits(newCookies, session);
			setCookies(response, newCookies);
		}
		this.repository.sent(session);
		if (update.created()) {
			announceEnd(request, sessionCookies);
		}
	}

	private void requireFits(List<ResponseCookie> newCookies, JwtSession session) {
		int size = this.cookies.sizeOf(newCookies);
		if (size > this.cookies.getMaxSize()) {
			throw new SessionTooLargeException(size, this.cookies.getMaxSize(), largest(session));
		}
	}

	private static Map<String, Integer> largest(JwtSession session) {
		return session.getAttributeSizes()
			.entrySet()
			.stream()
			.sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
			.limit(3)
			.collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, LinkedHashMap::new));
	}

	@Override
	public void expireSession(HttpServletRequest request, HttpServletResponse response) {
		MultiValueMap<String, String> sessionCookies = sessionCookies(request);
		announceEnd(request, sessionCookies);
		if (!response.isCommitted()) {
			setCookies(response, this.cookies.expire(scope(request), sessionCookies.keySet()));
		}
	}

	/**
	 * Announce the end of the session that the request brought, at the first commit.
	 */
	private void announceEnd(HttpServletRequest request, MultiValueMap<String, String> sessionCookies) {
		if (request.getAttribute(END_ANNOUNCED_ATTRIBUTE) == null) {
			request.setAttribute(END_ANNOUNCED_ATTRIBUTE, true);
			this.cookies.join(sessionCookies).forEach(this.repository::announceEnd);
		}
	}

	/**
	 * Set cookies in place of what an earlier commit of the same response set.
	 */
	private void setCookies(HttpServletResponse response, Collection<ResponseCookie> newCookies) {
		List<String> headers = new ArrayList<>(response.getHeaders(HttpHeaders.SET_COOKIE));
		boolean replaced = headers.removeIf((header) -> this.cookies.isSessionCookie(nameOf(header)));
		newCookies.forEach((cookie) -> headers.add(cookie.toString()));
		if (!replaced) {
			newCookies.forEach((cookie) -> response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString()));
			return;
		}
		// There is no way to take a header back. To set one is to drop all of its name.
		response.setHeader(HttpHeaders.SET_COOKIE, headers.isEmpty() ? null : headers.get(0));
		headers.stream().skip(1).forEach((header) -> response.addHeader(HttpHeaders.SET_COOKIE, header));
	}

	private static String nameOf(String setCookieHeader) {
		int end = setCookieHeader.indexOf('=');
		return (end < 0) ? setCookieHeader : setCookieHeader.substring(0, end);
	}

	private MultiValueMap<String, String> sessionCookies(HttpServletRequest request) {
		MultiValueMap<String, String> sessionCookies = new LinkedMultiValueMap<>();
		Cookie[] all = request.getCookies();
		if (all == null) {
			return sessionCookies;
		}
		for (Cookie cookie : all) {
			if (this.cookies.isSessionCookie(cookie.getName())) {
				sessionCookies.add(cookie.getName(), cookie.getValue());
			}
		}
		return sessionCookies;
	}

	private static CookieScope scope(HttpServletRequest request) {
		String contextPath = request.getContextPath();
		return new CookieScope(StringUtils.hasLength(contextPath) ? contextPath : "/", request.isSecure());
	}

}
