package io.github.jwtsession.autoconfigure;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

import io.github.jwtsession.key.SessionKeyStatus;
import io.github.jwtsession.key.SessionKeys;
import io.github.jwtsession.revocation.RevocationRegistry;
import io.github.jwtsession.revocation.shared.ActiveKey;
import io.github.jwtsession.revocation.shared.SharedRevocationRegistry;
import io.github.jwtsession.session.SessionTokenListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Keys that other instances encrypt with and this one has not read yet.
 * <p>
 * Anybody can send a token that names any key, so a token alone is no evidence. A key is
 * late if a token names it, and another instance has announced through the store of
 * revocations, within the last two minutes, that it encrypts with it, and does so since a
 * later moment than this instance's active key. One that this instance has removed is
 * older, or announced by nobody soon after it is removed everywhere.
 */
final class LateKeys implements SessionTokenListener {

	/**
	 * How many names of keys are remembered. Those that a client makes up are announced
	 * by nobody, and take no room.
	 */
	private static final int MAX_KEYS = 16;

	private static final Pattern PLAUSIBLE_ID = Pattern.compile("[\\w.:@/+=-]{1,100}");

	private static final Log logger = LogFactory.getLog(LateKeys.class);

	private final SessionKeys keys;

	private final ObjectProvider<RevocationRegistry> registry;

	private final Set<String> announced = ConcurrentHashMap.newKeySet();

	LateKeys(SessionKeys keys, ObjectProvider<RevocationRegistry> registry) {
		this.keys = keys;
		this.registry = registry;
	}

	@Override
	public void onUnknownKey(String keyId) {
		if (this.announced.contains(keyId) || this.announced.size() >= MAX_KEYS || !isLate(keyId)) {
			return;
		}
		if (this.announced.add(keyId)) {
			logger.warn("Other instances encrypt sessions with the key '%s', which this one does not have: it cannot "
				.formatted(keyId)
					+ "read them, and is not ready until it can. Give it the keystore that they have, and "
					+ "next time distribute it within 'jwt.session.keystore.activation-delay'");
		}
	}

	/**
	 * The keys that are late now.
	 * @return their names
	 */
	List<String> late() {
		this.announced.removeIf((keyId) -> !isLate(keyId));
		return this.announced.stream().sorted().toList();
	}

	private boolean isLate(String keyId) {
		if (!(this.registry.getIfAvailable() instanceof SharedRevocationRegistry shared)
				|| !PLAUSIBLE_ID.matcher(keyId).matches() || this.keys.findById(keyId) != null) {
			return false;
		}
		Instant announced = shared.keyAnnouncedSince(keyId);
		if (announced == null) {
			return false;
		}
		ActiveKey active = activeKey(this.keys);
		return active != null && announced.isAfter(active.since());
	}

	/**
	 * The active key, if it is known since when it encrypts: without that there is no
	 * telling which of two keys is the later one.
	 */
	static @Nullable ActiveKey activeKey(SessionKeys keys) {
		for (SessionKeyStatus status : keys.status()) {
			if (status.state() == SessionKeyStatus.State.ACTIVE && status.since() != null) {
				return new ActiveKey(status.id(), status.since());
			}
		}
		return null;
	}

}
