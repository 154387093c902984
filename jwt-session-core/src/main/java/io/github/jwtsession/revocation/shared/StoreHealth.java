package io.github.jwtsession.revocation.shared;

import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Whether the store answers, and when it did so last. Logs one line when the store stops
 * answering and one when it answers again, without stack traces: those are for the debug
 * log.
 * <p>
 * All methods may be called by many threads at once, but successes are noted by one
 * thread at a time.
 */
final class StoreHealth {

	private static final Log logger = LogFactory.getLog(StoreHealth.class);

	private final AtomicBoolean failing = new AtomicBoolean();

	private volatile @Nullable PollTime lastSuccess;

	/**
	 * The store did not answer.
	 * @param ex why
	 */
	void failed(RuntimeException ex) {
		if (this.failing.compareAndSet(false, true)) {
			logger.warn("The store of revocations does not answer. Sessions that other instances end are not known "
					+ "here, those that this one ends are not known there, until it does. " + FailureMessage.of(ex));
		}
		logger.debug("The store of revocations does not answer", ex);
	}

	/**
	 * A poll has succeeded. A write that failed in the meantime makes the next poll write
	 * it.
	 * @param poll when the poll began
	 */
	void succeeded(PollTime poll) {
		advance(poll);
		if (this.failing.compareAndSet(true, false)) {
			logger.info("The store of revocations answers again. What was not written is");
		}
	}

	/**
	 * All that the store had at a moment is known, although the poll goes on.
	 * @param time the moment
	 */
	void advance(PollTime time) {
		PollTime last = this.lastSuccess;
		if (last == null || time.nanos() - last.nanos() > 0) {
			this.lastSuccess = time;
		}
	}

	/**
	 * Whether the store did not answer when it was asked last.
	 */
	boolean isFailing() {
		return this.failing.get();
	}

	/**
	 * Up to when all that the store had is known.
	 * @return the time, {@code null} if the store never answered
	 */
	@Nullable PollTime lastSuccess() {
		return this.lastSuccess;
	}

}
