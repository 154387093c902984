package io.github.jwtsession.revocation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The ids of sessions that this instance has ended, kept until the last of their tokens
 * has expired. Without it a session would be back as soon as its token is read once more,
 * within the very request that ended it.
 */
public final class EndedSessions {

	private static final Duration SWEEP_INTERVAL = Duration.ofMinutes(1);

	private final Clock clock;

	private final Map<String, Instant> endedUntil = new ConcurrentHashMap<>();

	/**
	 * Those whose end was announced.
	 */
	private final Set<String> announced = ConcurrentHashMap.newKeySet();

	private final AtomicReference<Instant> nextSweep;

	/**
	 * Create an empty set.
	 * @param clock what the time is
	 */
	public EndedSessions(Clock clock) {
		this.clock = clock;
		this.nextSweep = new AtomicReference<>(clock.instant().plus(SWEEP_INTERVAL));
	}

	/**
	 * End a session.
	 * @param id the session's id. It must be that of a session that was genuinely valid:
	 * nobody may fill the memory with ids of his own
	 * @param until when the last of its tokens expires
	 */
	public void add(String id, Instant until) {
		this.endedUntil.put(id, until);
		sweep();
	}

	/**
	 * Whether a session has ended.
	 * @param id the session's id
	 * @return {@code true} if it has
	 */
	public boolean contains(String id) {
		return this.endedUntil.containsKey(id);
	}

	/**
	 * Note that the end of a session is announced.
	 * @param id the id of a session that has ended
	 * @return {@code true} if it was not announced before
	 */
	public boolean announce(String id) {
		return this.announced.add(id);
	}

	private void sweep() {
		Instant now = this.clock.instant();
		Instant due = this.nextSweep.get();
		if (now.isBefore(due) || !this.nextSweep.compareAndSet(due, now.plus(SWEEP_INTERVAL))) {
			return;
		}
		this.endedUntil.values().removeIf((until) -> until.isBefore(now));
		this.announced.retainAll(this.endedUntil.keySet());
	}

	/**
	 * How many sessions are remembered.
	 * @return their number
	 */
	public int size() {
		return this.endedUntil.size();
	}

}
