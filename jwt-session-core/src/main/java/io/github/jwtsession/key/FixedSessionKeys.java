package io.github.jwtsession.key;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.jwtsession.key.SessionKeyStatus.State;
import org.jspecify.annotations.Nullable;

/**
 * Keys that never change.
 */
final class FixedSessionKeys implements SessionKeys {

	private final SessionKey active;

	private final Map<String, SessionKey> byId;

	FixedSessionKeys(SessionKey active, List<SessionKey> valid) {
		Map<String, SessionKey> byId = new HashMap<>();
		byId.put(active.id(), active);
		for (SessionKey key : valid) {
			if (byId.put(key.id(), key) != null) {
				throw new IllegalArgumentException("Two session keys have the id '" + key.id() + "'");
			}
		}
		this.active = active;
		this.byId = Map.copyOf(byId);
	}

	@Override
	public SessionKey active() {
		return this.active;
	}

	@Override
	public @Nullable SessionKey findById(String id) {
		return this.byId.get(id);
	}

	@Override
	public List<SessionKeyStatus> status() {
		return this.byId.keySet()
			.stream()
			.sorted()
			.map((id) -> new SessionKeyStatus(id, id.equals(this.active.id()) ? State.ACTIVE : State.VALID, null))
			.toList();
	}

	@Override
	public String toString() {
		return "SessionKeys[active=" + this.active.id() + ", all=" + this.byId.keySet() + "]";
	}

}
