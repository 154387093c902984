package io.github.jwtsession.autoconfigure;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import io.github.jwtsession.session.SessionTokenListener;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what each key was used for, on this instance and since it started.
 */
final class SessionKeyUsage implements SessionTokenListener {

	private final Clock clock;

	private final Map<String, Usage> usages = new ConcurrentHashMap<>();

	SessionKeyUsage(Clock clock) {
		this.clock = clock;
	}

	@Override
	public void onSeal(String keyId) {
		of(keyId).sealed.increment();
	}

	@Override
	public void onOpen(String keyId) {
		Usage usage = of(keyId);
		usage.opened.increment();
		usage.lastOpenedAt = this.clock.instant();
	}

	/**
	 * What a key was used for. Ids are those of genuine keys: nobody can make them up.
	 */
	Usage of(String keyId) {
		return this.usages.computeIfAbsent(keyId, (id) -> new Usage());
	}

	static final class Usage {

		private final LongAdder sealed = new LongAdder();

		private final LongAdder opened = new LongAdder();

		private volatile @Nullable Instant lastOpenedAt;

		long sealed() {
			return this.sealed.sum();
		}

		long opened() {
			return this.opened.sum();
		}

		@Nullable Instant lastOpenedAt() {
			return this.lastOpenedAt;
		}

	}

}
