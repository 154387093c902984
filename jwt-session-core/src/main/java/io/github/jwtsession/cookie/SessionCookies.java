package io.github.jwtsession.cookie;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import io.github.jwtsession.jwe.CompactToken;
import org.jspecify.annotations.Nullable;

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
 * next write. With each change of its id a session moves to another place:
 *
 * <pre>
 * jwt-session-g1=eyJhbGciOi...                    after a login, for instance
 * </pre>
 *
 * Beside the session token may stand two small ones:
 *
 * <pre>
 * jwt-session-r=eyJhbGciOi...                     a renewal of the session token
 * jwt-session-t=eyJhbGciOi...                     a tombstone of sessions that have ended
 * </pre>
 */
public final class SessionCookies {

	/**
	 * How many times the size of a session is tried, if cookies of one name came more
	 * than once.
	 */
	private static final int MAX_TRIED = 8;

	/**
	 * How many cookies are expired in one response. A browser may be made to send any
	 * number of bogus parts, and each costs a header.
	 */
	private static final int MAX_EXPIRED = 16;

	private static final int HEADER_OVERHEAD = "Set-Cookie: \r\n".length();

	private final CookieSettings settings;

	private final CookieNames names;

	/**
	 * The names under which an earlier configuration wrote, {@code null} if there are
	 * none.
	 */
	private final @Nullable CookieNames formerNames;

	/**
	 * Those of the last scope: an application has one, or two if it is reached with and
	 * without TLS. No more are kept, since a client may have a say in it by way of a
	 * proxy's headers.
	 */
	private volatile @Nullable CookieAttributes attributes;

	/**
	 * Create cookies.
	 * @param settings how they look
	 */
	public SessionCookies(CookieSettings settings) {
		this.settings = settings;
		this.names = new CookieNames(settings.name());
		this.formerNames = (settings.formerName() != null) ? new CookieNames(settings.formerName()) : null;
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
	 * Whether the cookies outlive the client's browser.
	 * @return {@code true} if they do
	 */
	public boolean isPersistent() {
		return this.settings.persistent();
	}

	/**
	 * Whether a cookie is one of the session's, by its name.
	 * @param name the name of any cookie
	 * @return {@code true} for each possible part, a renewal and a tombstone, under the
	 * present name and under the former one
	 */
	public boolean isSessionCookie(String name) {
		return this.names.contain(name) || isFormer(name);
	}

	private boolean isFormer(String name) {
		return this.formerNames != null && this.formerNames.contain(name);
	}

	/**
	 * Whether a cookie is a tombstone. It stays until its time is over: what it is there
	 * to stop may be under way still.
	 * @param name the name of any cookie
	 * @return {@code true} if it is
	 */
	public boolean isTombstone(String name) {
		return name.equals(this.names.tombstone())
				|| (this.formerNames != null && name.equals(this.formerNames.tombstone()));
	}

	/**
	 * Begin to read the cookies of a request.
	 * @return takes one cookie after the other
	 */
	public Receiver receiver() {
		return new Receiver();
	}

	/**
	 * The place for the token of a generation: tokens in different places do not
	 * overwrite each other.
	 * @param generation the generation of a session, zero or more
	 * @return the number of the place
	 */
	public int placeOf(int generation) {
		return CookieNames.place(generation);
	}

	/**
	 * The place of a cookie.
	 * @param name the name of any cookie
	 * @return the number of its place; -1 if it is no part of a session token
	 */
	public int placeOf(String name) {
		int place = this.names.placeOf(name);
		return (place < 0 && this.formerNames != null) ? this.formerNames.placeOf(name) : place;
	}

	/**
	 * The cookies that give a session token to the client.
	 * @param token the token
	 * @param place where to put it
	 * @param maxAge how long the client is to keep it, {@code null} until it is closed
	 * @param scope where the request came in
	 * @param present the names of the session's cookies that the request brought: those
	 * that are not used any more are expired
	 * @return one cookie for each part, then one for each leftover
	 */
	public List<SetCookie> split(CompactToken token, int place, @Nullable Duration maxAge, CookieScope scope,
			Set<String> present) {
		List<SetCookie> cookies = new ArrayList<>();
		CookieAttributes attributes = attributes(scope);
		Duration kept = limit(maxAge);
		// Chromium counts name and value alone, others the attributes too: who counts all
		// is right everywhere.
		int room = this.settings.maxCookieSize() - this.names.part(1, TokenParts.MAX_PARTS).length() - 1
				- attributes.of(kept).length();
		Set<String> used = (token.length() <= room) ? addWhole(token, place, kept, attributes, cookies)
				: addParts(token, place, kept, attributes, room, cookies);
		addExpired(present, used, attributes, cookies);
		return cookies;
	}

	private Set<String> addWhole(CompactToken token, int place, @Nullable Duration maxAge, CookieAttributes attributes,
			List<SetCookie> cookies) {
		String name = this.names.part(place, 0);
		cookies.add(cookie(name, token.value(), maxAge, attributes));
		return Set.of(name);
	}

	private Set<String> addParts(CompactToken token, int place, @Nullable Duration maxAge, CookieAttributes attributes,
			int room, List<SetCookie> cookies) {
		Set<String> names = new HashSet<>();
		int roomInParts = room - (String.valueOf(TokenParts.MAX_PARTS).length() + 1);
		int count = (token.length() + roomInParts - 1) / roomInParts;
		for (int part = 0; part < count; part++) {
			int end = Math.min((part + 1) * roomInParts, token.length());
			String piece = token.value().substring(part * roomInParts, end);
			String value = (part == 0) ? count + String.valueOf(TokenParts.COUNT_DELIMITER) + piece : piece;
			names.add(this.names.part(place, part));
			cookies.add(cookie(this.names.part(place, part), value, maxAge, attributes));
		}
		return names;
	}

	/**
	 * The cookies that take the session away from the client.
	 * @param scope where the request came in
	 * @param present the names of the session's cookies that the request brought
	 * @return an expired cookie for each but a tombstone
	 */
	public List<SetCookie> expire(CookieScope scope, Set<String> present) {
		List<SetCookie> cookies = new ArrayList<>();
		addExpired(present, Set.of(), attributes(scope), cookies);
		return cookies;
	}

	private void addExpired(Set<String> present, Set<String> used, CookieAttributes attributes,
			List<SetCookie> cookies) {
		if (used.containsAll(present)) {
			return;
		}
		present.stream()
			.filter((name) -> !used.contains(name) && !isTombstone(name))
			.sorted()
			.limit(MAX_EXPIRED)
			.forEach((name) -> cookies.add(cookie(name, "", Duration.ZERO, attributes)));
	}

	/**
	 * The cookie that gives a renewal to the client.
	 * @param token the renewal
	 * @param maxAge how long the client is to keep it, {@code null} until it is closed
	 * @param scope where the request came in
	 * @return the cookie
	 */
	public SetCookie renewal(CompactToken token, @Nullable Duration maxAge, CookieScope scope) {
		return cookie(this.names.renewal(), token.value(), limit(maxAge), attributes(scope));
	}

	private @Nullable Duration limit(@Nullable Duration maxAge) {
		Duration limit = this.settings.maxAge();
		return (maxAge != null && limit != null && limit.compareTo(maxAge) < 0) ? limit : maxAge;
	}

	/**
	 * The cookie that gives a tombstone to the client.
	 * @param token the tombstone
	 * @param maxAge how long the client is to keep it
	 * @param scope where the request came in
	 * @return the cookie
	 */
	public SetCookie tombstone(CompactToken token, Duration maxAge, CookieScope scope) {
		return cookie(this.names.tombstone(), token.value(), maxAge, attributes(scope));
	}

	/**
	 * What cookies take up in the response's headers, which is more than in those of the
	 * requests that follow. Those that are expired are not counted.
	 * @param cookies the cookies
	 * @return bytes, to be compared with {@link #getMaxSize()}
	 */
	public int sizeOf(List<SetCookie> cookies) {
		int size = 0;
		for (SetCookie cookie : cookies) {
			size += cookie.isExpired() ? 0 : cookie.header().length() + HEADER_OVERHEAD;
		}
		return size;
	}

	/**
	 * How many cookies a client is to keep. Those that are expired are not counted.
	 * @param cookies the cookies
	 * @return their number
	 */
	public int countOf(List<SetCookie> cookies) {
		int count = 0;
		for (SetCookie cookie : cookies) {
			count += cookie.isExpired() ? 0 : 1;
		}
		return count;
	}

	private CookieAttributes attributes(CookieScope scope) {
		CookieAttributes attributes = this.attributes;
		if (attributes == null || !attributes.isOf(scope)) {
			attributes = new CookieAttributes(this.settings, scope);
			this.attributes = attributes;
		}
		return attributes;
	}

	private static SetCookie cookie(String name, String value, @Nullable Duration maxAge, CookieAttributes attributes) {
		return new SetCookie(name, value, maxAge, name + "=" + value + attributes.of(maxAge));
	}

	/**
	 * Takes the cookies of one request, in the order in which they came.
	 */
	public final class Receiver {

		/**
		 * The first cookie. Nearly always it is the only one.
		 */
		private @Nullable String firstName;

		private @Nullable String firstValue;

		/**
		 * Values by name, in the order in which they came; empty as long as there is one.
		 */
		private Map<String, List<String>> values = Map.of();

		private Receiver() {
		}

		/**
		 * Take a cookie. One that is not the session's is left out.
		 * @param name its name
		 * @param value its value, as the client sent it
		 */
		public void add(String name, String value) {
			if (!isSessionCookie(name)) {
				return;
			}
			if (this.firstName == null || this.firstValue == null) {
				this.firstName = name;
				this.firstValue = value;
				return;
			}
			if (this.values.isEmpty()) {
				this.values = new LinkedHashMap<>();
				put(this.firstName, this.firstValue);
			}
			put(name, value);
		}

		private void put(String name, String value) {
			this.values.computeIfAbsent(name, (key) -> new ArrayList<>(1)).add(value);
		}

		/**
		 * The tokens that the cookies may hold. Call it when all cookies were taken.
		 * @return the tokens, no more than a few of a kind
		 */
		public ReceivedTokens tokens() {
			if (this.firstName == null || this.firstValue == null) {
				return ReceivedTokens.NONE;
			}
			if (this.values.isEmpty()) {
				return ofOneCookie(this.firstName, this.firstValue);
			}
			return new ReceivedTokens(sessions(), side(CookieNames::renewal), side(CookieNames::tombstone),
					this.values.keySet());
		}

		private ReceivedTokens ofOneCookie(String name, String value) {
			int place = SessionCookies.this.names.placeOf(name);
			if (place >= 0 && name.equals(SessionCookies.this.names.part(place, 0))
					&& value.indexOf(TokenParts.COUNT_DELIMITER) < 0) {
				return new ReceivedTokens(List.of(new ReceivedToken(new CompactToken(value), place)), List.of(),
						List.of(), Set.of(name));
			}
			this.values = Map.of(name, List.of(value));
			return tokens();
		}

		/**
		 * Those of the former name count as long as there are no others: it says nothing
		 * of who set it.
		 */
		private List<ReceivedToken> sessions() {
			List<ReceivedToken> tokens = parts(SessionCookies.this.names).join();
			CookieNames former = SessionCookies.this.formerNames;
			return (tokens.isEmpty() && former != null) ? parts(former).join() : tokens;
		}

		private List<CompactToken> side(Function<CookieNames, String> name) {
			CookieNames names = SessionCookies.this.names;
			List<CompactToken> tokens = parts(names).whole(name.apply(names));
			CookieNames former = SessionCookies.this.formerNames;
			return (tokens.isEmpty() && former != null) ? parts(former).whole(name.apply(former)) : tokens;
		}

		private TokenParts parts(CookieNames names) {
			return new TokenParts(names, this.values, (long) MAX_TRIED * getMaxSize());
		}

	}

}
