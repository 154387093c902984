package io.github.jwtsession.autoconfigure;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.jwtsession.autoconfigure.JwtSessionEndpoint.OverflowCacheDescriptor;
import io.github.jwtsession.autoconfigure.JwtSessionEndpoint.OverflowDescriptor;
import io.github.jwtsession.overflow.AttributeOverflow;
import io.github.jwtsession.overflow.OverflowStore.Statistics;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What operators want to know of what does not fit into sessions. The store is not asked
 * more often than once a minute, however many meters there are.
 */
final class OverflowReport {

	private static final Duration MAX_AGE = Duration.ofMinutes(1);

	private static final Log logger = LogFactory.getLog(OverflowReport.class);

	private final AttributeOverflow overflow;

	private final Clock clock;

	@GuardedBy("this")
	private @Nullable Statistics last;

	@GuardedBy("this")
	private @Nullable Instant askedAt;

	OverflowReport(AttributeOverflow overflow, Clock clock) {
		this.overflow = overflow;
		this.clock = clock;
	}

	AttributeOverflow.State state() {
		return this.overflow.state();
	}

	/**
	 * What the store has, or had a minute ago at most.
	 * @return the statistics, {@code null} if it does not answer
	 */
	synchronized @Nullable Statistics recentStatistics() {
		Instant now = this.clock.instant();
		Instant asked = this.askedAt;
		if (asked == null || Duration.between(asked, now).abs().compareTo(MAX_AGE) > 0) {
			this.askedAt = now;
			this.last = ask();
		}
		return this.last;
	}

	private @Nullable Statistics ask() {
		try {
			return this.overflow.statistics();
		}
		catch (RuntimeException ex) {
			logger.debug("The overflow store of sessions does not say what it has", ex);
			return null;
		}
	}

	/**
	 * How old the oldest is.
	 */
	@Nullable Duration ageOf(@Nullable Statistics statistics) {
		Instant oldest = (statistics != null) ? statistics.oldest() : null;
		return (oldest != null) ? Duration.between(oldest, this.clock.instant()) : null;
	}

	/**
	 * All of it, as the endpoint shows it: what the store has may be a minute old.
	 */
	OverflowDescriptor describe() {
		AttributeOverflow.State state = this.overflow.state();
		Statistics statistics = recentStatistics();
		return new OverflowDescriptor(this.overflow.threshold(), this.overflow.isEager(), state.failing(),
				(statistics != null) ? statistics.blobs() : null, (statistics != null) ? statistics.bytes() : null,
				ageOf(statistics), state.written(), state.lost(), state.pending(),
				new OverflowCacheDescriptor(state.cached(), state.hits(), state.misses()));
	}

}
