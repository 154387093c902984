package io.github.jwtsession.session;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.github.jwtsession.attribute.AttributesSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * What Spring Security puts into a session by itself, and can do without: which page a
 * user asked for before he was sent to the login, and why the last login failed. No user
 * can help it if that is too large, and no login must fail for it.
 */
final class FrameworkAttributes {

	private static final String SAVED_REQUEST = "SPRING_SECURITY_SAVED_REQUEST";

	private static final String LAST_EXCEPTION = "SPRING_SECURITY_LAST_EXCEPTION";

	/**
	 * What almost every request reads: the login and the token against cross-site request
	 * forgery.
	 */
	private static final Set<String> READ_BY_ALL = Set.of("SPRING_SECURITY_CONTEXT",
			"org.springframework.security.web.csrf.HttpSessionCsrfTokenRepository.CSRF_TOKEN");

	/**
	 * What of all session cookies together a single one may take up.
	 */
	private static final int SHARE = 4;

	/**
	 * What claims and the attributes of cookies may take up.
	 */
	private static final int CLAIMS = 768;

	private static final Set<String> NAMES = Set.of(SAVED_REQUEST, LAST_EXCEPTION);

	/**
	 * What is kept elsewhere, too, if it is so long that it needs the overflow store: the
	 * tokens of OAuth2 clients.
	 */
	private static final Set<String> KEPT_ELSEWHERE = Set.of("oauth2-clients");

	private final int maxLength;

	private final FrameworkValues values;

	/**
	 * Create the limits of them.
	 * @param maxSize bytes that all session cookies may take up together
	 * @param values knows their types: an application may have given them other names
	 */
	FrameworkAttributes(int maxSize, FrameworkValues values) {
		this.maxLength = maxSize / SHARE;
		this.values = values;
	}

	/**
	 * Whether an attribute is one of them.
	 */
	boolean contains(String name, Object value) {
		return NAMES.contains(name) || this.values.contains(value);
	}

	/**
	 * Find one that is longer than any of them may be, by its name or among what is new.
	 */
	@Nullable String findTooLong(ClientSession session, AttributesSnapshot snapshot) {
		Set<String> names = new HashSet<>(NAMES);
		names.addAll(snapshot.changed());
		return find(session, snapshot, names, this.maxLength);
	}

	/**
	 * Find the longest of those that there are.
	 */
	@Nullable String findLongest(ClientSession session, AttributesSnapshot snapshot) {
		return find(session, snapshot, snapshot.sizes().keySet(), 0);
	}

	/**
	 * A value is asked for only where its length alone decides nothing: that may mean to
	 * parse it.
	 */
	private @Nullable String find(ClientSession session, AttributesSnapshot snapshot, Set<String> names,
			int minLength) {
		String longest = null;
		int length = minLength;
		for (String name : names) {
			int candidate = snapshot.sizeOf(name);
			if (candidate > length && !snapshot.isReference(name) && isOneOfThem(session, name)) {
				longest = name;
				length = candidate;
			}
		}
		return longest;
	}

	/**
	 * Whether an attribute is one of them. The value of one that is not new is not asked
	 * for.
	 */
	boolean contains(ClientSession session, AttributesSnapshot changes, String name) {
		return changes.isChanged(name) ? isOneOfThem(session, name) : NAMES.contains(name);
	}

	/**
	 * What can be left out if the overflow store does not take what does not fit: a login
	 * is not to fail for it.
	 * @return the names of attributes that are new; none if the rest does not fit without
	 * the store, either, as far as its length says
	 */
	List<String> withoutStore(ClientSession session, AttributesSnapshot changes) {
		List<String> names = changes.changed()
			.stream()
			.filter((name) -> changes.sizeOf(name) > 0)
			.filter((name) -> KEPT_ELSEWHERE.contains(name) || isOneOfThem(session, name))
			.toList();
		int rest = changes.length() - names.stream().mapToInt(changes::sizeOf).sum();
		// of what is encrypted, base64 makes a third more
		return (rest <= this.maxLength * SHARE * 3 / 4 - CLAIMS) ? names : List.of();
	}

	/**
	 * Whether almost every request reads an attribute by that name, a logout included.
	 */
	boolean isReadByAll(String name) {
		return READ_BY_ALL.contains(name);
	}

	private boolean isOneOfThem(ClientSession session, String name) {
		if (NAMES.contains(name)) {
			return true;
		}
		Object value = session.getAttribute(name);
		return value != null && this.values.contains(value);
	}

}
