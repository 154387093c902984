package io.github.jwtsession.overflow;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;

/**
 * Blobs as the store has them: who looks into the memory of an instance, and has no
 * token, learns no more than from the store. A blob never changes, so that none can be
 * out of date.
 */
final class BlobCache {

	/**
	 * What an entry takes up beside its content, roughly.
	 */
	private static final int ENTRY_OVERHEAD = 200;

	private final Cache<String, byte[]> blobs;

	/**
	 * Create a cache.
	 * @param maxBytes how much it may hold, zero or more
	 */
	BlobCache(long maxBytes) {
		this.blobs = Caffeine.newBuilder()
			.maximumWeight(maxBytes)
			.weigher((String id, byte[] blob) -> ENTRY_OVERHEAD + blob.length)
			.executor(Runnable::run)
			.recordStats()
			.build();
	}

	byte @Nullable [] find(String id) {
		return this.blobs.getIfPresent(id);
	}

	void add(String id, byte[] blob) {
		this.blobs.put(id, blob);
	}

	long size() {
		return this.blobs.estimatedSize();
	}

	long hits() {
		return this.blobs.stats().hitCount();
	}

	long misses() {
		return this.blobs.stats().missCount();
	}

}
