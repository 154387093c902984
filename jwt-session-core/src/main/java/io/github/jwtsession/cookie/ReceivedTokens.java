package io.github.jwtsession.cookie;

import java.util.List;
import java.util.Set;

import io.github.jwtsession.jwe.CompactToken;

/**
 * What a request brought: the tokens that its cookies may hold, unverified and in the
 * order in which they came. There are several of a kind if a browser has cookies of one
 * name for different paths or domains.
 *
 * @param sessions tokens that may hold a session
 * @param renewals tokens that may renew one of them
 * @param tombstones tokens that may say that a session has ended
 * @param cookieNames the names of the session's cookies that came, whether they hold
 * tokens or not
 */
public record ReceivedTokens(List<ReceivedToken> sessions, List<CompactToken> renewals, List<CompactToken> tombstones,
		Set<String> cookieNames) {

	/**
	 * Nothing came.
	 */
	public static final ReceivedTokens NONE = new ReceivedTokens(List.of(), List.of(), List.of(), Set.of());

	/**
	 * How many there are: they are secrets.
	 */
	@Override
	public String toString() {
		return "ReceivedTokens[%d, %d, %d]".formatted(this.sessions.size(), this.renewals.size(),
				this.tombstones.size());
	}

}
