package io.github.jwtsession.cookie;

import org.springframework.util.StringUtils;

/**
 * The names of the cookies of one session: those of its token's parts, of a renewal and
 * of a tombstone.
 */
final class CookieNames {

	private static final String RENEWAL_SUFFIX = "-r";

	private static final String TOMBSTONE_SUFFIX = "-t";

	private final String first;

	private final String renewal;

	private final String tombstone;

	CookieNames(String first) {
		this.first = first;
		this.renewal = first + RENEWAL_SUFFIX;
		this.tombstone = first + TOMBSTONE_SUFFIX;
	}

	String first() {
		return this.first;
	}

	String renewal() {
		return this.renewal;
	}

	String tombstone() {
		return this.tombstone;
	}

	String part(int part) {
		return (part == 0) ? this.first : this.first + "-" + part;
	}

	/**
	 * Whether a name is one of them.
	 */
	boolean contain(String name) {
		if (!name.startsWith(this.first)) {
			return false;
		}
		return name.length() == this.first.length() || name.equals(this.renewal) || name.equals(this.tombstone)
				|| isPart(name);
	}

	private boolean isPart(String name) {
		int start = this.first.length();
		return name.charAt(start) == '-' && parseNumber(name, start + 1, name.length()) > 0;
	}

	/**
	 * The number between two positions, in its one canonical form: up to three digits, no
	 * sign, no leading zero; or -1.
	 */
	static int parseNumber(String text, int start, int end) {
		String digits = text.substring(start, end);
		boolean canonical = digits.length() <= 3 && !digits.startsWith("0") && StringUtils.hasLength(digits)
				&& digits.chars().allMatch((c) -> c >= '0' && c <= '9');
		return canonical ? Integer.parseInt(digits) : -1;
	}

}
