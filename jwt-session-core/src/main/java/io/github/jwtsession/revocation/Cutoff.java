package io.github.jwtsession.revocation;

import java.time.Instant;

import io.github.jwtsession.revocation.Revocation.Kind;

/**
 * Up to when sessions of one subject are revoked. Values of several instances
 * {@linkplain #merge merge} to the same result in whatever order they arrive, and however
 * often: a register of a state-based CRDT (Shapiro et al., "Conflict-free Replicated Data
 * Types", 2011).
 *
 * @param supersedes seconds since 1970: what was revoked up to this moment is void,
 * unless it says so itself; zero if nothing was ever taken back
 * @param issuedBefore milliseconds since 1970: which sessions are revoked, zero for none
 * @param until seconds since 1970: how long this is remembered
 */
record Cutoff(long supersedes, long issuedBefore, long until) {

	static final Cutoff NONE = new Cutoff(0, 0, 0);

	/**
	 * What an unsigned integer holds: enough until 2106.
	 */
	private static final long MAX_SECONDS = 0xFFFFFFFFL;

	Cutoff {
		supersedes = seconds(supersedes);
		until = seconds(until);
		issuedBefore = Math.max(issuedBefore, 0);
	}

	private static long seconds(long seconds) {
		return Math.max(Math.min(seconds, MAX_SECONDS), 0);
	}

	static Cutoff of(Revocation revocation) {
		return new Cutoff(revocation.supersedes().getEpochSecond(), revocation.issuedBefore().toEpochMilli(),
				revocation.until().getEpochSecond());
	}

	/**
	 * What both say together.
	 */
	Cutoff merge(Cutoff other) {
		long latest = Math.max(this.supersedes, other.supersedes);
		long before = Math.max(issuedBeforeUnless(latest), other.issuedBeforeUnless(latest));
		return new Cutoff(latest, before, Math.max(this.until, other.until));
	}

	/**
	 * Whoever revoked something later did so without knowing that the former was taken
	 * back.
	 */
	private long issuedBeforeUnless(long superseded) {
		return (this.supersedes == superseded || this.issuedBefore > superseded * 1000) ? this.issuedBefore : 0;
	}

	boolean covers(Cutoff other) {
		return merge(other).equals(this);
	}

	/**
	 * Revoke more, by whoever knows of this.
	 */
	Cutoff revoke(Instant issuedBefore, Instant until) {
		return merge(new Cutoff(this.supersedes, issuedBefore.toEpochMilli(), until.getEpochSecond()));
	}

	/**
	 * Take back what is revoked.
	 * @param latest the latest moment that anybody has revoked, in milliseconds since
	 * 1970
	 */
	Cutoff reinstate(long latest) {
		long latestSecond = (Math.max(latest, this.issuedBefore) + 999) / 1000;
		return new Cutoff(Math.max(latestSecond, this.supersedes + 1), 0, this.until);
	}

	boolean concerns(Instant issuedAt) {
		return issuedAt.toEpochMilli() < this.issuedBefore;
	}

	/**
	 * Whether it can be forgotten. What says nothing yet is about to.
	 */
	boolean isOver(Instant now) {
		return this.until < now.getEpochSecond() && !equals(NONE);
	}

	Revocation toRevocation(Kind kind, String subject) {
		return new Revocation(kind, subject, Instant.ofEpochMilli(this.issuedBefore), Instant.ofEpochSecond(this.until),
				Instant.ofEpochSecond(this.supersedes));
	}

}
