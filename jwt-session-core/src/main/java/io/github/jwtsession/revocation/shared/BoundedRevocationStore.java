package io.github.jwtsession.revocation.shared;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.github.jwtsession.revocation.Revocation;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A store that answers within a time or not at all, whatever its driver and its
 * connection pool do. Each call is made in a thread of its own, which is interrupted and
 * given up when the time is over: the next call takes another one, and another
 * connection.
 */
final class BoundedRevocationStore implements RevocationStore {

	/**
	 * How many calls that were given up may still be under way, each with its thread.
	 * Beyond that the store is not called until one of them returns.
	 */
	private static final int MAX_HANGING = 32;

	private static final Log logger = LogFactory.getLog(BoundedRevocationStore.class);

	private final RevocationStore store;

	private final Duration timeout;

	private final ExecutorService executor = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "jwt-session-revocation-store");
		thread.setDaemon(true);
		return thread;
	});

	private final AtomicInteger hanging = new AtomicInteger();

	/**
	 * Create a store.
	 * @param store the one that is called
	 * @param timeout how long each call may take
	 */
	BoundedRevocationStore(RevocationStore store, Duration timeout) {
		this.store = store;
		this.timeout = timeout;
	}

	@Override
	public void append(Collection<Revocation> revocations) {
		run(() -> this.store.append(revocations));
	}

	@Override
	public List<Stored> read(@Nullable Position from, int limit) {
		return call(() -> this.store.read(from, limit));
	}

	@Override
	public Duration overlap() {
		return this.store.overlap();
	}

	@Override
	public void delete(Collection<Position> positions) {
		run(() -> this.store.delete(positions));
	}

	@Override
	public boolean claimRepair(String owner, Duration lease) {
		return call(() -> this.store.claimRepair(owner, lease));
	}

	@Override
	public void releaseRepair(String owner) {
		run(() -> this.store.releaseRepair(owner));
	}

	@Override
	public void listen(Runnable listener) {
		run(() -> this.store.listen(listener));
	}

	/**
	 * Waited for by nobody.
	 */
	@Override
	public void reset() {
		try {
			this.store.reset();
		}
		catch (RuntimeException ex) {
			logger.debug("The connection to the store of revocations was not reset", ex);
		}
	}

	@Override
	public void close() {
		run(this.store::close);
	}

	private void run(Runnable call) {
		call(() -> {
			call.run();
			return true;
		});
	}

	private <T> T call(Callable<T> call) {
		if (this.hanging.get() >= MAX_HANGING) {
			throw new IllegalStateException(
					"%d calls to the store of revocations have not returned".formatted(MAX_HANGING));
		}
		AtomicReference<State> state = new AtomicReference<>(State.WAITING);
		Future<T> answer = this.executor.submit(() -> {
			if (!state.compareAndSet(State.WAITING, State.UNDER_WAY)) {
				throw new IllegalStateException("Given up before it began");
			}
			try {
				return call.call();
			}
			finally {
				if (state.getAndSet(State.RETURNED) == State.GIVEN_UP) {
					this.hanging.decrementAndGet();
				}
			}
		});
		try {
			return answer.get(this.timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			giveUp(answer, state);
			this.executor.execute(this::reset);
			throw new IllegalStateException("No answer within %d ms".formatted(this.timeout.toMillis()));
		}
		catch (InterruptedException ex) {
			giveUp(answer, state);
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while waiting for an answer");
		}
		catch (ExecutionException ex) {
			throw unchecked(ex.getCause());
		}
	}

	private void giveUp(Future<?> answer, AtomicReference<State> state) {
		this.hanging.incrementAndGet();
		if (state.getAndUpdate(State::giveUp) != State.UNDER_WAY) {
			this.hanging.decrementAndGet();
		}
		answer.cancel(true);
	}

	private static RuntimeException unchecked(@Nullable Throwable cause) {
		if (cause instanceof Error error) {
			throw error;
		}
		return (cause instanceof RuntimeException runtime) ? runtime : new IllegalStateException(cause);
	}

	/**
	 * What becomes of a call. One that was given up counts as hanging until it returns.
	 */
	private enum State {

		WAITING, UNDER_WAY, GIVEN_UP, RETURNED;

		State giveUp() {
			return (this == RETURNED) ? this : GIVEN_UP;
		}

	}

}
