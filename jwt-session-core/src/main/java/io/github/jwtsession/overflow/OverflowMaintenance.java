package io.github.jwtsession.overflow;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.jwtsession.overflow.OverflowStore.Extension;
import io.github.jwtsession.store.BoundedCalls;
import org.jspecify.annotations.Nullable;

/**
 * What no request waits for: blobs are kept for longer, those of sessions that have ended
 * are deleted, and so are those that have expired. It is done by {@link #run}, in
 * batches. What the store does not take is tried again by the next run.
 */
final class OverflowMaintenance {

	private static final int BATCH = 1000;

	/**
	 * What is remembered at most for a store that does not answer. The rest is asked for
	 * again when a session is used again, or expires.
	 */
	private static final int MAX_PENDING = 100_000;

	/**
	 * How often expired blobs are looked for, by each instance.
	 */
	private static final Duration CLEANUP_INTERVAL = Duration.ofMinutes(1);

	private final OverflowStore store;

	private final BoundedCalls calls;

	private final OverflowHealth health;

	private final Clock clock;

	/**
	 * Until when this instance has had blobs kept, in seconds since 1970: so that not
	 * each renewal of a session asks for it.
	 */
	private final Cache<String, Long> kept = Caffeine.newBuilder()
		.maximumSize(MAX_PENDING)
		.executor(Runnable::run)
		.build();

	@GuardedBy("this")
	private final Map<String, Extension> extensions = new LinkedHashMap<>();

	@GuardedBy("this")
	private final Set<String> deletions = new LinkedHashSet<>();

	/**
	 * When the last look for expired blobs was, {@code null} before the first.
	 */
	private @Nullable Instant cleanedAt;

	OverflowMaintenance(OverflowStore store, BoundedCalls calls, OverflowHealth health, Clock clock) {
		this.store = store;
		this.calls = calls;
		this.health = health;
		this.clock = clock;
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

	synchronized void delete(String owner) {
		if (this.deletions.size() < MAX_PENDING) {
			this.deletions.add(owner);
		}
	}

	/**
	 * Do what is pending, and look for expired blobs if it is time. Not for several
	 * threads at once.
	 * @return whether the store has taken everything
	 */
	boolean run() {
		try {
			// What is deleted need not be kept for longer.
			inBatches(takeDeletions(), this.store::delete, this::deleteAgain);
			inBatches(takeExtensions(), this.store::extend, this::extendAgain);
			deleteExpiredIfDue();
			return true;
		}
		catch (RuntimeException ex) {
			this.health.failed(ex);
			return false;
		}
	}

	private <T> void inBatches(List<T> all, Consumer<List<T>> call, Consumer<List<T>> again) {
		for (int start = 0; start < all.size(); start += BATCH) {
			List<T> batch = all.subList(start, Math.min(start + BATCH, all.size()));
			try {
				this.calls.run(() -> call.accept(batch));
			}
			catch (RuntimeException ex) {
				again.accept(all.subList(start, all.size()));
				throw ex;
			}
			this.health.succeeded();
		}
	}

	private synchronized List<String> takeDeletions() {
		if (this.deletions.isEmpty()) {
			return List.of();
		}
		List<String> all = List.copyOf(this.deletions);
		this.deletions.clear();
		return all;
	}

	private synchronized void deleteAgain(List<String> owners) {
		this.deletions.addAll(owners);
	}

	private synchronized List<Extension> takeExtensions() {
		if (this.extensions.isEmpty()) {
			return List.of();
		}
		List<Extension> all = new ArrayList<>(this.extensions.values());
		this.extensions.clear();
		return all;
	}

	private synchronized void extendAgain(List<Extension> extensions) {
		// One that came meanwhile lasts for longer.
		extensions.forEach((extension) -> this.extensions.putIfAbsent(extension.id(), extension));
	}

	private void deleteExpiredIfDue() {
		Instant now = this.clock.instant();
		Instant last = this.cleanedAt;
		if (last != null && now.isBefore(last.plus(CLEANUP_INTERVAL)) && !now.isBefore(last)) {
			return;
		}
		int found;
		do {
			found = this.calls.call(() -> this.store.deleteExpired(now, BATCH));
		}
		while (found >= BATCH);
		this.health.succeeded();
		this.cleanedAt = now;
	}

	/**
	 * How much is still to be done.
	 */
	synchronized int pending() {
		return this.extensions.size() + this.deletions.size();
	}

}
