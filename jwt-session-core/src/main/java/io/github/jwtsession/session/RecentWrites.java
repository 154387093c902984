package io.github.jwtsession.session;

import java.util.concurrent.atomic.AtomicReferenceArray;

import io.github.jwtsession.jwe.CompactToken;
import org.jspecify.annotations.Nullable;

/**
 * What this instance has written of late, to notice when one response replaces what
 * another has written in between. It remembers the last write of a session, of one
 * session in each of its slots, whoever comes last: it misses some, and never counts one
 * that was none.
 */
final class RecentWrites {

	/**
	 * A power of two, for more sessions than are written within the time of a request.
	 */
	private static final int SLOTS = 1024;

	private final AtomicReferenceArray<@Nullable Write> writes = new AtomicReferenceArray<>(SLOTS);

	/**
	 * Note that a session was written.
	 * @param id its id
	 * @param base the token that it was read from, {@code null} if it is new
	 * @param token the token that was written
	 * @param begunAt when the request began, in milliseconds
	 * @param now the time, in milliseconds
	 * @return whether that replaces what was written since the request began
	 */
	boolean add(String id, @Nullable CompactToken base, CompactToken token, long begunAt, long now) {
		int hash = id.hashCode();
		Write last = this.writes.getAndSet((hash ^ (hash >>> 16)) & (SLOTS - 1), new Write(id, token.hashCode(), now));
		return last != null && base != null && last.id().equals(id) && last.at() >= begunAt
				&& last.token() != base.hashCode();
	}

	/**
	 * A write, with a hash code in place of its token, which is a secret.
	 */
	private record Write(String id, int token, long at) {

	}

}
