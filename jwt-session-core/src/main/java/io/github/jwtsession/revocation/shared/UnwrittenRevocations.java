package io.github.jwtsession.revocation.shared;

import java.time.Instant;
import java.util.function.Consumer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.jwtsession.revocation.Revocation;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What this instance has revoked and could not write to the store. The index has it in
 * memory; here it is counted, and kept in a spool for the case that the instance stops
 * before the store answers.
 */
final class UnwrittenRevocations {

	private static final Log logger = LogFactory.getLog(UnwrittenRevocations.class);

	private final @Nullable RevocationSpool spool;

	@GuardedBy("this")
	private int count;

	UnwrittenRevocations(@Nullable RevocationSpool spool) {
		this.spool = spool;
	}

	/**
	 * Take what a former run of this instance could not write.
	 * @param now the time
	 * @param consumer takes each of its revocations
	 */
	synchronized void start(Instant now, Consumer<Revocation> consumer) {
		if (this.spool != null) {
			this.count += this.spool.open(now, consumer);
		}
	}

	/**
	 * A revocation could not be written.
	 * @param revocation the revocation
	 * @param since since when the store did not answer
	 */
	synchronized void add(Revocation revocation, Instant since) {
		this.count++;
		if (this.spool != null) {
			this.spool.append(revocation, since);
		}
	}

	/**
	 * Revocations are written now.
	 * @param written how many
	 */
	synchronized void written(int written) {
		this.count -= written;
		if (this.count == 0 && written > 0 && this.spool != null) {
			this.spool.clear();
		}
	}

	synchronized int count() {
		return this.count;
	}

	/**
	 * The instance stops.
	 */
	synchronized void stop() {
		if (this.count > 0) {
			logger.warn("%d revocations could not be written to the store. ".formatted(this.count)
					+ ((this.spool != null) ? "They are written when an instance starts with the spool " + this.spool
							: "Other instances accept these sessions until they expire: end them again, or set "
									+ "'jwt.session.revocation.spool' to a file that keeps them over a restart"));
		}
		if (this.spool != null) {
			this.spool.close();
		}
	}

}
