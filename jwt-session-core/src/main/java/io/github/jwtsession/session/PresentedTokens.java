package io.github.jwtsession.session;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * All tokens that a request brought, as the one string that Spring Session takes for a
 * session id:
 *
 * <pre>
 * content,content~renewal~tombstone
 * </pre>
 *
 * Several of a kind are what a browser sends that has cookies of one name for different
 * paths or domains. Neither delimiter occurs in a token.
 *
 * @param contents tokens that may hold a session
 * @param renewals tokens that may renew one of them
 * @param tombstones tokens that may say that a session has ended
 */
public record PresentedTokens(List<String> contents, List<String> renewals, List<String> tombstones) {

	private static final char KIND = '~';

	private static final char TOKEN = ',';

	private static final String NO_TOKEN = "-";

	/**
	 * Read what {@link #encode} wrote, or a content token alone.
	 * @param encoded the string
	 * @return the tokens
	 */
	static PresentedTokens decode(String encoded) {
		if (!containsDelimiter(encoded)) {
			return new PresentedTokens(List.of(encoded), List.of(), List.of());
		}
		String[] kinds = encoded.split(String.valueOf(KIND), -1);
		return new PresentedTokens(list(kinds, 0), list(kinds, 1), list(kinds, 2));
	}

	private static List<String> list(String[] kinds, int index) {
		if (index >= kinds.length || kinds[index].isEmpty()) {
			return List.of();
		}
		return Arrays.asList(kinds[index].split(String.valueOf(TOKEN)));
	}

	/**
	 * Write them as one string.
	 * @return the string, a secret
	 */
	public String encode() {
		if (this.contents.size() == 1 && this.renewals.isEmpty() && this.tombstones.isEmpty()) {
			return encode(this.contents.get(0));
		}
		String contents = join(this.contents);
		if (this.renewals.isEmpty() && this.tombstones.isEmpty()) {
			return contents;
		}
		return contents + KIND + join(this.renewals) + KIND + join(this.tombstones);
	}

	private static String join(List<String> tokens) {
		return tokens.stream().map(PresentedTokens::encode).collect(Collectors.joining(String.valueOf(TOKEN)));
	}

	/**
	 * A value with a delimiter in it is no token, and must not become any number of them.
	 */
	private static String encode(String token) {
		return containsDelimiter(token) ? NO_TOKEN : token;
	}

	private static boolean containsDelimiter(String text) {
		return text.indexOf(TOKEN) >= 0 || text.indexOf(KIND) >= 0;
	}

	/**
	 * How many there are: they are secrets.
	 */
	@Override
	public String toString() {
		return "PresentedTokens[%d, %d, %d]".formatted(this.contents.size(), this.renewals.size(),
				this.tombstones.size());
	}

}
