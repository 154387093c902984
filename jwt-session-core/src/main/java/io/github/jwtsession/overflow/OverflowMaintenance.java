package io.github.jwtsession.overflow;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.jwtsession.overflow.OverflowStore.Extension;
import io.github.jwtsession.overflow.OverflowStore.Transfer;
import io.github.jwtsession.store.bounded.BoundedCalls;
import org.jspecify.annotations.Nullable;

/**
 * What no request waits for, in the order of what it would cost not to do it: sessions
 * take their blobs along to another id, blobs are kept for longer, those of sessions that
 * have ended are deleted, and so are those that have expired. It is done by {@link #run},
 * in batches. What the store does not take is tried again by the next run, and keeps
 * nothing else from being done.
 */
final class OverflowMaintenance {

	/**
	 * How long the blobs of an ended session are kept: another instance may have changed
	 * the session's id just before, and its blobs go along with the next run there.
	 */
	private static final Duration DELETION_DELAY = Duration.ofSeconds(10);

	/**
	 * What that takes at most, in calls: the one that is under way, one that fails, and
	 * one that succeeds.
	 */
	private static final int CALLS_BEFORE_DELETION = 3;

	private static final int MAX_BATCH = 1000;

	/**
	 * Of deletions, each of which concerns many blobs.
	 */
	private static final int MAX_DELETIONS = 50;

	/**
	 * What is remembered at most for a store that does not answer. The rest is asked for
	 * again when a session is used again, or expires.
	 */
	private static final int MAX_PENDING = 100_000;

	/**
	 * How often expired blobs are looked for, by each instance.
	 */
	private static final Duration CLEANUP_INTERVAL = Duration.ofMinutes(1);

	/**
	 * How many batches of them are deleted in a row. The next run goes on from there.
	 */
	private static final int MAX_CLEANUP_BATCHES = 5;

	private final OverflowStore store;

	private final BoundedCalls calls;

	private final OverflowHealth health;

	private final Clock clock;

	private final Duration deletionDelay;

	/**
	 * Until when this instance has had blobs kept, in seconds since 1970: so that not
	 * each renewal of a session asks for it.
	 */
	private final Cache<String, Long> kept = Caffeine.newBuilder()
		.maximumSize(MAX_PENDING)
		.executor(Runnable::run)
		.build();

	/**
	 * Owners to whom blobs were handed over, and from whom: so that not each renewal asks
	 * for it.
	 */
	private final Cache<String, String> transferred = Caffeine.newBuilder()
		.maximumSize(MAX_PENDING)
		.executor(Runnable::run)
		.build();

	@GuardedBy("this")
	private final Map<String, Transfer> transfers = new LinkedHashMap<>();

	@GuardedBy("this")
	private final Map<String, Extension> extensions = new LinkedHashMap<>();

	/**
	 * Owners, and when their sessions have ended.
	 */
	@GuardedBy("this")
	private final Map<String, Instant> deletions = new LinkedHashMap<>();

	private final BatchSize transferBatch = new BatchSize(MAX_BATCH);

	private final BatchSize extensionBatch = new BatchSize(MAX_BATCH);

	private final BatchSize deletionBatch = new BatchSize(MAX_DELETIONS);

	private final BatchSize cleanupBatch = new BatchSize(MAX_BATCH);

	/**
	 * When the last look for expired blobs was, {@code null} before the first.
	 */
	private @Nullable Instant cleanedAt;

	OverflowMaintenance(OverflowStore store, BoundedCalls calls, OverflowHealth health, Clock clock, Duration timeout) {
		this.store = store;
		this.calls = calls;
		this.health = health;
		this.clock = clock;
		Duration calling = timeout.multipliedBy(CALLS_BEFORE_DELETION);
		this.deletionDelay = (calling.compareTo(DELETION_DELAY) > 0) ? calling : DELETION_DELAY;
	}

	/**
	 * Have a blob kept, if it is not kept for so long anyway.
	 * @param reference refers to the blob
	 * @param owner whose it is
	 * @param needed until when it has to be there
	 * @param until until when to keep it if it is not kept until then
	 */
	void keep(OverflowReference reference, String owner, Instant needed, Instant until) {
		if (!needed.isAfter(reference.keptUntil())) {
			return;
		}
		Long kept = this.kept.getIfPresent(reference.id());
		if (kept != null && kept >= needed.getEpochSecond()) {
			return;
		}
		synchronized (this) {
			if (this.extensions.size() >= MAX_PENDING) {
				return;
			}
			this.extensions.put(reference.id(), new Extension(reference.id(), owner, this.clock.instant(), until));
		}
		this.kept.put(reference.id(), until.getEpochSecond());
	}

	/**
	 * Give all blobs of an owner to another.
	 * @param from whose they are
	 * @param to whose they are to be
	 * @param until until when the last of them is kept
	 */
	synchronized void transfer(String from, String to, Instant until) {
		if (this.transfers.size() < MAX_PENDING && !from.equals(this.transferred.getIfPresent(to))) {
			this.transfers.put(from, new Transfer(from, to, this.clock.instant(), until));
			this.transferred.put(to, from);
		}
	}

	/**
	 * Delete all blobs that an owner still has a while later.
	 */
	synchronized void delete(String owner) {
		if (this.deletions.size() < MAX_PENDING) {
			this.deletions.putIfAbsent(owner, this.clock.instant());
		}
	}

	/**
	 * Do what is pending, and look for expired blobs if it is time. Not for several
	 * threads at once.
	 * @return whether the store has taken everything that is due
	 */
	boolean run() {
		boolean finished = finish();
		return succeeds(this::deleteExpiredIfDue) && finished;
	}

	/**
	 * Do what is pending, and nothing else: an instance that stops has no time for it.
	 * @return whether the store has taken everything that is due
	 */
	boolean finish() {
		boolean transferred = succeeds(this::transferAll);
		boolean extended = succeeds(this::extendAll);
		// Whoever has not got yet what is his must not lose it.
		return transferred && succeeds(this::deleteAll) && extended;
	}

	private boolean succeeds(Runnable task) {
		try {
			task.run();
			return true;
		}
		catch (RuntimeException ex) {
			this.health.failed(ex);
			return false;
		}
	}

	/**
	 * Called before each batch of anything else, too: another instance deletes what was
	 * not handed over in time.
	 */
	private void transferAll() {
		List<Transfer> batch = nextTransfers();
		while (!batch.isEmpty()) {
			List<Transfer> transfers = batch;
			try {
				call(this.transferBatch, () -> this.store.transfer(transfers));
			}
			catch (RuntimeException ex) {
				postponeTransfers(transfers);
				throw ex;
			}
			synchronized (this) {
				transfers.forEach((transfer) -> this.transfers.remove(transfer.from(), transfer));
			}
			batch = nextTransfers();
		}
	}

	private synchronized List<Transfer> nextTransfers() {
		return this.transfers.values().stream().limit(this.transferBatch.get()).toList();
	}

	/**
	 * Behind the others. What has expired meanwhile need not be handed over any more.
	 */
	private synchronized void postponeTransfers(List<Transfer> transfers) {
		Instant now = this.clock.instant();
		for (Transfer transfer : transfers) {
			if (this.transfers.remove(transfer.from(), transfer) && transfer.expiresAt().isAfter(now)) {
				this.transfers.put(transfer.from(), transfer);
			}
		}
	}

	private void extendAll() {
		List<Extension> batch = nextExtensions();
		while (!batch.isEmpty()) {
			List<Extension> extensions = batch;
			try {
				call(this.extensionBatch, () -> this.store.extend(extensions));
			}
			catch (RuntimeException ex) {
				postpone(extensions);
				throw ex;
			}
			transferAll();
			batch = nextExtensions();
		}
	}

	private synchronized List<Extension> nextExtensions() {
		List<Extension> batch = this.extensions.values().stream().limit(this.extensionBatch.get()).toList();
		batch.forEach((extension) -> this.extensions.remove(extension.id()));
		return batch;
	}

	/**
	 * Behind the others: one that always fails must not be tried first for ever.
	 */
	private synchronized void postpone(List<Extension> extensions) {
		// One that came meanwhile lasts for longer.
		extensions.forEach((extension) -> this.extensions.putIfAbsent(extension.id(), extension));
	}

	private void deleteAll() {
		List<String> batch = nextDeletions();
		while (!batch.isEmpty()) {
			List<String> owners = batch;
			try {
				call(this.deletionBatch, () -> this.store.delete(owners));
			}
			catch (RuntimeException ex) {
				postponeDeletions(owners);
				throw ex;
			}
			transferAll();
			batch = nextDeletions();
		}
	}

	private synchronized List<String> nextDeletions() {
		Instant due = this.clock.instant().minus(this.deletionDelay);
		List<String> batch = this.deletions.entrySet()
			.stream()
			.filter((deletion) -> !deletion.getValue().isAfter(due))
			.limit(this.deletionBatch.get())
			.map(Map.Entry::getKey)
			.toList();
		batch.forEach(this.deletions::remove);
		return batch;
	}

	private synchronized void postponeDeletions(List<String> owners) {
		Instant due = this.clock.instant().minus(this.deletionDelay);
		owners.forEach((owner) -> this.deletions.put(owner, due));
	}

	private void call(BatchSize size, Runnable call) {
		try {
			this.calls.run(call);
		}
		catch (RuntimeException ex) {
			size.failed();
			throw ex;
		}
		size.succeeded();
		this.health.succeeded();
	}

	private void deleteExpiredIfDue() {
		Instant now = this.clock.instant();
		Instant last = this.cleanedAt;
		if (last != null && now.isBefore(last.plus(CLEANUP_INTERVAL)) && !now.isBefore(last)) {
			return;
		}
		boolean more = true;
		for (int i = 0; more && i < MAX_CLEANUP_BATCHES; i++) {
			int limit = this.cleanupBatch.get();
			int[] found = new int[1];
			call(this.cleanupBatch, () -> found[0] = this.store.deleteExpired(now, limit));
			more = found[0] >= limit;
			transferAll();
		}
		this.cleanedAt = more ? null : now;
	}

	/**
	 * How much is still to be done.
	 */
	synchronized int pending() {
		return this.transfers.size() + this.extensions.size() + this.deletions.size();
	}

	/**
	 * How much is asked of the store at once: less after a failure, since it may have
	 * been too much, or one of it be at fault.
	 */
	private static final class BatchSize {

		private final int max;

		private int size;

		BatchSize(int max) {
			this.max = max;
			this.size = max;
		}

		int get() {
			return this.size;
		}

		void failed() {
			this.size = Math.max(this.size / 2, 1);
		}

		void succeeded() {
			this.size = Math.min(this.size * 2, this.max);
		}

	}

}
