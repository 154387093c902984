package io.github.jwtsession.revocation;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;

import io.github.jwtsession.revocation.Revocation.Kind;

/**
 * A session that has ended, in 40 bytes: there may be a million of them.
 */
final class SessionEntry {

	/**
	 * 128 bits in base64url.
	 */
	private static final int ID_LENGTH = 22;

	private static final int MARK_NONE = 0;

	private final long high;

	private final long low;

	/**
	 * Seconds since 1970, unsigned: enough until 2106.
	 */
	private volatile int until;

	private boolean unannounced;

	private short mark = MARK_NONE;

	private SessionEntry(long high, long low, Instant until) {
		this.high = high;
		this.low = low;
		this.until = seconds(until);
	}

	/**
	 * Ids of ours are 128 bits. Any other is taken for the first 128 bits of its SHA-256.
	 */
	static SessionEntry of(String id, Instant until) {
		long high = 0;
		long low = 0;
		for (int i = 0; i < ID_LENGTH - 1 && id.length() == ID_LENGTH; i++) {
			int sextet = sextet(id.charAt(i));
			if (sextet < 0) {
				return digestOf(id, until);
			}
			high = high << 6 | low >>> 58;
			low = low << 6 | sextet;
		}
		int last = (id.length() == ID_LENGTH) ? sextet(id.charAt(ID_LENGTH - 1)) : -1;
		if (last < 0 || (last & 0xF) != 0) {
			return digestOf(id, until);
		}
		return new SessionEntry(high << 2 | low >>> 62, low << 2 | last >>> 4, until);
	}

	private static SessionEntry digestOf(String id, Instant until) {
		ByteBuffer digest = Sha256.of(id);
		return new SessionEntry(digest.getLong(), digest.getLong(), until);
	}

	private static int sextet(char c) {
		if (c >= 'A' && c <= 'Z') {
			return c - 'A';
		}
		if (c >= 'a' && c <= 'z') {
			return c - 'a' + 26;
		}
		if (c >= '0' && c <= '9') {
			return c - '0' + 52;
		}
		return switch (c) {
			case '-' -> 62;
			case '_' -> 63;
			default -> -1;
		};
	}

	static int seconds(Instant until) {
		return (int) Math.min(until.getEpochSecond(), 0xFFFFFFFFL);
	}

	/**
	 * Take over what another entry of the session says.
	 * @return whether that was new
	 */
	synchronized boolean merge(SessionEntry other) {
		boolean later = Integer.compareUnsigned(other.until, this.until) > 0;
		if (later) {
			this.until = other.until;
			this.mark = MARK_NONE;
		}
		return later;
	}

	/**
	 * The store has this entry.
	 */
	synchronized void mark(SessionEntry stored, short mark) {
		if (Integer.compareUnsigned(stored.until, this.until) >= 0) {
			this.mark = mark;
		}
	}

	synchronized boolean isMarked(short mark) {
		return this.mark == mark;
	}

	synchronized void expectAnnouncement() {
		this.unannounced = true;
	}

	synchronized boolean announce() {
		boolean first = this.unannounced;
		this.unannounced = false;
		return first;
	}

	boolean isOver(Instant now) {
		return Integer.toUnsignedLong(this.until) < now.getEpochSecond();
	}

	Revocation toRevocation() {
		byte[] id = ByteBuffer.allocate(16).putLong(this.high).putLong(this.low).array();
		return new Revocation(Kind.SESSION, Base64.getUrlEncoder().withoutPadding().encodeToString(id), Instant.EPOCH,
				Instant.ofEpochSecond(Integer.toUnsignedLong(this.until)));
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof SessionEntry entry && entry.high == this.high && entry.low == this.low;
	}

	@Override
	public int hashCode() {
		return Long.hashCode(this.high ^ this.low);
	}

}
