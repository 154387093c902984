package io.github.jwtsession.revocation.shared;

import io.github.jwtsession.store.StoreConfigurationException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.jwtsession.revocation.Revocation;
import io.github.jwtsession.revocation.RevocationIndex;
import io.github.jwtsession.revocation.RevocationRegistry;
import io.github.jwtsession.revocation.RevocationStatus;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * Revocations that several instances share through a {@link RevocationStore}. A request
 * is answered from memory alone. What is revoked is written to the store before the
 * method returns, and each instance polls the store in a thread of its own.
 * <p>
 * A poll usually {@linkplain RevocationFollower follows} the store: it reads what was
 * appended since the last one. A {@linkplain RevocationReconciler reconciliation} takes
 * its place at first, and a minute later; after a failure, or when what was read last is
 * gone, since the store may have lost something; and every hour.
 */
public final class SharedRevocationRegistry implements RevocationRegistry, SmartLifecycle {

	/**
	 * How many intervals the store may fail to answer before sessions are refused.
	 */
	private static final int GRACE_INTERVALS = 3;

	private static final Duration FORGET_INTERVAL = Duration.ofMinutes(1);

	private static final Duration RETRY_INTERVAL = Duration.ofMillis(200);

	private static final Log logger = LogFactory.getLog(SharedRevocationRegistry.class);

	private final RevocationIndex index = new RevocationIndex();

	/**
	 * What no other instance need know of.
	 */
	private final RevocationIndex own = new RevocationIndex();

	private final StoreHealth health = new StoreHealth();

	private final RevocationStore store;

	private final Duration pollInterval;

	private final FailureMode failureMode;

	private final Duration skewAllowance;

	private final Duration timeout;

	private final Instant createdAt;

	private final UnwrittenRevocations unwritten;

	private final RevocationReader reader;

	private final KeyAnnouncements announcements;

	private final LongSupplier nanoTime;

	private final Supplier<PollTime> time;

	/**
	 * Not the lock of the lifecycle: to stop must be possible while the store hangs.
	 */
	private final Object pollLock = new Object();

	@GuardedBy("pollLock")
	private final RevocationFollower follower;

	@GuardedBy("pollLock")
	private final RevocationReconciler reconciler;

	@GuardedBy("pollLock")
	private PollTime forgottenAt;

	private final AtomicBoolean pollRequested = new AtomicBoolean();

	private final AtomicBoolean listening = new AtomicBoolean();

	/**
	 * Written under the lock of this registry, {@code null} unless it runs.
	 */
	private volatile @Nullable ScheduledExecutorService executor;

	SharedRevocationRegistry(SharedRevocationRegistryBuilder builder) {
		this.store = new BoundedRevocationStore(builder.store, builder.timeout);
		this.pollInterval = builder.pollInterval;
		this.failureMode = builder.failureMode;
		this.skewAllowance = builder.skewAllowance;
		this.timeout = builder.timeout;
		this.nanoTime = builder.nanoTime;
		Clock clock = builder.clock;
		this.createdAt = clock.instant();
		this.time = () -> new PollTime(clock.instant(), this.nanoTime.getAsLong());
		this.unwritten = new UnwrittenRevocations((builder.spool != null) ? new RevocationSpool(builder.spool) : null);
		this.reader = new RevocationReader(this.store, this.index, this.skewAllowance, clock);
		this.follower = new RevocationFollower(this.store, this.reader, this.nanoTime);
		this.reconciler = new RevocationReconciler(this.index, this.store, this.reader, this.follower, this.health,
				this.unwritten, this.pollInterval, this.time);
		this.announcements = new KeyAnnouncements(this.store, this.index, builder.application, builder.activeKey);
		this.forgottenAt = this.time.get();
	}

	/**
	 * Put together a registry. What the store has is in force as soon as it is
	 * {@linkplain #start() started}.
	 * @param store the store
	 * @return a builder
	 */
	public static SharedRevocationRegistryBuilder builder(RevocationStore store) {
		return new SharedRevocationRegistryBuilder(store);
	}

	/**
	 * Load what the store has, before the web server takes requests, and begin to poll.
	 * Does nothing if it runs.
	 * @throws StoreConfigurationException if the store is configured wrongly, or does not
	 * answer and sessions that cannot be checked must not be let in, or if the spool
	 * cannot be used
	 */
	@Override
	public synchronized void start() {
		if (this.executor != null) {
			return;
		}
		this.unwritten.start(this.time.get().at(), this.reader::add);
		try {
			pollFirst();
		}
		catch (StoreConfigurationException ex) {
			this.unwritten.stop();
			throw ex;
		}
		ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread thread = new Thread(task, "jwt-session-revocations");
			thread.setDaemon(true);
			return thread;
		});
		long interval = this.pollInterval.toNanos();
		executor.scheduleWithFixedDelay(this::poll, interval, interval, TimeUnit.NANOSECONDS);
		this.executor = executor;
	}

	/**
	 * A store that does not answer will, one that is configured wrongly will not.
	 */
	private void pollFirst() {
		try {
			pollOrThrow();
			listenUnlessListening();
		}
		catch (StoreConfigurationException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			this.health.failed(ex);
			if (this.failureMode == FailureMode.DENY) {
				throw new StoreConfigurationException(
						"The store of session revocations does not answer, and 'jwt.session.revocation.on-failure' is "
								+ "'deny': every session would be refused.",
						"Make the store reachable (the warning before this says what is wrong with it), or set "
								+ "'jwt.session.revocation.on-failure' to 'allow' to start without knowing which "
								+ "sessions were revoked.",
						null);
			}
		}
	}

	/**
	 * Stop polling, after attempts to write what could not be written so far, which end
	 * with the timeout of a call. Does nothing unless it runs.
	 */
	@Override
	public synchronized void stop() {
		ScheduledExecutorService executor = this.executor;
		if (executor == null) {
			return;
		}
		this.executor = null;
		executor.execute(this::writeRest);
		executor.shutdown();
		try {
			if (!executor.awaitTermination(this.timeout.toNanos(), TimeUnit.NANOSECONDS)) {
				executor.shutdownNow();
			}
		}
		catch (InterruptedException ex) {
			executor.shutdownNow();
			Thread.currentThread().interrupt();
		}
		this.unwritten.stop();
		stopListening();
	}

	private void writeRest() {
		while (this.unwritten.count() > 0 && !pollOnce()) {
			try {
				TimeUnit.NANOSECONDS.sleep(RETRY_INTERVAL.toNanos());
			}
			catch (InterruptedException ex) {
				// the time is over
				return;
			}
		}
	}

	private void stopListening() {
		if (!this.listening.getAndSet(false)) {
			return;
		}
		try {
			this.store.close();
		}
		catch (RuntimeException ex) {
			logger.debug("The store of revocations did not stop notifying", ex);
		}
	}

	@Override
	public boolean isRunning() {
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
	 * Poll the store now, in this thread.
	 * @return whether it answered
	 */
	public boolean poll() {
		this.pollRequested.set(false);
		if (!pollOnce()) {
			// it would go on trying to connect, and say so each time
			stopListening();
			return false;
		}
		listenUnlessListening();
		return true;
	}

	/**
	 * Not before the store has answered once: it would not take a listener.
	 */
	private void listenUnlessListening() {
		if (this.listening.compareAndSet(false, true)) {
			listen();
		}
	}

	private void listen() {
		try {
			this.store.listen(this::requestPoll);
		}
		catch (RuntimeException ex) {
			logger.warn(
					"The store does not notify of new revocations, they are read by polling. " + FailureMessage.of(ex));
		}
	}

	private void requestPoll() {
		ScheduledExecutorService executor = this.executor;
		if (executor == null || !this.pollRequested.compareAndSet(false, true)) {
			return;
		}
		try {
			executor.execute(this::poll);
		}
		catch (RejectedExecutionException ex) {
			// stopped in between
			this.pollRequested.set(false);
		}
	}

	private boolean pollOnce() {
		try {
			pollOrThrow();
			return true;
		}
		catch (RuntimeException ex) {
			this.health.failed(ex);
			return false;
		}
	}

	private void pollOrThrow() {
		synchronized (this.pollLock) {
			PollTime now = this.time.get();
			followOrReconcile(now);
			this.announcements.announceIfDue(now);
			this.health.succeeded(now);
		}
	}

	@GuardedBy("pollLock")
	private void followOrReconcile(PollTime now) {
		boolean complete = this.reconciler.hasRun() && !this.health.isFailing();
		if (!complete || (this.unwritten.count() > 0 && !this.reconciler.isRepairPending())) {
			this.reconciler.reconcile(now);
		}
		else if (this.reconciler.isDue(now)) {
			this.reconciler.reconcileWhileFollowing(now);
		}
		else if (!this.follower.follow(now.nanos())) {
			// what was read last is gone
			this.reconciler.reconcile(now);
		}
		else {
			this.reconciler.resumeRepair(now);
			forgetIfDue(now);
		}
	}

	@GuardedBy("pollLock")
	private void forgetIfDue(PollTime now) {
		if (now.since(this.forgottenAt).compareTo(FORGET_INTERVAL) >= 0 && this.unwritten.count() == 0) {
			this.index.forget(now.at());
			this.own.forget(now.at());
			this.forgottenAt = now;
		}
	}

	@Override
	public void end(String sessionId, Instant until) {
		write(this.index.end(sessionId, until));
	}

	@Override
	public void endHere(String sessionId, Instant until) {
		this.own.end(sessionId, until);
	}

	@Override
	public void revokePrincipal(String name, Instant issuedBefore, Instant until) {
		write(this.index.revokePrincipal(name, issuedBefore, until));
	}

	@Override
	public void revokeAll(Instant issuedBefore, Instant until) {
		write(this.index.revokeAll(issuedBefore, until));
	}

	/**
	 * The store is polled before: what another instance has just revoked is to be taken
	 * back, too.
	 */
	@Override
	public boolean reinstatePrincipal(String name) {
		poll();
		return write(this.index.reinstatePrincipal(name));
	}

	/**
	 * As {@link #reinstatePrincipal}.
	 */
	@Override
	public boolean reinstateAll() {
		poll();
		return write(this.index.reinstateAll());
	}

	/**
	 * Write what is new. If that fails, the next poll that succeeds writes it; while
	 * polls fail, nobody waits for a write that would fail as well.
	 * @return whether there is anything new
	 */
	private boolean write(@Nullable Revocation added) {
		if (added == null) {
			return false;
		}
		if (this.health.isFailing()) {
			missedWrite(added);
			return true;
		}
		try {
			this.store.append(List.of(added));
		}
		catch (RuntimeException ex) {
			missedWrite(added);
			this.health.failed(ex);
		}
		return true;
	}

	private void missedWrite(Revocation added) {
		PollTime success = this.health.lastSuccess();
		this.unwritten.add(added, (success != null) ? success.at() : this.createdAt);
	}

	@Override
	public boolean isEnded(String sessionId) {
		return this.index.isEnded(sessionId) || this.own.isEnded(sessionId);
	}

	@Override
	public boolean announce(String sessionId) {
		return this.index.announce(sessionId) || this.own.announce(sessionId);
	}

	@Override
	public RevocationStatus check(String sessionId, @Nullable String principal, Instant issuedAt) {
		RevocationStatus status = this.own.isEnded(sessionId) ? RevocationStatus.ENDED
				: this.index.check(sessionId, principal, issuedAt);
		if (status != RevocationStatus.VALID || this.failureMode == FailureMode.ALLOW) {
			return status;
		}
		PollTime success = this.health.lastSuccess();
		boolean unconfirmed = success == null
				|| (isStale(success) && issuedAt.isBefore(success.at().plus(this.skewAllowance)));
		return unconfirmed ? RevocationStatus.UNCONFIRMED : status;
	}

	private boolean isStale(PollTime success) {
		return this.nanoTime.getAsLong() - success.nanos() > this.pollInterval.toNanos() * GRACE_INTERVALS;
	}

	@Override
	public int size() {
		return this.index.size() + this.own.size();
	}

	/**
	 * Since when another instance encrypts with a key, as it has announced within the
	 * last two minutes.
	 * @param keyId the name of the key, whoever says it
	 * @return the moment, {@code null} if no instance has announced the key
	 */
	public @Nullable Instant keyAnnouncedSince(String keyId) {
		return this.announcements.since(keyId, this.time.get().at());
	}

	/**
	 * How it stands between this instance and the store.
	 * @return the state as of now
	 */
	public State state() {
		PollTime success = this.health.lastSuccess();
		boolean denying = this.failureMode == FailureMode.DENY && (success == null || isStale(success));
		Duration age = (success != null) ? this.time.get().since(success) : null;
		return new State(this.health.isFailing(), denying, age, this.unwritten.count());
	}

	/**
	 * How it stands between an instance and the store.
	 *
	 * @param failing whether the store failed to answer when it was asked last
	 * @param denying whether sessions are refused that cannot be checked
	 * @param age how long ago the store last answered, {@code null} if it never did
	 * @param unwritten how many revocations are still to be written
	 */
	public record State(boolean failing, boolean denying, @Nullable Duration age, int unwritten) {

	}

}
