package io.github.jwtsession.cookie;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import org.springframework.http.ResponseCookie;
import org.springframework.util.CollectionUtils;
import org.springframework.util.MultiValueMap;
import org.springframework.util.StringUtils;

/**
 * Token ⇄ cookies. A token that fits into one cookie is its value. A longer one is split,
 * and the first part says how many there are:
 *
 * <pre>
 * jwt-session=eyJhbGciOi...                       a token in one cookie
 *
 * jwt-session=3:eyJhbGciOi...                     a token in three
 * jwt-session-1=...
 * jwt-session-2=...
 * </pre>
 *
 * A part beyond that number is a leftover: it is never joined in, and is expired by the
 * next write. Beside the content may stand two small cookies:
 *
 * <pre>
 * jwt-session-r=eyJhbGciOi...                     a renewal of the content
 * jwt-session-t=eyJhbGciOi...                     a tombstone of sessions that have ended
 * </pre>
 */
public final class SessionCookies {

	/**
	 * More parts than a browser keeps cookies for one host.
	 */
	private static final int MAX_PARTS = 180;

	/**
	 * How many cookies of one name are tried. A browser sends several if they were set
	 * for different paths or domains.
	 */
	private static final int MAX_CANDIDATES = 4;

	/**
	 * How many cookies are expired in one response. A browser may be made to send any
	 * number of bogus parts, and each costs a header.
	 */
	private static final int MAX_EXPIRED = 16;

	private static final char COUNT_DELIMITER = ':';

	private static final String RENEWAL_SUFFIX = "-r";

	private static final String TOMBSTONE_SUFFIX = "-t";

	private static final int HEADER_OVERHEAD = "Set-Cookie: \r\n".length();

	private final CookieSettings settings;

	private final String renewalName;

	private final String tombstoneName;

	/**
	 * Create cookies.
	 * @param settings how they look
	 */
	public SessionCookies(CookieSettings settings) {
		this.settings = settings;
		this.renewalName = settings.name() + RENEWAL_SUFFIX;
		this.tombstoneName = settings.name() + TOMBSTONE_SUFFIX;
	}

	/**
	 * The name of the first cookie.
	 * @return the name, to which further parts append {@code -1}, {@code -2}, …
	 */
	public String getName() {
		return this.settings.name();
	}

	/**
	 * How the cookies look.
	 * @return the settings
	 */
	public CookieSettings getSettings() {
		return this.settings;
	}

	/**
	 * The limit of all session cookies together.
	 * @return bytes, see {@link #sizeOf}
	 */
	public int getMaxSize() {
		return this.settings.maxSize();
	}

	/**
	 * Whether a cookie is one of the session's, by its name.
	 * @param name the name of any cookie
	 * @return {@code true} for each possible part, a renewal and a tombstone
	 */
	public boolean isSessionCookie(String name) {
		String first = this.settings.name();
		if (!name.startsWith(first)) {
			return false;
		}
		return name.length() == first.length() || name.equals(this.renewalName) || name.equals(this.tombstoneName)
				|| partIndex(name) > 0;
	}

	/**
	 * The tokens that a request's cookies may hold.
	 * @param cookies the values of the session's cookies, by name
	 * @return candidates in the order in which the client sent them, unverified; empty if
	 * there is no complete one
	 */
	public List<String> join(MultiValueMap<String, String> cookies) {
		List<String> firstParts = cookies.get(this.settings.name());
		if (CollectionUtils.isEmpty(firstParts)) {
			return List.of();
		}
		List<String> tokens = new ArrayList<>();
		for (int i = 0; i < Math.min(firstParts.size(), MAX_CANDIDATES); i++) {
			String token = join(firstParts.get(i), i, cookies);
			if (token != null) {
				tokens.add(token);
			}
		}
		return tokens;
	}

	private @Nullable String join(String firstPart, int candidate, MultiValueMap<String, String> cookies) {
		int delimiter = firstPart.indexOf(COUNT_DELIMITER);
		if (delimiter < 0) {
			return firstPart;
		}
		int count = parseNumber(firstPart, 0, delimiter);
		if (count < 2 || count > MAX_PARTS) {
			return null;
		}
		StringBuilder token = new StringBuilder(firstPart.substring(delimiter + 1));
		for (int part = 1; part < count; part++) {
			List<String> values = cookies.get(partName(part));
			if (CollectionUtils.isEmpty(values)) {
				return null;
			}
			token.append(values.get(Math.min(candidate, values.size() - 1)));
		}
		return token.toString();
	}

	/**
	 * The renewals that a request brought.
	 * @param cookies the values of the session's cookies, by name
	 * @return tokens, unverified
	 */
	public List<String> renewals(MultiValueMap<String, String> cookies) {
		return companions(cookies, this.renewalName);
	}

	/**
	 * The tombstones that a request brought.
	 * @param cookies the values of the session's cookies, by name
	 * @return tokens, unverified
	 */
	public List<String> tombstones(MultiValueMap<String, String> cookies) {
		return companions(cookies, this.tombstoneName);
	}

	private List<String> companions(MultiValueMap<String, String> cookies, String name) {
		List<String> values = cookies.get(name);
		return (values != null) ? values.stream().limit(MAX_CANDIDATES).toList() : List.of();
	}

	/**
	 * The cookie that gives a renewal to the client.
	 * @param token the renewal
	 * @param lifetime how long the client is to keep it, {@code null} until it is closed
	 * @param scope where the request came in
	 * @return the cookie
	 */
	public ResponseCookie renewal(String token, @Nullable Duration lifetime, CookieScope scope) {
		return cookie(this.renewalName, token, lifetime, scope);
	}

	/**
	 * The cookie that gives a tombstone to the client.
	 * @param token the tombstone
	 * @param lifetime how long the client is to keep it
	 * @param scope where the request came in
	 * @return the cookie
	 */
	public ResponseCookie tombstone(String token, Duration lifetime, CookieScope scope) {
		return cookie(this.tombstoneName, token, lifetime, scope);
	}

	/**
	 * Whether the cookies outlive the client's browser.
	 * @return {@code true} if they do
	 */
	public boolean isPersistent() {
		return this.settings.persistent();
	}

	/**
	 * The cookies that give a token to the client.
	 * @param token the token
	 * @param maxAge how long the client is to keep it, {@code null} until it is closed
	 * @param scope where the request came in
	 * @param present the names of the session's cookies that the request brought: those
	 * that are not used any more are expired
	 * @return one cookie for each part, then one for each leftover
	 */
	public List<ResponseCookie> split(String token, @Nullable Duration maxAge, CookieScope scope, Set<String> present) {
		List<ResponseCookie> cookies = new ArrayList<>();
		List<String> values = splitValue(token, maxAge, scope);
		for (int part = 0; part < values.size(); part++) {
			cookies.add(cookie(partName(part), values.get(part), maxAge, scope));
		}
		List<String> names = cookies.stream().map(ResponseCookie::getName).toList();
		present.stream()
			.filter((name) -> !names.contains(name) && !isTombstone(name))
			.sorted()
			.limit(MAX_EXPIRED)
			.forEach((name) -> cookies.add(expired(name, scope)));
		return cookies;
	}

	/**
	 * The cookies that take the session away from the client.
	 * @param scope where the request came in
	 * @param present the names of the session's cookies that the request brought
	 * @return an expired cookie for each but a tombstone
	 */
	public List<ResponseCookie> expire(CookieScope scope, Set<String> present) {
		return present.stream()
			.filter((name) -> !isTombstone(name))
			.sorted()
			.limit(MAX_EXPIRED)
			.map((name) -> expired(name, scope))
			.toList();
	}

	/**
	 * Whether a cookie is a tombstone. It stays until its time is over: what it is there
	 * to stop may be under way still.
	 * @param name the name of any cookie
	 * @return {@code true} if it is
	 */
	public boolean isTombstone(String name) {
		return name.equals(this.tombstoneName);
	}

	/**
	 * What cookies take up in the response's headers, which is more than in those of the
	 * requests that follow. Those that are expired are not counted.
	 * @param cookies the cookies
	 * @return bytes, to be compared with {@link #getMaxSize()}
	 */
	public int sizeOf(List<ResponseCookie> cookies) {
		return cookies.stream()
			.filter((cookie) -> !cookie.getMaxAge().isZero())
			.mapToInt((cookie) -> cookie.toString().length() + HEADER_OVERHEAD)
			.sum();
	}

	private List<String> splitValue(String token, @Nullable Duration maxAge, CookieScope scope) {
		// Chromium counts name and value alone, others the attributes too: who counts all
		// is right everywhere.
		int overhead = cookie(partName(MAX_PARTS), "", maxAge, scope).toString().length();
		int room = this.settings.maxCookieSize() - overhead;
		if (token.length() <= room) {
			return List.of(token);
		}
		int roomInParts = room - (String.valueOf(MAX_PARTS).length() + 1);
		int count = (token.length() + roomInParts - 1) / roomInParts;
		return IntStream.range(0, count).mapToObj((part) -> {
			String piece = token.substring(part * roomInParts, Math.min((part + 1) * roomInParts, token.length()));
			return (part == 0) ? count + String.valueOf(COUNT_DELIMITER) + piece : piece;
		}).toList();
	}

	private ResponseCookie expired(String name, CookieScope scope) {
		return cookie(name, "", Duration.ZERO, scope);
	}

	private ResponseCookie cookie(String name, String value, @Nullable Duration maxAge, CookieScope scope) {
		ResponseCookie.ResponseCookieBuilder cookie = ResponseCookie.from(name, value)
			.domain(this.settings.domain())
			.path((this.settings.path() != null) ? this.settings.path() : scope.path())
			.httpOnly(this.settings.httpOnly())
			.secure((this.settings.secure() != null) ? this.settings.secure() : scope.secure())
			.sameSite(this.settings.sameSite())
			.partitioned(this.settings.partitioned());
		if (maxAge != null) {
			cookie.maxAge(maxAge);
		}
		return cookie.build();
	}

	private String partName(int part) {
		return (part == 0) ? this.settings.name() : this.settings.name() + "-" + part;
	}

	private int partIndex(String name) {
		int start = this.settings.name().length();
		return (name.charAt(start) == '-') ? parseNumber(name, start + 1, name.length()) : -1;
	}

	/**
	 * The number between two positions, in its one canonical form: up to three digits, no
	 * sign, no leading zero; or -1.
	 */
	private static int parseNumber(String text, int start, int end) {
		String digits = text.substring(start, end);
		boolean canonical = digits.length() <= 3 && !digits.startsWith("0") && StringUtils.hasLength(digits)
				&& digits.chars().allMatch((c) -> c >= '0' && c <= '9');
		return canonical ? Integer.parseInt(digits) : -1;
	}

}
