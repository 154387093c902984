package io.github.jwtsession.revocation.shared;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.github.jwtsession.revocation.Revocation;
import io.github.jwtsession.revocation.RevocationIndex;
import io.github.jwtsession.revocation.shared.RevocationStore.Position;
import io.github.jwtsession.revocation.shared.RevocationStore.Stored;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an index and a store the same.
 * <p>
 * Usually it reads what was appended since its last look, and the store's overlap more.
 * Time is this machine's own, and is never compared with another's. In three cases it
 * reads all, and writes what the store has not: at first, and a minute later; after a
 * failure, or when what was read last is gone, since the store may have lost something;
 * and every hour, to delete what is over. While that goes on it looks for what is new as
 * often as ever: a million revocations take some seconds.
 */
final class RevocationSync {

	/**
	 * How long after the first time all is read once more: what was being written then is
	 * there by now.
	 */
	static final Duration SECOND_READ_DELAY = Duration.ofMinutes(1);

	/**
	 * How often all is read.
	 */
	static final Duration FULL_READ_INTERVAL = Duration.ofHours(1);

	/**
	 * How long the store keeps what is over: clocks differ.
	 */
	private static final Duration DELETION_DELAY = Duration.ofHours(1);

	private static final Duration FORGET_INTERVAL = Duration.ofMinutes(1);

	private static final int BATCH = 1000;

	private static final int PAGE = 5000;

	private static final Log logger = LogFactory.getLog(RevocationSync.class);

	private final RevocationIndex index;

	private final RevocationStore store;

	private final Duration pollInterval;

	private final Clock clock;

	private final LongSupplier nanoTime;

	/**
	 * Until where was read, and when that was done, the latest last.
	 */
	private final Deque<Mark> marks = new ArrayDeque<>();

	/**
	 * Where to begin while no mark is old enough.
	 */
	private @Nullable Position start;

	private @Nullable Position lastNone;

	private long fullReadDue;

	private long forgottenAt;

	private final long createdAt;

	private boolean loaded;

	/**
	 * How often a write failed.
	 */
	private final AtomicLong failedWrites = new AtomicLong();

	private long repairedWrites;

	private final AtomicInteger unwritten = new AtomicInteger();

	private volatile boolean failing;

	private volatile @Nullable Success success;

	RevocationSync(RevocationIndex index, RevocationStore store, Duration pollInterval, Clock clock,
			LongSupplier nanoTime) {
		this.index = index;
		this.store = store;
		this.pollInterval = pollInterval;
		this.clock = clock;
		this.nanoTime = nanoTime;
		this.createdAt = nanoTime.getAsLong();
		this.forgottenAt = this.createdAt;
	}

	/**
	 * Write what is new. If that fails, the next look that works makes up for it; while
	 * looks fail, nobody waits for a write that would fail as well.
	 */
	void write(Revocation revocation) {
		if (this.failing) {
			writeLater();
			return;
		}
		try {
			this.store.append(List.of(revocation));
		}
		catch (RuntimeException ex) {
			writeLater();
			fail(ex);
		}
	}

	private void writeLater() {
		this.unwritten.incrementAndGet();
		this.failedWrites.incrementAndGet();
	}

	/**
	 * Have a look at the store.
	 * @return whether it answered
	 */
	synchronized boolean poll() {
		Instant startedAt = this.clock.instant();
		long started = this.nanoTime.getAsLong();
		try {
			look(startedAt, started);
		}
		catch (RuntimeException ex) {
			fail(ex);
			return false;
		}
		succeed(new Success(startedAt, started));
		return true;
	}

	private void look(Instant now, long started) {
		boolean repair = !this.loaded || this.failing || this.failedWrites.get() != this.repairedWrites;
		if (!repair && started - this.fullReadDue < 0 && follow(started)) {
			forget(now, started);
			return;
		}
		boolean known = !repair && started - this.fullReadDue >= 0;
		readAll(now, started, known);
	}

	/**
	 * Read what was appended.
	 * @return whether all is there that was there before
	 */
	private boolean follow(long started) {
		long overlap = this.store.overlap().toNanos();
		while (this.marks.size() > 1 && started - second().time >= overlap) {
			this.marks.removeFirst();
		}
		Mark first = this.marks.peekFirst();
		boolean old = first != null && started - first.time >= overlap;
		Mark last = this.marks.peekLast();
		boolean[] found = { last == null };
		Stored[] latest = new Stored[1];
		read(old ? first.stored.position() : this.start, (stored) -> {
			add(stored);
			found[0] |= last != null && stored.equals(last.stored);
			latest[0] = stored;
		}, () -> {
		});
		if (latest[0] != null && (last == null || !latest[0].equals(last.stored))) {
			this.marks.addLast(new Mark(latest[0], this.nanoTime.getAsLong()));
		}
		return found[0];
	}

	private void forget(Instant now, long started) {
		if (started - this.forgottenAt >= FORGET_INTERVAL.toNanos() && this.unwritten.get() == 0) {
			this.index.forget(now);
			this.forgottenAt = started;
		}
	}

	private Mark second() {
		return this.marks.stream().skip(1).findFirst().orElseThrow();
	}

	/**
	 * Read all, write what is missing, delete what is over.
	 * @param known whether this is only to make sure: until where was read is known
	 */
	private void readAll(Instant now, long started, boolean known) {
		long failedWrites = this.failedWrites.get();
		int unwritten = this.unwritten.get();
		Success lastSuccess = this.success;
		this.index.beginComparison();
		FullRead reader = new FullRead(now.minus(DELETION_DELAY));
		boolean[] lost = new boolean[1];
		Runnable pause = known ? () -> lost[0] |= !keepUp() : () -> {
		};
		read(null, reader, pause);
		long since = (lastSuccess != null) ? lastSuccess.time : this.createdAt;
		writeMissing(now, (unwritten > 0) ? Duration.ofNanos(started - since) : Duration.ZERO);
		reader.deleteOld(pause);
		this.index.forget(now);
		if (!known) {
			this.marks.clear();
			this.start = reader.start();
			if (reader.last != null) {
				this.marks.addLast(new Mark(reader.last, this.nanoTime.getAsLong()));
			}
		}
		this.loaded = true;
		this.repairedWrites = failedWrites;
		this.unwritten.addAndGet(-unwritten);
		this.fullReadDue = this.nanoTime.getAsLong();
		if (!lost[0]) {
			this.fullReadDue += (known ? FULL_READ_INTERVAL : SECOND_READ_DELAY).toNanos();
		}
	}

	/**
	 * Read what was appended, if that is due, while something else takes its time.
	 * @return whether all is there that was there before
	 */
	private boolean keepUp() {
		Success next = new Success(this.clock.instant(), this.nanoTime.getAsLong());
		Success last = this.success;
		if (last != null && next.time - last.time < this.pollInterval.toNanos()) {
			return true;
		}
		boolean complete = follow(next.time);
		this.success = next;
		return complete;
	}

	/**
	 * Write what the store has not. What could not be written in time was not heard of by
	 * others, who may have gone on renewing sessions: it is kept longer by that time.
	 */
	private void writeMissing(Instant now, Duration delay) {
		List<Revocation> batch = new ArrayList<>();
		this.index.forEachMissing(now.minus(delay), (revocation) -> {
			Revocation late = new Revocation(revocation.kind(), revocation.subject(), revocation.issuedBefore(),
					revocation.until().plusSeconds(delay.toSeconds()));
			batch.add(late);
			if (batch.size() == BATCH) {
				append(batch);
			}
		});
		if (!batch.isEmpty()) {
			append(batch);
		}
	}

	private void append(List<Revocation> batch) {
		this.store.append(List.copyOf(batch));
		batch.forEach(this.index::addStored);
		batch.clear();
	}

	private void read(@Nullable Position from, Consumer<Stored> consumer, Runnable pause) {
		Position next = from;
		Stored latest = null;
		List<Stored> page;
		do {
			page = this.store.read(next, PAGE);
			for (Stored stored : page) {
				if (!stored.equals(latest)) {
					consumer.accept(stored);
				}
			}
			latest = page.isEmpty() ? null : page.get(page.size() - 1);
			next = (latest != null) ? latest.position() : null;
			pause.run();
		}
		while (page.size() == PAGE);
	}

	private void add(Stored stored) {
		Revocation revocation = stored.revocation();
		if (revocation == null) {
			warnOfNone(stored.position());
			return;
		}
		try {
			this.index.addStored(revocation);
		}
		catch (IllegalArgumentException ex) {
			warnOfNone(stored.position());
		}
	}

	/**
	 * Once, however often it is read.
	 */
	private void warnOfNone(Position position) {
		if (this.lastNone == null || position.compareTo(this.lastNone) > 0) {
			this.lastNone = position;
			logger.warn("The store of revocations holds what this version does not know, at " + position);
		}
	}

	private void fail(RuntimeException ex) {
		synchronized (this.failedWrites) {
			if (this.failing) {
				logger.debug("The store of revocations still does not answer", ex);
				return;
			}
			this.failing = true;
		}
		logger.warn("The store of revocations does not answer. Sessions that other instances end are not known here, "
				+ "those that this one ends are not known there, until it does", ex);
	}

	private void succeed(Success success) {
		Success last = this.success;
		if (last == null || success.time - last.time > 0) {
			this.success = success;
		}
		synchronized (this.failedWrites) {
			if (!this.failing) {
				return;
			}
			// A write that failed while this went on is made up for by the next look.
			this.failing = false;
		}
		logger.info("The store of revocations answers again. What was not written is");
	}

	/**
	 * The last time that the store answered.
	 * @return the time, {@code null} if it never did
	 */
	@Nullable Success lastSuccess() {
		return this.success;
	}

	boolean isFailing() {
		return this.failing;
	}

	int unwritten() {
		return this.unwritten.get();
	}

	/**
	 * A look at the store that worked.
	 *
	 * @param at when it began
	 * @param time the same in nanoseconds that only grow
	 */
	record Success(Instant at, long time) {
	}

	private record Mark(Stored stored, long time) {
	}

	/**
	 * Adds all that is read, and notes what is over.
	 */
	private final class FullRead implements Consumer<Stored> {

		private final Instant limit;

		private final List<Position> old = new ArrayList<>();

		/**
		 * The last thousand, to begin with when the store is read on.
		 */
		private final Deque<Position> tail = new ArrayDeque<>();

		private @Nullable Stored last;

		FullRead(Instant limit) {
			this.limit = limit;
		}

		@Override
		public void accept(Stored stored) {
			add(stored);
			if (this.last != null && isOver(this.last.revocation())) {
				this.old.add(this.last.position());
			}
			this.last = stored;
			this.tail.addLast(stored.position());
			if (this.tail.size() > BATCH) {
				this.tail.removeFirst();
			}
		}

		private boolean isOver(@Nullable Revocation revocation) {
			return revocation != null && revocation.until().isBefore(this.limit);
		}

		@Nullable Position start() {
			return this.tail.peekFirst();
		}

		/**
		 * All but the last, by which a store is recognized that lost what it had.
		 */
		void deleteOld(Runnable pause) {
			for (int i = 0; i < this.old.size(); i += BATCH) {
				RevocationSync.this.store.delete(this.old.subList(i, Math.min(i + BATCH, this.old.size())));
				pause.run();
			}
		}

	}

}
