package io.github.jwtsession.revocation.shared;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

import io.github.jwtsession.revocation.Revocation;
import io.github.jwtsession.revocation.Revocation.Kind;
import io.github.jwtsession.revocation.RevocationIndex;
import org.jspecify.annotations.Nullable;

/**
 * Announces the key that this instance encrypts with, once a minute: when it is not used
 * any more, that is soon known. Used by one thread at a time, but {@link #since} by any.
 */
final class KeyAnnouncements {

	private static final Duration INTERVAL = Duration.ofMinutes(1);

	private static final Duration VALIDITY = Duration.ofMinutes(2);

	private final RevocationStore store;

	private final RevocationIndex index;

	private final String application;

	private final Supplier<@Nullable ActiveKey> activeKey;

	private @Nullable PollTime announcedAt;

	private @Nullable ActiveKey announced;

	KeyAnnouncements(RevocationStore store, RevocationIndex index, String application,
			Supplier<@Nullable ActiveKey> activeKey) {
		this.store = store;
		this.index = index;
		this.application = application;
		this.activeKey = activeKey;
	}

	void announceIfDue(PollTime now) {
		ActiveKey key = this.activeKey.get();
		if (key == null || !isDue(key, now)) {
			return;
		}
		this.store.append(List.of(new Revocation(Kind.KEY, ActiveKey.digest(this.application, key.id()), key.since(),
				now.at().plus(VALIDITY))));
		this.announcedAt = now;
		this.announced = key;
	}

	private boolean isDue(ActiveKey key, PollTime now) {
		PollTime last = this.announcedAt;
		return last == null || now.since(last).compareTo(INTERVAL) >= 0 || !key.equals(this.announced);
	}

	/**
	 * Since when another instance encrypts with a key.
	 * @return the moment, {@code null} if none has announced it of late
	 */
	@Nullable Instant since(String keyId, Instant now) {
		return this.index.keySince(ActiveKey.digest(this.application, keyId), now);
	}

}
