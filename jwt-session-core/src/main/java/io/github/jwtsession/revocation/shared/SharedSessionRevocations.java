package io.github.jwtsession.revocation.shared;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

import io.github.jwtsession.SessionRevocations;
import io.github.jwtsession.revocation.MemorySessionRevocations;
import io.github.jwtsession.revocation.RevocationIndex;
import io.github.jwtsession.revocation.RevocationRegistry;
import io.github.jwtsession.revocation.RevocationStatus;
import io.github.jwtsession.revocation.shared.RevocationSync.Success;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;

/**
 * Revocations that several instances share through a {@link RevocationStore}. A request
 * is answered from memory alone; what is revoked is written to the store before the
 * method returns, and each instance looks at the store again and again, in a thread of
 * its own.
 */
public final class SharedSessionRevocations implements SessionRevocations, RevocationRegistry, SmartLifecycle {

	/**
	 * How many intervals the store may fail to answer before sessions are refused.
	 */
	private static final int GRACE_INTERVALS = 3;

	private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

	private final RevocationIndex index = new RevocationIndex();

	private final RevocationStore store;

	private final RevocationSync sync;

	private final MemorySessionRevocations local;

	private final Duration pollInterval;

	private final FailureMode failureMode;

	private final Duration skewAllowance;

	private final LongSupplier nanoTime;

	private final AtomicBoolean lookRequested = new AtomicBoolean();

	private volatile @Nullable ScheduledExecutorService executor;

	private final AtomicBoolean listening = new AtomicBoolean();

	/**
	 * Create revocations. They are in force with what the store has as soon as they are
	 * {@linkplain #start() started}.
	 * @param store the store
	 * @param pollInterval how often to look at it
	 * @param failureMode what to do while it does not answer
	 * @param retention how long the longest session may last from its creation
	 * @param skewAllowance by how much the clocks of two instances may differ
	 * @param clock what the time is
	 * @param events is told of sessions revoked by their id
	 */
	public SharedSessionRevocations(RevocationStore store, Duration pollInterval, FailureMode failureMode,
			Duration retention, Duration skewAllowance, Clock clock, ApplicationEventPublisher events) {
		this(store, pollInterval, failureMode, retention, skewAllowance, clock, events, System::nanoTime);
	}

	SharedSessionRevocations(RevocationStore store, Duration pollInterval, FailureMode failureMode, Duration retention,
			Duration skewAllowance, Clock clock, ApplicationEventPublisher events, LongSupplier nanoTime) {
		this.store = store;
		this.sync = new RevocationSync(this.index, store, pollInterval, clock, nanoTime);
		this.local = new MemorySessionRevocations(this.index, this.sync::write, retention, skewAllowance, clock,
				events);
		this.pollInterval = pollInterval;
		this.failureMode = failureMode;
		this.skewAllowance = skewAllowance;
		this.nanoTime = nanoTime;
	}

	/**
	 * Load what the store has, before the web server takes requests.
	 * @throws RevocationStoreException if it does not answer and sessions that cannot be
	 * checked must not be let in
	 */
	@Override
	public synchronized void start() {
		if (this.executor != null) {
			return;
		}
		if (!poll() && this.failureMode == FailureMode.DENY) {
			throw new RevocationStoreException(
					"The store of session revocations does not answer, and 'jwt.session.revocation.on-failure' is "
							+ "'deny': every session would be refused.",
					"Make the store reachable (the warning before this says what is wrong with it), or set "
							+ "'jwt.session.revocation.on-failure' to 'allow' to start without knowing which "
							+ "sessions were revoked.",
					null);
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
	 * Look at the store now.
	 * @return whether it answered
	 */
	public boolean poll() {
		this.lookRequested.set(false);
		if (!this.sync.poll()) {
			return false;
		}
		// Not before the store has answered once: it would not take a listener.
		if (this.listening.compareAndSet(false, true)) {
			this.store.listen(this::requestLook);
		}
		return true;
	}

	private void requestLook() {
		ScheduledExecutorService executor = this.executor;
		if (executor == null || !this.lookRequested.compareAndSet(false, true)) {
			return;
		}
		try {
			executor.execute(this::poll);
		}
		catch (RejectedExecutionException ex) {
			// stopped in between
			this.lookRequested.set(false);
		}
	}

	/**
	 * Stop looking, after a last attempt to write what could not be written so far. A
	 * store that hangs is given up.
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
			executor.awaitTermination(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.store.close();
		this.listening.set(false);
	}

	private void writeRest() {
		if (this.sync.unwritten() > 0) {
			this.sync.poll();
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

	@Override
	public void revokeSession(String sessionId) {
		this.local.revokeSession(sessionId);
	}

	@Override
	public void revokePrincipal(String name) {
		this.local.revokePrincipal(name);
	}

	@Override
	public void revokePrincipal(String name, Instant issuedBefore) {
		this.local.revokePrincipal(name, issuedBefore);
	}

	@Override
	public void revokeAll() {
		this.local.revokeAll();
	}

	@Override
	public void revokeAll(Instant issuedBefore) {
		this.local.revokeAll(issuedBefore);
	}

	@Override
	public void end(String sessionId, Instant until) {
		this.local.end(sessionId, until);
	}

	@Override
	public boolean isEnded(String sessionId) {
		return this.local.isEnded(sessionId);
	}

	@Override
	public boolean announce(String sessionId) {
		return this.local.announce(sessionId);
	}

	@Override
	public RevocationStatus check(String sessionId, @Nullable String principal, Instant issuedAt) {
		RevocationStatus status = this.local.check(sessionId, principal, issuedAt);
		if (status != RevocationStatus.VALID || this.failureMode == FailureMode.ALLOW) {
			return status;
		}
		Success success = this.sync.lastSuccess();
		if (success == null) {
			return RevocationStatus.UNCONFIRMED;
		}
		return (isStale(success) && issuedAt.isBefore(success.at().plus(this.skewAllowance)))
				? RevocationStatus.UNCONFIRMED : status;
	}

	private boolean isStale(Success success) {
		return this.nanoTime.getAsLong() - success.time() > this.pollInterval.toNanos() * GRACE_INTERVALS;
	}

	@Override
	public int size() {
		return this.local.size();
	}

	/**
	 * How it stands between this instance and the store.
	 * @return the state as of now
	 */
	public State state() {
		Success success = this.sync.lastSuccess();
		boolean denying = this.failureMode == FailureMode.DENY && (success == null || isStale(success));
		Duration age = (success != null) ? Duration.ofNanos(this.nanoTime.getAsLong() - success.time()) : null;
		return new State(this.sync.isFailing(), denying, age, this.sync.unwritten());
	}

	/**
	 * How it stands between an instance and the store.
	 *
	 * @param failing whether the store failed to answer when it was asked last
	 * @param denying whether sessions are refused that cannot be checked
	 * @param age for how long nothing was heard from the store, {@code null} if nothing
	 * ever was
	 * @param unwritten how many revocations are still to be written
	 */
	public record State(boolean failing, boolean denying, @Nullable Duration age, int unwritten) {

	}

}
