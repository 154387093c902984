package io.github.jwtsession.store.bounded;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Calls to a store that return within a time or not at all, whatever its driver and its
 * connection pool do. Each call is made in a thread of its own, which is interrupted and
 * given up when the time is over: the next call takes another one, and another
 * connection.
 */
public final class BoundedCalls {

	/**
	 * How many calls that were given up may still be under way, each with its thread.
	 * Beyond that the store is not called until one of them returns.
	 */
	private static final int MAX_HANGING = 32;

	/**
	 * How many calls may be under way that somebody waits for, each with its thread.
	 * Further ones wait for their turn, as they would for a connection.
	 */
	private static final int MAX_CALLS = 64;

	/**
	 * What of its time a call must have had before it says something of the connection.
	 * One that has waited for its turn may have had next to none.
	 */
	private static final double WHOLE_TIME = 0.9;

	private static final Log logger = LogFactory.getLog(BoundedCalls.class);

	private final String name;

	private final Duration timeout;

	private final Runnable reset;

	private final ExecutorService executor;

	private final Semaphore permits = new Semaphore(MAX_CALLS);

	private final AtomicInteger hanging = new AtomicInteger();

	/**
	 * When the connection was reset last, in nanoseconds of {@link System#nanoTime}.
	 */
	private final AtomicReference<@Nullable Long> resetAt = new AtomicReference<>();

	/**
	 * Create it.
	 * @param name what is called, for messages
	 * @param threadName the name of the threads
	 * @param timeout how long each call may take, above zero
	 * @param reset is run, and waited for by nobody, when a call was given up: the
	 * connection that it waits for may have died
	 */
	public BoundedCalls(String name, String threadName, Duration timeout, Runnable reset) {
		this.name = name;
		this.timeout = timeout;
		this.reset = reset;
		this.executor = Executors.newCachedThreadPool((task) -> {
			Thread thread = new Thread(task, threadName);
			thread.setDaemon(true);
			return thread;
		});
	}

	/**
	 * Make a call.
	 * @param call the call
	 */
	public void run(Runnable call) {
		call(() -> {
			call.run();
			return true;
		});
	}

	/**
	 * Make a call.
	 * @param <T> what it returns
	 * @param call the call
	 * @return what it returns
	 * @throws IllegalStateException if it does not return in time, or too many have not
	 * returned
	 */
	public <T> T call(Callable<T> call) {
		if (this.hanging.get() >= MAX_HANGING) {
			throw new IllegalStateException("%d calls to %s have not returned".formatted(MAX_HANGING, this.name));
		}
		long begin = System.nanoTime();
		acquire();
		try {
			return call(call, this.timeout.toNanos() - (System.nanoTime() - begin));
		}
		finally {
			this.permits.release();
		}
	}

	private void acquire() {
		try {
			if (!this.permits.tryAcquire(this.timeout.toNanos(), TimeUnit.NANOSECONDS)) {
				throw new IllegalStateException("%d calls to %s were under way for %d ms".formatted(MAX_CALLS,
						this.name, this.timeout.toMillis()));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while waiting for others");
		}
	}

	private <T> T call(Callable<T> call, long nanos) {
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
			return answer.get(nanos, TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			giveUp(answer, state);
			if (nanos >= this.timeout.toNanos() * WHOLE_TIME) {
				resetOnce();
			}
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

	/**
	 * All that wait for a connection that has died give it up at the same time.
	 */
	private void resetOnce() {
		long now = System.nanoTime();
		Long last = this.resetAt.get();
		boolean due = last == null || now - last >= this.timeout.toNanos();
		if (due && this.resetAt.compareAndSet(last, now)) {
			this.executor.execute(this::reset);
		}
	}

	private void reset() {
		try {
			this.reset.run();
		}
		catch (RuntimeException ex) {
			logger.debug("The connection to %s was not reset".formatted(this.name), ex);
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
