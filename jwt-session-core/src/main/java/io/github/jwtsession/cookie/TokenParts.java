package io.github.jwtsession.cookie;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.jwtsession.jwe.CompactToken;
import org.jspecify.annotations.Nullable;

/**
 * The parts of tokens → the tokens that they may make.
 * <p>
 * A browser sends several cookies of one name if they were set for different paths or
 * domains, and nobody can tell which is whose: a neighbour under the same domain may have
 * set some to lock its user out. So all are tried, those first that came at the same
 * position, but no more than a number of bytes: what is tried is what is decrypted.
 */
final class TokenParts {

	/**
	 * More parts than a browser keeps cookies for one host.
	 */
	static final int MAX_PARTS = 180;

	static final char COUNT_DELIMITER = ':';

	/**
	 * What a token counts at least: to look at a short one is some work as well, and so
	 * is to leave one out that is too long.
	 */
	private static final int MIN_COST = 128;

	/**
	 * What it counts to look for a part.
	 */
	private static final int PART_COST = 16;

	private final CookieNames names;

	/**
	 * Values by name, in the order in which they came.
	 */
	private final Map<String, List<String>> values;

	private long budget;

	private final List<ReceivedToken> tokens = new ArrayList<>(1);

	/**
	 * Begin to put tokens together.
	 * @param names the names of the cookies
	 * @param values what came, by name
	 * @param budget characters that all tokens together may have
	 */
	TokenParts(CookieNames names, Map<String, List<String>> values, long budget) {
		this.names = names;
		this.values = values;
		this.budget = budget;
	}

	/**
	 * The session tokens that the parts may make.
	 */
	List<ReceivedToken> join() {
		for (int place = 0; place < this.names.places(); place++) {
			join(place);
		}
		return this.tokens;
	}

	private void join(int place) {
		List<String> firstParts = this.values.getOrDefault(this.names.part(place, 0), List.of());
		for (int i = 0; i < firstParts.size() && this.budget > 0; i++) {
			int delimiter = firstParts.get(i).indexOf(COUNT_DELIMITER);
			if (delimiter < 0) {
				add(firstParts.get(i), place);
			}
			else {
				List<List<String>> parts = parts(firstParts.get(i), delimiter, place, i);
				if (parts != null) {
					add(parts, 0, place);
				}
			}
		}
		for (int i = 0; i < firstParts.size() && this.budget > 0; i++) {
			int delimiter = firstParts.get(i).indexOf(COUNT_DELIMITER);
			List<List<String>> parts = (delimiter < 0) ? null : parts(firstParts.get(i), delimiter, place, i);
			if (parts != null) {
				addOthers(parts, place);
			}
		}
	}

	/**
	 * The tokens in cookies of one name.
	 */
	List<CompactToken> whole(String name) {
		this.values.getOrDefault(name, List.of()).forEach((token) -> add(token, 0));
		return this.tokens.stream().map(ReceivedToken::token).toList();
	}

	/**
	 * What each part of a token may be, the likeliest first; {@code null} if one is
	 * missing.
	 */
	private @Nullable List<List<String>> parts(String firstPart, int delimiter, int place, int position) {
		int count = CookieNames.parseNumber(firstPart, 0, delimiter);
		if (count < 2 || count > MAX_PARTS) {
			return null;
		}
		String start = firstPart.substring(delimiter + 1);
		List<List<String>> parts = new ArrayList<>();
		parts.add(List.of(start));
		for (int part = 1; part < count; part++) {
			List<String> candidates = candidates(place, part, part == count - 1, start.length(), position);
			this.budget -= PART_COST;
			if (candidates.isEmpty()) {
				return null;
			}
			parts.add(candidates);
		}
		return parts;
	}

	/**
	 * All parts are as long as the first, but for the last, which is no longer.
	 */
	private List<String> candidates(int place, int part, boolean last, int length, int position) {
		List<String> received = this.values.getOrDefault(this.names.part(place, part), List.of());
		List<String> candidates = new ArrayList<>(received.size());
		for (int i = 0; i < received.size(); i++) {
			String value = received.get(i);
			boolean fits = last ? value.length() <= length && !value.isEmpty() : value.length() == length;
			if (fits) {
				candidates.add((i == position) ? 0 : candidates.size(), value);
			}
		}
		return candidates;
	}

	/**
	 * Add all combinations of parts but the first.
	 */
	private void addOthers(List<List<String>> parts, int place) {
		long combinations = 1;
		for (List<String> candidates : parts) {
			combinations = Math.min(combinations * candidates.size(), Integer.MAX_VALUE);
		}
		for (long combination = 1; combination < combinations && this.budget > 0; combination++) {
			add(parts, combination, place);
		}
	}

	/**
	 * Add one combination: its number says which candidate of each part.
	 */
	private void add(List<List<String>> parts, long combination, int place) {
		long length = 0;
		long number = combination;
		for (List<String> candidates : parts) {
			length += candidates.get((int) (number % candidates.size())).length();
			number /= candidates.size();
		}
		if (!spend(length)) {
			return;
		}
		StringBuilder token = new StringBuilder();
		long rest = combination;
		for (List<String> candidates : parts) {
			token.append(candidates.get((int) (rest % candidates.size())));
			rest /= candidates.size();
		}
		this.tokens.add(new ReceivedToken(new CompactToken(token.toString()), place));
	}

	private void add(String token, int place) {
		if (spend(token.length())) {
			this.tokens.add(new ReceivedToken(new CompactToken(token), place));
		}
	}

	/**
	 * Take a token's cost off the budget. One that is too dear costs something too, or
	 * else each of a billion combinations would be looked at.
	 */
	private boolean spend(long length) {
		long cost = Math.max(length, MIN_COST);
		boolean affordable = cost <= this.budget;
		this.budget -= affordable ? cost : MIN_COST;
		return affordable;
	}

}
