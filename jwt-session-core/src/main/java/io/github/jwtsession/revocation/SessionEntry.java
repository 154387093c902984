package io.github.jwtsession.revocation;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;

import com.google.errorprone.annotations.concurrent.GuardedBy;
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
	 * Seconds since 1970, unsigned: enough until 2106. Written under the lock of this
	 * entry.
	 */
	private volatile int until;

	@GuardedBy("this")
	private boolean unannounced;

	/**
	 * The comparison with the store in which it had this entry.
	 */
	@GuardedBy("this")
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
		ByteBuffer bits = bits(id);
		return new SessionEntry(bits.getLong(), bits.getLong(), until);
	}

	private static ByteBuffer bits(String id) {
		if (id.length() != ID_LENGTH) {
			return Sha256.of(id);
		}
		try {
			byte[] bits = Base64.getUrlDecoder().decode(id);
			// The decoder does not mind what is in the bits that the last digit does not
			// need.
			return encode(bits).equals(id) ? ByteBuffer.wrap(bits) : Sha256.of(id);
		}
		catch (IllegalArgumentException ex) {
			return Sha256.of(id);
		}
	}

	private static String encode(byte[] bits) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
	}

	static int seconds(Instant until) {
		return (int) Math.min(until.getEpochSecond(), 0xFFFFFFFFL);
	}

	/**
	 * End the session for as long as another entry says, if that is longer.
	 * @return whether it is longer
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
		return new Revocation(Kind.SESSION, encode(id), Instant.EPOCH,
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
