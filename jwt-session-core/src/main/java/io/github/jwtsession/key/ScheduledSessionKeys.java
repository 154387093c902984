package io.github.jwtsession.key;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.jwtsession.key.SessionKeyStatus.State;
import org.jspecify.annotations.Nullable;

/**
 * Keys of which each begins to encrypt at a time of its own and decrypts at once: every
 * instance knows a key before any of them uses it.
 */
public final class ScheduledSessionKeys implements SessionKeys {

	private final List<Entry> entries;

	private final Map<String, SessionKey> byId = new HashMap<>();

	private final Clock clock;

	/**
	 * Create keys.
	 * @param entries the keys, at least one, the preferred first
	 * @param clock what the time is
	 */
	public ScheduledSessionKeys(List<Entry> entries, Clock clock) {
		this.entries = List.copyOf(entries);
		this.clock = clock;
		this.entries.forEach((entry) -> this.byId.put(entry.key().id(), entry.key()));
	}

	/**
	 * The first key whose time has come; the last as long as there is none.
	 */
	@Override
	public SessionKey active() {
		Instant now = this.clock.instant();
		for (Entry entry : this.entries) {
			if (!now.isBefore(entry.activeFrom())) {
				return entry.key();
			}
		}
		return this.entries.get(this.entries.size() - 1).key();
	}

	@Override
	public @Nullable SessionKey findById(String id) {
		return this.byId.get(id);
	}

	/**
	 * All keys. The active one has no beginning if it encrypts before its time, for lack
	 * of another.
	 */
	@Override
	public List<SessionKeyStatus> status() {
		Instant now = this.clock.instant();
		SessionKey active = active();
		return this.entries.stream().map((entry) -> status(entry, active, now)).toList();
	}

	private static SessionKeyStatus status(Entry entry, SessionKey active, Instant now) {
		boolean begun = !now.isBefore(entry.activeFrom());
		if (entry.key() == active) {
			return new SessionKeyStatus(active.id(), State.ACTIVE, begun ? since(entry) : null);
		}
		return new SessionKeyStatus(entry.key().id(), begun ? State.VALID : State.SCHEDULED, since(entry));
	}

	private static @Nullable Instant since(Entry entry) {
		return entry.activeFrom().equals(Entry.ALWAYS) ? null : entry.activeFrom();
	}

	/**
	 * All keys.
	 * @return the keys, the preferred first
	 */
	public List<Entry> entries() {
		return this.entries;
	}

	@Override
	public String toString() {
		return "SessionKeys[active=" + active().id() + ", all=" + this.byId.keySet() + "]";
	}

	/**
	 * A key and its time.
	 *
	 * @param key the key
	 * @param activeFrom from when on it may encrypt
	 */
	public record Entry(SessionKey key, Instant activeFrom) {

		/**
		 * For a key of which no date is known.
		 */
		public static final Instant ALWAYS = Instant.EPOCH;

	}

}
