package io.github.jwtsession.session;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Warns, once for each reason, that genuine sessions cannot be accepted for the time
 * being. Their cookies stay, and their users are back when the cause is over.
 */
final class TemporaryRefusals {

	private static final Log logger = LogFactory.getLog(TemporaryRefusals.class);

	private final Set<RejectionReason> warned = EnumSet.noneOf(RejectionReason.class);

	private final AtomicBoolean warnedOfClock = new AtomicBoolean();

	/**
	 * A session was begun beside one that is refused for now.
	 */
	void begunBeside(RejectionReason reason) {
		synchronized (this.warned) {
			if (!this.warned.add(reason)) {
				return;
			}
		}
		logger.warn("A new session was begun beside one that cannot be accepted for now: %s. The cookies of the other "
			.formatted(reason.description()) + "one stay, and it is accepted again when the cause is over.");
	}

	/**
	 * A token came that was issued in the future of this instance.
	 */
	void issuedInFuture(Duration ahead) {
		if (this.warnedOfClock.compareAndSet(false, true)) {
			logger.warn("A session token was issued %d seconds in the future: the clock of this instance is behind, or "
				.formatted(ahead.toSeconds()) + "that of another is ahead.");
		}
	}

}
