package io.github.jwtsession.overflow;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * A store for tests, that counts what it is asked and can be switched off.
 */
public final class MemoryOverflowStore implements OverflowStore {

	private final Map<String, Blob> blobs = new ConcurrentHashMap<>();

	private final AtomicInteger puts = new AtomicInteger();

	private final AtomicInteger gets = new AtomicInteger();

	private final AtomicInteger extensions = new AtomicInteger();

	private volatile boolean off;

	private volatile @Nullable Runnable onNextPut;

	private volatile @Nullable Predicate<String> undeletable;

	/**
	 * What is there.
	 * @return blobs by id, a view
	 */
	public Map<String, Blob> blobs() {
		return this.blobs;
	}

	/**
	 * How many blobs were put.
	 * @return the number
	 */
	public int puts() {
		return this.puts.get();
	}

	/**
	 * How often a blob was asked for.
	 * @return the number
	 */
	public int gets() {
		return this.gets.get();
	}

	/**
	 * How often a blob was to be kept longer.
	 * @return the number
	 */
	public int extensions() {
		return this.extensions.get();
	}

	/**
	 * Switch it off, or on again.
	 * @param off whether it does not answer
	 */
	public void setOff(boolean off) {
		this.off = off;
	}

	/**
	 * Do something when the next blobs have been put, and before that is said.
	 * @param task what to do
	 */
	public void onNextPut(Runnable task) {
		this.onNextPut = task;
	}

	/**
	 * Have all deletions fail.
	 */
	public void failToDelete() {
		this.undeletable = (owner) -> true;
	}

	/**
	 * Have deletions fail that concern an owner.
	 * @param owner the owner
	 */
	public void failToDelete(String owner) {
		this.undeletable = owner::equals;
	}

	private void requireOn() {
		if (this.off) {
			throw new IllegalStateException("The test's store is switched off");
		}
	}

	@Override
	public void put(Collection<Blob> blobs) {
		requireOn();
		blobs.forEach((blob) -> this.blobs.put(blob.id(), blob));
		this.puts.addAndGet(blobs.size());
		Runnable task = this.onNextPut;
		this.onNextPut = null;
		if (task != null) {
			task.run();
		}
	}

	@Override
	public byte @Nullable [] get(String id) {
		requireOn();
		this.gets.incrementAndGet();
		Blob blob = this.blobs.get(id);
		return (blob != null) ? blob.content() : null;
	}

	@Override
	public void extend(Collection<Extension> extensions) {
		requireOn();
		this.extensions.addAndGet(extensions.size());
		extensions.forEach((extension) -> this.blobs.computeIfPresent(extension.id(),
				(id, blob) -> extension.expiresAt().isAfter(blob.expiresAt())
						? new Blob(id, blob.owner(), blob.content(), blob.createdAt(), extension.expiresAt()) : blob));
	}

	@Override
	public void transfer(Collection<Transfer> transfers) {
		requireOn();
		transfers.forEach((transfer) -> this.blobs.replaceAll((id, blob) -> blob.owner().equals(transfer.from())
				? new Blob(id, transfer.to(), blob.content(), blob.createdAt(), blob.expiresAt()) : blob));
	}

	@Override
	public void delete(Collection<String> owners) {
		requireOn();
		Predicate<String> undeletable = this.undeletable;
		if (undeletable != null && owners.stream().anyMatch(undeletable)) {
			throw new IllegalStateException("The test's store does not delete");
		}
		this.blobs.values().removeIf((blob) -> owners.contains(blob.owner()));
	}

	@Override
	public int deleteExpired(Instant now, int limit) {
		requireOn();
		List<String> expired = this.blobs.values()
			.stream()
			.filter((blob) -> blob.expiresAt().isBefore(now))
			.map(Blob::id)
			.limit(limit)
			.toList();
		expired.forEach(this.blobs::remove);
		return expired.size();
	}

	@Override
	public Statistics statistics() {
		requireOn();
		return new Statistics(this.blobs.size(),
				this.blobs.values().stream().mapToLong((blob) -> blob.content().length).sum(),
				this.blobs.values().stream().map(Blob::createdAt).min(Instant::compareTo).orElse(null));
	}

}
