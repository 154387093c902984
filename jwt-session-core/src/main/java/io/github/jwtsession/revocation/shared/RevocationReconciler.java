package io.github.jwtsession.revocation.shared;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.github.jwtsession.revocation.Revocation;
import io.github.jwtsession.revocation.RevocationIndex;
import io.github.jwtsession.revocation.shared.RevocationStore.Position;
import io.github.jwtsession.revocation.shared.RevocationStore.Stored;
import org.jspecify.annotations.Nullable;

/**
 * Makes an index and a store the same: reads all that the store has, writes what it
 * lacks, deletes what is over. Used by one thread at a time.
 */
final class RevocationReconciler {

	/**
	 * How long after a run that restarted the follower the next one is due: what was
	 * being written then is visible by now.
	 */
	static final Duration SECOND_RUN_DELAY = Duration.ofMinutes(1);

	/**
	 * How long after any other run the next one is due.
	 */
	static final Duration INTERVAL = Duration.ofHours(1);

	/**
	 * How long the store keeps what is over: clocks differ.
	 */
	private static final Duration DELETION_DELAY = Duration.ofHours(1);

	/**
	 * How many revocations are written or deleted at once.
	 */
	private static final int BATCH = 1000;

	/**
	 * How many of the latest revocations the follower reads again after it is restarted.
	 */
	private static final int RESTART_OVERLAP = 1000;

	/**
	 * How long a claim lasts if the instance that has it stops in the middle: longer than
	 * a batch may take.
	 */
	private static final Duration LEASE = Duration.ofSeconds(30);

	private final String owner = UUID.randomUUID().toString();

	private final RevocationIndex index;

	private final RevocationStore store;

	private final RevocationReader reader;

	private final RevocationFollower follower;

	private final StoreHealth health;

	private final UnwrittenRevocations unwritten;

	private final Duration pollInterval;

	private final Supplier<PollTime> time;

	private final PollTime createdAt;

	private @Nullable Long dueAt;

	/**
	 * What the store lacks and another instance is writing, or about to.
	 */
	private @Nullable Repair repair;

	RevocationReconciler(RevocationIndex index, RevocationStore store, RevocationReader reader,
			RevocationFollower follower, StoreHealth health, UnwrittenRevocations unwritten, Duration pollInterval,
			Supplier<PollTime> time) {
		this.index = index;
		this.store = store;
		this.reader = reader;
		this.follower = follower;
		this.health = health;
		this.unwritten = unwritten;
		this.pollInterval = pollInterval;
		this.time = time;
		this.createdAt = time.get();
	}

	/**
	 * Whether it has run to its end at least once.
	 */
	boolean hasRun() {
		return this.dueAt != null;
	}

	/**
	 * Whether it is time for the next run.
	 * @param now the time
	 */
	boolean isDue(PollTime now) {
		return this.dueAt == null || now.nanos() - this.dueAt >= 0;
	}

	/**
	 * Run, and restart the follower behind what was read: it has read nothing yet, or the
	 * store or this instance may lack something. What this instance knows is up to date
	 * when all is read, however long it then takes to write what the store lacks.
	 * @param now the time
	 */
	void reconcile(PollTime now) {
		Repair repair = beginRepair(now);
		FullRead contents = readAll(now, () -> {
		});
		this.follower.restart(contents.restartPosition(), contents.last);
		this.health.advance(now);
		finish(now, repair, contents, SECOND_RUN_DELAY);
	}

	/**
	 * Run to make sure, and let the follower read on as often as ever in between: a
	 * million revocations take some seconds.
	 * @param now the time
	 */
	void reconcileWhileFollowing(PollTime now) {
		Repair repair = beginRepair(now);
		AtomicBoolean lost = new AtomicBoolean();
		FullRead contents = readAll(now, () -> follow(lost));
		finish(now, repair, contents, lost.get() ? Duration.ZERO : INTERVAL);
	}

	/**
	 * Whether another instance was repairing the store when this one was about to.
	 */
	boolean isRepairPending() {
		return this.repair != null;
	}

	/**
	 * Write what the store still lacks, if the other instance is ready. What that one has
	 * written was followed.
	 * @param now the time
	 */
	void resumeRepair(PollTime now) {
		Repair repair = this.repair;
		if (repair != null) {
			AtomicBoolean lost = new AtomicBoolean();
			repair(now, repair, lost);
			if (lost.get()) {
				scheduleIn(Duration.ZERO);
			}
		}
	}

	private FullRead readAll(PollTime now, Runnable pause) {
		this.repair = null;
		this.index.beginComparison();
		FullRead contents = new FullRead(now.at().minus(DELETION_DELAY));
		this.reader.read(null, contents, pause);
		return contents;
	}

	private void finish(PollTime now, Repair repair, FullRead contents, Duration delay) {
		AtomicBoolean lost = new AtomicBoolean();
		repair(now, repair, lost);
		delete(contents.expired, () -> follow(lost));
		this.index.forget(now.at());
		scheduleIn(lost.get() ? Duration.ZERO : delay);
	}

	/**
	 * What was unwritten before all is read: what is added since may not be missing then,
	 * and missing later.
	 */
	private Repair beginRepair(PollTime now) {
		int count = this.unwritten.count();
		PollTime lastSuccess = this.health.lastSuccess();
		PollTime since = (lastSuccess != null) ? lastSuccess : this.createdAt;
		return new Repair(count, (count > 0) ? now.since(since) : Duration.ZERO);
	}

	/**
	 * Write what the store lacks, unless another instance does.
	 */
	private void repair(PollTime now, Repair repair, AtomicBoolean lost) {
		Instant limit = now.at().minus(repair.delay());
		if (this.index.hasMissing(limit) && !repairByClaim(limit, repair, lost)) {
			this.repair = repair;
			return;
		}
		this.repair = null;
		this.unwritten.written(repair.unwritten());
	}

	private boolean repairByClaim(Instant limit, Repair repair, AtomicBoolean lost) {
		if (!this.store.claimRepair(this.owner, LEASE)) {
			return false;
		}
		try {
			// Another instance may have written it before this one got the claim.
			follow(this.time.get(), lost);
			writeMissing(limit, repair.delay(), () -> {
				this.store.claimRepair(this.owner, LEASE);
				follow(lost);
			});
		}
		finally {
			this.store.releaseRepair(this.owner);
		}
		return true;
	}

	private void scheduleIn(Duration delay) {
		this.dueAt = this.time.get().nanos() + delay.toNanos();
	}

	/**
	 * Let the follower read what was appended, if the last time is a poll interval ago.
	 * @param lost is set if not all is there that was there before
	 */
	private void follow(AtomicBoolean lost) {
		PollTime now = this.time.get();
		PollTime last = this.health.lastSuccess();
		if (last == null || now.since(last).compareTo(this.pollInterval) >= 0) {
			follow(now, lost);
		}
	}

	private void follow(PollTime now, AtomicBoolean lost) {
		if (!this.follower.follow(now.nanos())) {
			lost.set(true);
		}
		this.health.advance(now);
	}

	/**
	 * Write what the store has not. Other instances did not know of what could not be
	 * written in time, and may have gone on renewing sessions: it is kept longer by that
	 * time.
	 */
	private void writeMissing(Instant limit, Duration delay, Runnable pause) {
		List<Revocation> batch = new ArrayList<>();
		this.index.forEachMissing(limit, (revocation) -> {
			batch.add(new Revocation(revocation.kind(), revocation.subject(), revocation.issuedBefore(),
					revocation.until().plusSeconds(delay.toSeconds()), revocation.supersedes()));
			if (batch.size() == BATCH) {
				write(batch);
				batch.clear();
				pause.run();
			}
		});
		if (!batch.isEmpty()) {
			write(batch);
		}
	}

	private void write(List<Revocation> batch) {
		this.store.append(List.copyOf(batch));
		batch.forEach(this.reader::add);
	}

	private void delete(List<Position> positions, Runnable pause) {
		for (int i = 0; i < positions.size(); i += BATCH) {
			this.store.delete(positions.subList(i, Math.min(i + BATCH, positions.size())));
			pause.run();
		}
	}

	/**
	 * What the store may lack.
	 *
	 * @param unwritten how many of the revocations are this instance's, which it could
	 * not write
	 * @param delay how late they are
	 */
	private record Repair(int unwritten, Duration delay) {
	}

	/**
	 * All that is read: what of it is over, and where the follower is to begin.
	 */
	private static final class FullRead implements Consumer<Stored> {

		private final Instant limit;

		/**
		 * Where revocations are that are over. The last of the store is never among them:
		 * by it a store is recognized that lost what it had.
		 */
		private final List<Position> expired = new ArrayList<>();

		private final Deque<Position> tail = new ArrayDeque<>();

		private @Nullable Stored last;

		FullRead(Instant limit) {
			this.limit = limit;
		}

		@Override
		public void accept(Stored stored) {
			if (this.last != null && isOver(this.last.revocation())) {
				this.expired.add(this.last.position());
			}
			this.last = stored;
			this.tail.addLast(stored.position());
			if (this.tail.size() > RESTART_OVERLAP) {
				this.tail.removeFirst();
			}
		}

		private boolean isOver(@Nullable Revocation revocation) {
			return revocation != null && revocation.until().isBefore(this.limit);
		}

		@Nullable Position restartPosition() {
			return this.tail.peekFirst();
		}

	}

}
