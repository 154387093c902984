package io.github.jwtsession.revocation;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.jwtsession.revocation.Revocation.Kind;

/**
 * A principal whose sessions were revoked, in 48 bytes: the hash code of the name, and
 * the first 128 bits of its SHA-256. Names are personal data, and may be of any length.
 */
final class PrincipalEntry {

	private static final int SUBJECT_BYTES = 20;

	private final int hash;

	private final long high;

	private final long low;

	/**
	 * Milliseconds since 1970. Written under the lock of this entry, as {@link #until}.
	 */
	private volatile long issuedBefore;

	/**
	 * Seconds since 1970, unsigned.
	 */
	private volatile int until;

	/**
	 * The comparison with the store in which it had this entry.
	 */
	@GuardedBy("this")
	private short mark;

	private PrincipalEntry(int hash, long high, long low, Instant issuedBefore, Instant until) {
		this.hash = hash;
		this.high = high;
		this.low = low;
		this.issuedBefore = issuedBefore.toEpochMilli();
		this.until = SessionEntry.seconds(until);
	}

	static PrincipalEntry ofName(String name, Instant issuedBefore, Instant until) {
		ByteBuffer digest = Sha256.of(name);
		return new PrincipalEntry(name.hashCode(), digest.getLong(), digest.getLong(), issuedBefore, until);
	}

	/**
	 * Read what {@link #toRevocation()} wrote.
	 * @throws IllegalArgumentException if it did not
	 */
	static PrincipalEntry of(Revocation revocation) {
		byte[] subject = Base64.getUrlDecoder().decode(revocation.subject());
		if (subject.length != SUBJECT_BYTES) {
			throw new IllegalArgumentException("Not the subject of a principal");
		}
		ByteBuffer bytes = ByteBuffer.wrap(subject);
		return new PrincipalEntry(bytes.getInt(), bytes.getLong(), bytes.getLong(), revocation.issuedBefore(),
				revocation.until());
	}

	boolean concerns(Instant issuedAt) {
		return issuedAt.toEpochMilli() < this.issuedBefore;
	}

	/**
	 * Revoke what another entry of the principal revokes, if that is more.
	 * @return whether it is more
	 */
	synchronized boolean merge(PrincipalEntry other) {
		if (covers(other)) {
			return false;
		}
		this.issuedBefore = Math.max(this.issuedBefore, other.issuedBefore);
		this.until = (Integer.compareUnsigned(other.until, this.until) > 0) ? other.until : this.until;
		this.mark = 0;
		return true;
	}

	private boolean covers(PrincipalEntry other) {
		return this.issuedBefore >= other.issuedBefore && Integer.compareUnsigned(this.until, other.until) >= 0;
	}

	/**
	 * The store has this entry.
	 */
	synchronized void mark(PrincipalEntry stored, short mark) {
		if (stored.covers(this)) {
			this.mark = mark;
		}
	}

	synchronized boolean isMarked(short mark) {
		return this.mark == mark;
	}

	boolean isOver(Instant now) {
		return Integer.toUnsignedLong(this.until) < now.getEpochSecond();
	}

	synchronized Revocation toRevocation() {
		byte[] subject = ByteBuffer.allocate(SUBJECT_BYTES)
			.putInt(this.hash)
			.putLong(this.high)
			.putLong(this.low)
			.array();
		return new Revocation(Kind.PRINCIPAL, Base64.getUrlEncoder().withoutPadding().encodeToString(subject),
				Instant.ofEpochMilli(this.issuedBefore), Instant.ofEpochSecond(Integer.toUnsignedLong(this.until)));
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof PrincipalEntry entry && entry.hash == this.hash && entry.high == this.high
				&& entry.low == this.low;
	}

	@Override
	public int hashCode() {
		return this.hash;
	}

	/**
	 * Finds the entry of a name. The digest is made only for a name that has the hash
	 * code of one that was revoked.
	 */
	static final class Probe {

		private final String name;

		Probe(String name) {
			this.name = name;
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof PrincipalEntry entry
					&& entry.equals(ofName(this.name, Instant.EPOCH, Instant.EPOCH));
		}

		@Override
		public int hashCode() {
			return this.name.hashCode();
		}

	}

}
