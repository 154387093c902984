package io.github.jwtsession.servlet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.jwtsession.JwtSession;
import io.github.jwtsession.SessionTooLargeException;
import io.github.jwtsession.cookie.CookieScope;
import io.github.jwtsession.cookie.SessionCookies;
import io.github.jwtsession.session.JwtSessionRepository;
import io.github.jwtsession.session.PresentedTokens;
import io.github.jwtsession.session.SessionUpdate;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

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

	/**
	 * Set once the request's session was found. If the filter asks again and has none,
	 * the session was invalidated, and no other of the request's tokens may take its
	 * place.
	 */
	private static final String FOUND_ATTRIBUTE = JwtHttpSessionIdResolver.class.getName() + ".FOUND";

	private static final String END_ANNOUNCED_ATTRIBUTE = JwtHttpSessionIdResolver.class.getName() + ".END_ANNOUNCED";

	/**
	 * Set once the client was told of the session's content or use: a use is told once in
	 * a response, and not beside new content.
	 */
	private static final String TOLD_ATTRIBUTE = JwtHttpSessionIdResolver.class.getName() + ".TOLD";

	private static final String DISCARDED_ATTRIBUTE = JwtHttpSessionIdResolver.class.getName() + ".DISCARDED";

	/**
	 * Set by Spring Session's remember-me services, which need not be there.
	 */
	private static final String REMEMBER_ME_LOGIN_ATTRIBUTE = "org.springframework.session.security.web.authentication."
			+ "SpringSessionRememberMeServicesREMEMBER_ME_LOGIN_ATTR";

	private static final double WARNING_THRESHOLD = 0.75;

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
		if (isResolved(request)) {
			return hasSessionCookie(request) ? List.of(JwtSessionRepository.HIDDEN_TOKEN) : List.of();
		}
		MultiValueMap<String, String> sessionCookies = sessionCookies(request);
		if (sessionCookies.isEmpty()) {
			return List.of();
		}
		PresentedTokens tokens = presentedTokens(sessionCookies);
		return tokens.contents().isEmpty() ? List.of(JwtSessionRepository.HIDDEN_TOKEN)
				: List.of(JwtSessionRepository.HIDDEN_TOKEN, tokens.encode());
	}

	private boolean hasSessionCookie(HttpServletRequest request) {
		Cookie[] all = request.getCookies();
		if (all == null) {
			return false;
		}
		for (Cookie cookie : all) {
			if (this.cookies.isSessionCookie(cookie.getName())) {
				return true;
			}
		}
		return false;
	}

	private PresentedTokens presentedTokens(MultiValueMap<String, String> sessionCookies) {
		return new PresentedTokens(this.cookies.join(sessionCookies), this.cookies.renewals(sessionCookies),
				this.cookies.tombstones(sessionCookies));
	}

	/**
	 * The filter asks again at each commit, whether the session was found or not. Tokens
	 * are decrypted once.
	 */
	private static boolean isResolved(HttpServletRequest request) {
		return request.getAttribute(CURRENT_SESSION_ATTRIBUTE) != null || request.getAttribute(FOUND_ATTRIBUTE) != null
				|| request.getAttribute(SessionRepositoryFilter.INVALID_SESSION_ID_ATTR) != null;
	}

	@Override
	public void setSessionId(HttpServletRequest request, HttpServletResponse response, String sessionId) {
		JwtSession session = CurrentJwtSession.of(request, false);
		if (session == null) {
			return;
		}
		if (response.isCommitted()) {
			reportLostChanges(request, session);
			return;
		}
		SessionUpdate update = this.repository.takeUpdate(session, isRememberMeLogin(request));
		if (update != null) {
			write(request, response, session, update);
		}
		else if (session.getTokenSize() == 0) {
			replaceByNothing(request, response);
		}
		else if (request.getAttribute(TOLD_ATTRIBUTE) == null && this.repository.isRenewalDue(session)
				&& !isCacheable(response)) {
			renew(request, response, session);
		}
	}

	/**
	 * The application has begun a session that has nothing in it yet. What the client
	 * holds is not this session, whatever it is: it was ended in this request, or it
	 * could not be read.
	 */
	private void replaceByNothing(HttpServletRequest request, HttpServletResponse response) {
		MultiValueMap<String, String> sessionCookies = sessionCookies(request);
		List<ResponseCookie> newCookies = new ArrayList<>(bury(request, sessionCookies));
		if (request.getAttribute(FOUND_ATTRIBUTE) != null || isNavigation(request)) {
			newCookies.addAll(this.cookies.expire(scope(request), sessionCookies.keySet()));
		}
		setCookies(response, newCookies);
	}

	/**
	 * Whether the user goes to a page. What a page fetches in passing may be answered
	 * after a login, whose cookies must stay.
	 */
	private static boolean isNavigation(HttpServletRequest request) {
		String fetchMode = request.getHeader("Sec-Fetch-Mode");
		return fetchMode == null || fetchMode.equals("navigate");
	}

	/**
	 * Commit the session of a request whose response is about to be committed past the
	 * filter.
	 */
	void commit(HttpServletRequest request, HttpServletResponse response) {
		JwtSession session = CurrentJwtSession.of(request, false);
		if (session != null) {
			this.repository.save(session);
			setSessionId(request, response, session.getId());
		}
		else if (request.getAttribute(FOUND_ATTRIBUTE) != null) {
			expireSession(request, response);
		}
	}

	/**
	 * The request's session was found. To be said each time that it is: what an include
	 * of a page of Spring MVC leaves behind is taken away after it.
	 */
	void found(HttpServletRequest request) {
		if (request.getAttribute(FOUND_ATTRIBUTE) == null) {
			request.setAttribute(FOUND_ATTRIBUTE, true);
		}
	}

	/**
	 * Reset a response, and set the session's cookies again that it had set.
	 */
	void keepCookies(HttpServletResponse response, Runnable reset) {
		List<String> headers = response.getHeaders(HttpHeaders.SET_COOKIE)
			.stream()
			.filter((header) -> this.cookies.isSessionCookie(nameOf(header)))
			.toList();
		reset.run();
		headers.forEach((header) -> response.addHeader(HttpHeaders.SET_COOKIE, header));
	}

	private void reportLostChanges(HttpServletRequest request, JwtSession session) {
		Set<String> changed = this.repository.abandonChanges(session);
		if (changed != null) {
			logger.warn("The response to %s %s is committed, changes to the session are lost. Changed attributes: %s"
				.formatted(request.getMethod(), request.getRequestURI(), changed));
		}
	}

	private static boolean isRememberMeLogin(HttpServletRequest request) {
		return request.getAttribute(REMEMBER_ME_LOGIN_ATTRIBUTE) != null;
	}

	private void write(HttpServletRequest request, HttpServletResponse response, JwtSession session,
			SessionUpdate update) {
		CookieScope scope = scope(request);
		MultiValueMap<String, String> sessionCookies = sessionCookies(request);
		Set<String> present = sessionCookies.keySet();
		List<ResponseCookie> newCookies = new ArrayList<>();
		if (update.token() == null) {
			newCookies.addAll(this.cookies.expire(scope, present));
		}
		else {
			newCookies.addAll(this.cookies.split(update.token().value(), maxAge(update), scope, present));
			requireFits(newCookies, session, sessionCookies);
		}
		if (update.created()) {
			newCookies.addAll(bury(request, sessionCookies));
		}
		setCookies(response, newCookies);
		request.setAttribute(TOLD_ATTRIBUTE, true);
		this.repository.sent(session);
	}

	private @Nullable Duration maxAge(SessionUpdate update) {
		return (update.persistent() || this.cookies.isPersistent()) ? update.lifetime() : null;
	}

	/**
	 * Whether the response may be kept by a cache that serves others, who would get the
	 * renewal of this session.
	 */
	private static boolean isCacheable(HttpServletResponse response) {
		String cacheControl = String.join(",", response.getHeaders(HttpHeaders.CACHE_CONTROL)).toLowerCase(Locale.ROOT);
		if (cacheControl.contains("public") || cacheControl.contains("s-maxage")) {
			return true;
		}
		return cacheControl.contains("max-age") && !cacheControl.contains("private")
				&& !cacheControl.contains("no-store") && !cacheControl.contains("no-cache")
				&& !cacheControl.contains("max-age=0");
	}

	private void renew(HttpServletRequest request, HttpServletResponse response, JwtSession session) {
		SessionUpdate renewal = this.repository.takeRenewal(session);
		if (renewal != null) {
			ResponseCookie cookie = this.cookies.renewal(renewal.token().value(), maxAge(renewal), scope(request));
			response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
			request.setAttribute(TOLD_ATTRIBUTE, true);
		}
	}

	private void requireFits(List<ResponseCookie> newCookies, JwtSession session,
			MultiValueMap<String, String> sessionCookies) {
		int size = this.cookies.sizeOf(newCookies);
		int limit = this.cookies.getMaxSize();
		if (size > limit) {
			throw new SessionTooLargeException(size, limit, largest(session));
		}
		int formerTokenSize = this.cookies.join(sessionCookies).stream().mapToInt(String::length).max().orElse(0);
		if (size > limit * WARNING_THRESHOLD && session.getTokenSize() > formerTokenSize) {
			logger.warn("The session takes %d bytes of cookies, the limit is %d. Largest attributes: %s".formatted(size,
					limit, largest(session)));
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
		List<ResponseCookie> newCookies = new ArrayList<>(this.cookies.expire(scope(request), sessionCookies.keySet()));
		List<ResponseCookie> tombstone = bury(request, sessionCookies);
		newCookies.addAll(tombstone);
		if (!response.isCommitted()) {
			setCookies(response, newCookies);
		}
		else if (!tombstone.isEmpty()) {
			logger.warn("The response to %s %s is committed, the client keeps the session that was invalidated"
				.formatted(request.getMethod(), request.getRequestURI()));
		}
	}

	/**
	 * Announce the end of the session that the request brought, at the first commit.
	 */
	private List<ResponseCookie> bury(HttpServletRequest request, MultiValueMap<String, String> sessionCookies) {
		if (request.getAttribute(END_ANNOUNCED_ATTRIBUTE) != null) {
			return List.of();
		}
		request.setAttribute(END_ANNOUNCED_ATTRIBUTE, true);
		SessionUpdate tombstone = this.repository.bury(presentedTokens(sessionCookies));
		return (tombstone != null)
				? List.of(this.cookies.tombstone(tombstone.token().value(), tombstone.lifetime(), scope(request)))
				: List.of();
	}

	/**
	 * Let the client forget cookies that no instance can make anything of. Done only for
	 * what a browser declares to be a navigation: anything else may be answered after a
	 * login, whose cookies must stay.
	 * @param request a request that has no session
	 * @param response its response
	 */
	void discardUseless(HttpServletRequest request, HttpServletResponse response) {
		MultiValueMap<String, String> sessionCookies = sessionCookies(request);
		if (sessionCookies.isEmpty() || response.isCommitted()
				|| !"navigate".equals(request.getHeader("Sec-Fetch-Mode"))
				|| request.getAttribute(DISCARDED_ATTRIBUTE) != null) {
			return;
		}
		request.setAttribute(DISCARDED_ATTRIBUTE, true);
		if (this.repository.isUseless(presentedTokens(sessionCookies))) {
			setCookies(response, this.cookies.expire(scope(request), sessionCookies.keySet()));
		}
	}

	/**
	 * Set cookies in place of what an earlier commit of the same response set. A
	 * tombstone stays, unless there is a new one.
	 */
	private void setCookies(HttpServletResponse response, Collection<ResponseCookie> newCookies) {
		List<String> newHeaders = newCookies.stream().map(ResponseCookie::toString).toList();
		List<String> headers = new ArrayList<>(response.getHeaders(HttpHeaders.SET_COOKIE));
		boolean buried = newCookies.stream().anyMatch((cookie) -> this.cookies.isTombstone(cookie.getName()));
		boolean replaced = headers.removeIf((header) -> this.cookies.isSessionCookie(nameOf(header))
				&& (buried || !this.cookies.isTombstone(nameOf(header))));
		if (!replaced) {
			newHeaders.forEach((header) -> response.addHeader(HttpHeaders.SET_COOKIE, header));
			return;
		}
		headers.addAll(newHeaders);
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
		// Not the request's, which is as the client spelled it.
		String contextPath = request.getServletContext().getContextPath();
		return new CookieScope(StringUtils.hasLength(contextPath) ? contextPath : "/", request.isSecure());
	}

}
