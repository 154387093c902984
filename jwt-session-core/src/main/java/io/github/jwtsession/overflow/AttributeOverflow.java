package io.github.jwtsession.overflow;

import io.github.jwtsession.store.StoreConfigurationException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.jwtsession.SessionOverflowUnavailableException;
import io.github.jwtsession.overflow.OverflowStore.Blob;
import io.github.jwtsession.overflow.OverflowStore.Statistics;
import io.github.jwtsession.store.bounded.BoundedCalls;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * Attributes that stand in a store instead of in the session's token, which then holds a
 * {@linkplain OverflowReference reference}. Reads are answered by a cache, or by the
 * store; writes return when the store has the blob; whatever else there is to do is done
 * by a thread that nobody waits for.
 */
public final class AttributeOverflow implements SmartLifecycle {

	/**
	 * What the bytes of an attribute are limited to: they are in memory several times
	 * while they are written.
	 */
	public static final int MAX_LENGTH = 16 * 1024 * 1024;

	private static final Duration MAINTENANCE_INTERVAL = Duration.ofSeconds(1);

	private static final Log logger = LogFactory.getLog(AttributeOverflow.class);

	private final OverflowStore store;

	private final BoundedCalls calls;

	private final BlobCipher cipher;

	private final BlobCache cache;

	private final LostBlobs lost = new LostBlobs();

	private final OverflowHealth health = new OverflowHealth();

	private final OverflowMaintenance maintenance;

	private final Clock clock;

	private final int threshold;

	private final boolean eager;

	private final LongAdder written = new LongAdder();

	private final Object maintenanceLock = new Object();

	@GuardedBy("this")
	private @Nullable ScheduledExecutorService executor;

	private AttributeOverflow(Builder builder) {
		this.store = builder.store;
		this.calls = new BoundedCalls("the overflow store", "jwt-session-overflow-store", builder.timeout,
				builder.store::reset);
		this.cipher = new BlobCipher(builder.application);
		this.cache = new BlobCache(builder.cacheSize);
		this.maintenance = new OverflowMaintenance(this.store, this.calls, this.health, builder.clock, builder.timeout);
		this.clock = builder.clock;
		this.threshold = builder.threshold;
		this.eager = builder.eager;
	}

	/**
	 * Put together what an overflow needs.
	 * @param store where blobs are
	 * @return a builder
	 */
	public static Builder builder(OverflowStore store) {
		return new Builder(store);
	}

	/**
	 * How long an attribute is at least that may stand in the store.
	 * @return bytes of its JSON
	 */
	public int threshold() {
		return this.threshold;
	}

	/**
	 * Whether attributes of that length always stand in the store, or only if the session
	 * does not fit into its cookies otherwise.
	 * @return {@code true} if they always do
	 */
	public boolean isEager() {
		return this.eager;
	}

	/**
	 * The present moment, of a clock of its own: what is given to {@link #load} by a
	 * session that was opened now.
	 * @return the moment
	 */
	public long moment() {
		return this.lost.moment();
	}

	/**
	 * Load an attribute.
	 * @param name its name
	 * @param reference what stands for it in the token
	 * @param openedAt the {@linkplain #moment moment} at which the session was opened
	 * @return its JSON, {@code null} if it is lost and requests that had their session at
	 * that moment were told
	 * @throws SessionOverflowUnavailableException if the store does not answer, or has
	 * not got it, which this request is among the first to notice
	 */
	public byte @Nullable [] load(String name, OverflowReference reference, long openedAt) {
		byte[] blob = this.cache.find(reference.id());
		boolean cached = blob != null;
		if (blob == null) {
			blob = get(name, reference.id());
		}
		if (blob != null && !this.cipher.knows(blob)) {
			throw new SessionOverflowUnavailableException(name,
					"the overflow store has it in a format that this version does not know", null);
		}
		byte[] json = (blob != null) ? this.cipher.open(name, blob, reference) : null;
		if (json == null) {
			noteLoss(name, reference, openedAt, (blob != null) ? "what the overflow store has of it cannot be decrypted"
					: "the overflow store answers and does not have it any more");
			return null;
		}
		if (!cached && blob != null) {
			this.cache.add(reference.id(), blob);
		}
		return json;
	}

	private byte @Nullable [] get(String name, String id) {
		try {
			Optional<byte[]> blob = this.calls.call(() -> Optional.ofNullable(this.store.get(id)));
			this.health.succeeded();
			return blob.orElse(null);
		}
		catch (RuntimeException ex) {
			this.health.failed(ex);
			throw new SessionOverflowUnavailableException(name, "the overflow store does not answer", ex);
		}
	}

	private void noteLoss(String name, OverflowReference reference, long openedAt, String reason) {
		if (this.lost.isNews(reference.id(), openedAt)) {
			throw new SessionOverflowUnavailableException(name, reason, null);
		}
		this.lost.report(name, reason);
	}

	/**
	 * Make a reference to what is going to be {@linkplain #put put}.
	 * @param length bytes of the attribute's JSON
	 * @param family the id that the session had when it first had a reference
	 * @param keptUntil until when to keep it, written to the second
	 * @return the reference
	 */
	public OverflowReference newReference(int length, String family, Instant keptUntil) {
		return new OverflowReference(this.cipher.newId(), this.cipher.newKey(), family, length,
				keptUntil.truncatedTo(ChronoUnit.SECONDS));
	}

	/**
	 * Put attributes, and return when every instance can load them.
	 * @param attributes one or more
	 * @param sessionId the id of the session that they are of
	 * @throws RuntimeException if the store does not take them, or does not say so in
	 * time. Those that it has taken expire
	 */
	public void put(Collection<Entry> attributes, String sessionId) {
		Instant now = this.clock.instant();
		String owner = this.cipher.ownerOf(sessionId);
		List<Blob> blobs = new ArrayList<>(attributes.size());
		for (Entry attribute : attributes) {
			OverflowReference reference = attribute.reference();
			blobs.add(new Blob(reference.id(), owner, this.cipher.seal(attribute.name(), attribute.json(), reference),
					now, reference.keptUntil()));
		}
		try {
			this.calls.run(() -> this.store.put(blobs));
		}
		catch (RuntimeException ex) {
			this.health.failed(ex);
			throw ex;
		}
		this.health.succeeded();
		blobs.forEach((blob) -> this.cache.add(blob.id(), blob.content()));
		this.written.add(blobs.size());
	}

	/**
	 * Have attributes kept, soon.
	 * @param references refer to them
	 * @param sessionId the id of the session that they are of
	 * @param needed until when they have to be there
	 * @param until until when to keep those that would not be there so long
	 */
	public void keep(Collection<OverflowReference> references, String sessionId, Instant needed, Instant until) {
		String owner = this.cipher.ownerOf(sessionId);
		for (OverflowReference reference : references) {
			this.maintenance.keep(reference, owner, needed, until);
		}
	}

	/**
	 * Have attributes go over to another id of their session, soon: whoever has a token
	 * of the former id and ends that must not have them deleted.
	 * @param formerId the former id
	 * @param sessionId the present one
	 * @param until until when the last of them is kept
	 */
	public void carryOver(String formerId, String sessionId, Instant until) {
		this.maintenance.transfer(this.cipher.ownerOf(formerId), this.cipher.ownerOf(sessionId), until);
	}

	/**
	 * Delete all that a session has in the store, soon: no token of its id is accepted
	 * any more. Not at once: another instance may have changed the id a moment ago. A
	 * request of it that is still under way may find an attribute lost.
	 * @param sessionId the session's id
	 */
	public void forget(String sessionId) {
		this.maintenance.delete(this.cipher.ownerOf(sessionId));
	}

	/**
	 * Do what is pending now. Done once a second, once this is started.
	 * @return whether the store has taken everything
	 */
	public boolean maintain() {
		synchronized (this.maintenanceLock) {
			return this.maintenance.run();
		}
	}

	private void maintainSafely() {
		safely(this::maintain);
	}

	private static void safely(Runnable task) {
		try {
			task.run();
		}
		catch (RuntimeException | Error ex) {
			logger.warn("The overflow store of sessions was not maintained. It is tried again.", ex);
		}
	}

	/**
	 * What the store has.
	 * @return the statistics
	 * @throws RuntimeException if the store does not answer
	 */
	public Statistics statistics() {
		return this.calls.call(this.store::statistics);
	}

	/**
	 * How it stands on this instance.
	 * @return counts since it was made
	 */
	public State state() {
		return new State(this.health.isFailing(), this.cache.size(), this.cache.hits(), this.cache.misses(),
				this.written.sum(), this.lost.count(), this.health.failures(), this.maintenance.pending());
	}

	/**
	 * Begin to maintain the store. Does nothing if it is running.
	 * @throws StoreConfigurationException if the store is configured wrongly. One that
	 * does not answer is waited for
	 */
	@Override
	public synchronized void start() {
		if (this.executor != null) {
			return;
		}
		verify();
		ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread thread = new Thread(task, "jwt-session-overflow");
			thread.setDaemon(true);
			return thread;
		});
		long interval = MAINTENANCE_INTERVAL.toMillis();
		executor.scheduleWithFixedDelay(this::maintainSafely, interval, interval, TimeUnit.MILLISECONDS);
		this.executor = executor;
	}

	private void verify() {
		try {
			this.calls.run(this.store::verify);
		}
		catch (StoreConfigurationException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			this.health.failed(ex);
		}
	}

	@Override
	public synchronized void stop() {
		if (this.executor == null) {
			return;
		}
		this.executor.shutdownNow();
		this.executor = null;
		safely(this::finish);
	}

	/**
	 * The instance stops, and is not waited for much longer: others look for what has
	 * expired.
	 */
	private void finish() {
		synchronized (this.maintenanceLock) {
			this.maintenance.finish();
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.executor != null;
	}

	/**
	 * Started before the web server and stopped after it; the other way round with what
	 * the store is reached by: connection factories are of phase zero.
	 */
	@Override
	public int getPhase() {
		return 1;
	}

	/**
	 * An attribute that is to stand in the store.
	 *
	 * @param name its name
	 * @param json its value
	 * @param reference what is to stand for it in the token
	 */
	public record Entry(String name, byte[] json, OverflowReference reference) {

		/**
		 * The name alone.
		 */
		@Override
		public String toString() {
			return "Entry[name=" + this.name + "]";
		}

	}

	/**
	 * How it stands on this instance.
	 *
	 * @param failing whether the store failed to answer when it was asked last
	 * @param cached how many blobs are in the cache
	 * @param hits how many reads the cache has answered
	 * @param misses how many reads had to ask the store
	 * @param written how many blobs were written
	 * @param lost how many reads found that a blob is lost
	 * @param failures how many calls to the store have failed
	 * @param pending how much is to be kept for longer or deleted
	 */
	public record State(boolean failing, long cached, long hits, long misses, long written, long lost, long failures,
			int pending) {
	}

	/**
	 * Puts together what an overflow needs.
	 */
	public static final class Builder {

		private final OverflowStore store;

		private String application = "";

		private Clock clock = Clock.systemUTC();

		private Duration timeout = Duration.ofSeconds(2);

		private long cacheSize = 32L * 1024 * 1024;

		private int threshold = 2048;

		private boolean eager;

		private Builder(OverflowStore store) {
			this.store = store;
		}

		/**
		 * Set what blobs are bound to.
		 * @param application the audience of the application
		 * @return this builder
		 */
		public Builder application(String application) {
			this.application = application;
			return this;
		}

		/**
		 * Set what the time is.
		 * @param clock a clock, by default the system's
		 * @return this builder
		 */
		public Builder clock(Clock clock) {
			this.clock = clock;
			return this;
		}

		/**
		 * Set how long a call to the store may take.
		 * @param timeout above zero, by default two seconds
		 * @return this builder
		 */
		public Builder timeout(Duration timeout) {
			this.timeout = timeout;
			return this;
		}

		/**
		 * Set how much of the store the cache may hold.
		 * @param cacheSize bytes, zero or more, by default 32 MB
		 * @return this builder
		 */
		public Builder cacheSize(long cacheSize) {
			this.cacheSize = cacheSize;
			return this;
		}

		/**
		 * Set how long an attribute is at least that may stand in the store.
		 * @param threshold bytes of its JSON, by default 2048
		 * @return this builder
		 */
		public Builder threshold(int threshold) {
			this.threshold = threshold;
			return this;
		}

		/**
		 * Set whether attributes of that length always stand in the store.
		 * @param eager {@code true} if they do, by default only if they must
		 * @return this builder
		 */
		public Builder eager(boolean eager) {
			this.eager = eager;
			return this;
		}

		/**
		 * Put it together.
		 * @return the overflow, not started yet
		 */
		public AttributeOverflow build() {
			return new AttributeOverflow(this);
		}

	}

}
