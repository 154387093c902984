package io.github.jwtsession.overflow;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.jwtsession.log.LogText;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Blobs that a token names and that the store does not have, although it answers. When
 * this instance first notices that, the requests that have their session already fail: it
 * may be a mistake that the next one does not meet, and none of them is to write a
 * session that lacks the attribute. To the requests that come then the attribute is
 * absent, and the log says so once for each name.
 */
final class LostBlobs {

	/**
	 * How many are remembered. One that is forgotten makes one more request fail.
	 */
	private static final int MAX_NOTICED = 100_000;

	/**
	 * Names are the application's, but nobody knows where it has them from.
	 */
	private static final int MAX_NAMES = 100;

	private static final Log logger = LogFactory.getLog(LostBlobs.class);

	/**
	 * A clock that goes on when a loss is noticed.
	 */
	private final AtomicLong moment = new AtomicLong();

	private final Cache<String, Long> noticedAt;

	private final Set<String> reported = ConcurrentHashMap.newKeySet();

	private final LongAdder count = new LongAdder();

	LostBlobs() {
		this(MAX_NOTICED);
	}

	/**
	 * Remember another number of losses.
	 */
	LostBlobs(int maxNoticed) {
		this.noticedAt = Caffeine.newBuilder().maximumSize(maxNoticed).executor(Runnable::run).build();
	}

	/**
	 * The present moment, to be compared with later ones.
	 */
	long moment() {
		return this.moment.get();
	}

	/**
	 * Note a loss.
	 * @param id what is lost
	 * @param openedAt the moment at which the request got its session
	 * @return whether the request is one that fails for it
	 */
	boolean isNews(String id, long openedAt) {
		return openedAt < this.noticedAt.get(id, (lost) -> this.moment.incrementAndGet());
	}

	/**
	 * The loss is final to a request.
	 * @param name the name of the attribute
	 * @param reason what is wrong with the blob
	 */
	void report(String name, String reason) {
		this.count.increment();
		String message = "Session attribute '%s' is treated as absent: %s".formatted(LogText.of(name), reason);
		if (this.reported.size() < MAX_NAMES && this.reported.add(name)) {
			logger.warn(message + ". This is reported once for each attribute; 'jwt.session.overflow.lost' counts.");
		}
		else {
			logger.debug(message);
		}
	}

	long count() {
		return this.count.sum();
	}

}
