package io.github.jwtsession.session;

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
	 * What of all session cookies together a single one may take up.
	 */
	private static final int SHARE = 4;

	private static final Set<String> NAMES = Set.of(SAVED_REQUEST, LAST_EXCEPTION);

	private final int maxLength;

	/**
	 * Create the limits of them.
	 * @param maxSize bytes that all session cookies may take up together
	 */
	FrameworkAttributes(int maxSize) {
		this.maxLength = maxSize / SHARE;
	}

	/**
	 * Whether an attribute is one of them.
	 */
	static boolean contains(String name) {
		return NAMES.contains(name);
	}

	/**
	 * Find one that is longer than any of them may be.
	 */
	@Nullable String findTooLong(AttributesSnapshot snapshot) {
		return find(snapshot, this.maxLength);
	}

	/**
	 * Find the longest of those that there are.
	 */
	@Nullable String findLongest(AttributesSnapshot snapshot) {
		return find(snapshot, 0);
	}

	private @Nullable String find(AttributesSnapshot snapshot, int minLength) {
		String longest = null;
		int length = minLength;
		for (String name : NAMES) {
			if (snapshot.sizeOf(name) > length) {
				longest = name;
				length = snapshot.sizeOf(name);
			}
		}
		return longest;
	}

}
