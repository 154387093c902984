package io.github.jwtsession.revocation;

import java.time.Duration;
import java.time.Instant;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;

/**
 * The cutoff of one subject on this instance, and whether the store has it. Reading takes
 * no lock.
 */
final class CutoffRegister {

	private static final int MARK_NONE = 0;

	/**
	 * By how much more than the skew allowance a moment may be in the future until it
	 * counts as a mistake. Instances that are a few seconds apart make none.
	 */
	private static final Duration TOLERANCE = Duration.ofMinutes(1);

	/**
	 * Written under the lock of this register.
	 */
	private volatile Cutoff cutoff;

	/**
	 * The latest moment in the future that the store has, in milliseconds since 1970. It
	 * counts as of the time when it was read first, not as of each time.
	 */
	@GuardedBy("this")
	private long future;

	/**
	 * The comparison with the store in which it had this cutoff.
	 */
	@GuardedBy("this")
	private short mark = MARK_NONE;

	CutoffRegister(Cutoff cutoff) {
		this.cutoff = cutoff;
	}

	Cutoff get() {
		return this.cutoff;
	}

	/**
	 * Revoke more.
	 * @return the cutoff, {@code null} if it is not more
	 */
	synchronized @Nullable Cutoff revoke(Instant issuedBefore, Instant until) {
		return set(this.cutoff.revoke(issuedBefore, until));
	}

	/**
	 * Take back what is revoked.
	 * @return the cutoff, {@code null} if nothing is revoked
	 */
	synchronized @Nullable Cutoff reinstate() {
		return (this.cutoff.issuedBefore() == 0) ? null : set(this.cutoff.reinstate(this.future));
	}

	/**
	 * Add what the store has.
	 * @param stored what it has
	 * @param now the time, and the skew allowance
	 * @param mark the number of the comparison
	 * @return whether it revokes sessions of the future, and was not known to do so
	 */
	synchronized boolean addStored(Cutoff stored, Instant now, short mark) {
		boolean future = stored.issuedBefore() > now.plus(TOLERANCE).toEpochMilli();
		boolean news = future && stored.issuedBefore() > this.future
				&& stored.issuedBefore() > this.cutoff.supersedes() * 1000;
		if (!future) {
			set(this.cutoff.merge(stored));
		}
		else if (news) {
			this.future = stored.issuedBefore();
			set(this.cutoff.merge(new Cutoff(stored.supersedes(), now.toEpochMilli(), stored.until())));
		}
		if (stored.covers(this.cutoff)) {
			this.mark = mark;
		}
		return news;
	}

	/**
	 * Revoke nothing, if what is revoked is over.
	 */
	synchronized void forget(Instant now) {
		if (this.cutoff.isOver(now)) {
			set(Cutoff.NONE);
		}
	}

	@GuardedBy("this")
	private @Nullable Cutoff set(Cutoff changed) {
		if (changed.equals(this.cutoff)) {
			return null;
		}
		this.cutoff = changed;
		this.mark = MARK_NONE;
		return changed;
	}

	synchronized boolean isMarked(short mark) {
		return this.mark == mark;
	}

}
