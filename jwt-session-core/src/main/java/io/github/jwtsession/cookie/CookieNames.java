package io.github.jwtsession.cookie;

import org.springframework.util.StringUtils;

/**
 * The names of the cookies of one session: those of its token's parts, of a renewal and
 * of a tombstone.
 * <p>
 * There are several sets of parts, each of them a place for one token. A session gets
 * another place with each change of its id: a response of its former id that is under way
 * by then, from an instance that does not know of the change, cannot overwrite it.
 *
 * <pre>
 * jwt-session, jwt-session-1, …              the first place
 * jwt-session-g1, jwt-session-g1-1, …        the next, up to g9, and on with g1
 * </pre>
 */
final class CookieNames {

	private static final String RENEWAL_SUFFIX = "-r";

	private static final String TOMBSTONE_SUFFIX = "-t";

	/**
	 * How many places there are beside the first. Nobody's id is changed more often while
	 * one response is under way.
	 */
	private static final int PLACES = 9;

	private final String first;

	private final String renewal;

	private final String tombstone;

	/**
	 * The names of the first part in each place.
	 */
	private final String[] places = new String[1 + PLACES];

	CookieNames(String first) {
		this.first = first;
		this.renewal = first + RENEWAL_SUFFIX;
		this.tombstone = first + TOMBSTONE_SUFFIX;
		this.places[0] = first;
		for (int place = 1; place <= PLACES; place++) {
			this.places[place] = first + "-g" + place;
		}
	}

	/**
	 * Where the session of a generation is.
	 * @param generation zero or more
	 * @return the number of its place
	 */
	static int place(int generation) {
		return (generation == 0) ? 0 : (generation - 1) % PLACES + 1;
	}

	/**
	 * How many places there are.
	 */
	int places() {
		return this.places.length;
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

	/**
	 * The name of a part.
	 */
	String part(int place, int part) {
		return (part == 0) ? this.places[place] : this.places[place] + "-" + part;
	}

	/**
	 * The place of a cookie that is a token's part, by its name; -1 if it is none.
	 */
	int placeOf(String name) {
		if (!name.startsWith(this.first)) {
			return -1;
		}
		if (name.length() == this.first.length() || isPart(name, this.first.length())) {
			return 0;
		}
		int digit = this.first.length() + 2;
		if (!name.startsWith("-g", this.first.length()) || name.length() <= digit) {
			return -1;
		}
		int place = name.charAt(digit) - '0';
		boolean known = place >= 1 && place <= PLACES && (name.length() == digit + 1 || isPart(name, digit + 1));
		return known ? place : -1;
	}

	/**
	 * Whether a name is one of them.
	 */
	boolean contain(String name) {
		return placeOf(name) >= 0 || name.equals(this.renewal) || name.equals(this.tombstone);
	}

	private static boolean isPart(String name, int start) {
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
