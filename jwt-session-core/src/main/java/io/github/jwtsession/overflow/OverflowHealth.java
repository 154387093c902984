package io.github.jwtsession.overflow;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

import io.github.jwtsession.log.LogText;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.core.NestedExceptionUtils;

/**
 * Whether the store answers. Logs one line when it stops answering and one when it
 * answers again, without stack traces: those are for the debug log.
 */
final class OverflowHealth {

	private static final Log logger = LogFactory.getLog(OverflowHealth.class);

	private final AtomicBoolean failing = new AtomicBoolean();

	private final LongAdder failures = new LongAdder();

	void failed(RuntimeException ex) {
		this.failures.increment();
		if (this.failing.compareAndSet(false, true)) {
			Throwable cause = NestedExceptionUtils.getMostSpecificCause(ex);
			logger
				.warn(("The overflow store of sessions does not answer. What it has cannot be read, and sessions that "
						+ "do not fit into their cookies cannot be written, until it does. %s: %s")
					.formatted(cause.getClass().getSimpleName(), LogText.of(String.valueOf(cause.getMessage()))));
		}
		logger.debug("The overflow store of sessions does not answer", ex);
	}

	void succeeded() {
		if (this.failing.get() && this.failing.compareAndSet(true, false)) {
			logger.info("The overflow store of sessions answers again");
		}
	}

	boolean isFailing() {
		return this.failing.get();
	}

	long failures() {
		return this.failures.sum();
	}

}
