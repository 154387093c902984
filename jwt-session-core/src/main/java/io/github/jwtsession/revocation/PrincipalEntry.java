package io.github.jwtsession.revocation;

import java.nio.ByteBuffer;
import java.util.Base64;

import io.github.jwtsession.revocation.Revocation.Kind;

/**
 * A principal whose sessions were revoked, in some 120 bytes: the hash code of the name,
 * and the first 128 bits of its SHA-256. Names are personal data, and may be of any
 * length.
 */
final class PrincipalEntry {

	private static final int SUBJECT_BYTES = 20;

	private final int hash;

	private final long high;

	private final long low;

	private final CutoffRegister register;

	private PrincipalEntry(int hash, long high, long low, Cutoff cutoff) {
		this.hash = hash;
		this.high = high;
		this.low = low;
		this.register = new CutoffRegister(cutoff);
	}

	/**
	 * An entry that revokes nothing yet.
	 */
	static PrincipalEntry ofName(String name) {
		ByteBuffer digest = Sha256.of(name);
		return new PrincipalEntry(name.hashCode(), digest.getLong(), digest.getLong(), Cutoff.NONE);
	}

	/**
	 * An entry for what {@link #toRevocation} wrote, that revokes nothing yet.
	 * @throws IllegalArgumentException if it did not write that
	 */
	static PrincipalEntry of(Revocation revocation) {
		byte[] subject = Base64.getUrlDecoder().decode(revocation.subject());
		if (subject.length != SUBJECT_BYTES) {
			throw new IllegalArgumentException("Not the subject of a principal");
		}
		ByteBuffer bytes = ByteBuffer.wrap(subject);
		return new PrincipalEntry(bytes.getInt(), bytes.getLong(), bytes.getLong(), Cutoff.NONE);
	}

	CutoffRegister register() {
		return this.register;
	}

	Revocation toRevocation(Cutoff cutoff) {
		byte[] subject = ByteBuffer.allocate(SUBJECT_BYTES)
			.putInt(this.hash)
			.putLong(this.high)
			.putLong(this.low)
			.array();
		return cutoff.toRevocation(Kind.PRINCIPAL, Base64.getUrlEncoder().withoutPadding().encodeToString(subject));
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
			return other instanceof PrincipalEntry entry && entry.equals(ofName(this.name));
		}

		@Override
		public int hashCode() {
			return this.name.hashCode();
		}

	}

}
