package io.github.jwtsession.revocation;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.github.jwtsession.revocation.Revocation.Kind;
import org.jspecify.annotations.Nullable;

/**
 * All revocations that this instance knows of. Reading takes no lock.
 */
public final class RevocationIndex {

	/**
	 * Each entry is its own key.
	 */
	private final Map<SessionEntry, SessionEntry> sessions = new ConcurrentHashMap<>();

	private final Map<Object, PrincipalEntry> principals = new ConcurrentHashMap<>();

	private volatile @Nullable Revocation all;

	private short mark;

	private boolean allMarked;

	/**
	 * End a session on this instance.
	 * @return what is new about that, {@code null} if nothing is
	 */
	@Nullable Revocation end(String id, Instant until, boolean announced) {
		SessionEntry added = SessionEntry.of(id, until);
		if (!announced) {
			added.expectAnnouncement();
		}
		SessionEntry known = this.sessions.putIfAbsent(added, added);
		return (known == null || known.merge(added)) ? ((known != null) ? known : added).toRevocation() : null;
	}

	/**
	 * Revoke the sessions of a principal.
	 * @param name the name of the principal
	 * @param issuedBefore which sessions it concerns
	 * @param until when the last of their tokens expires
	 * @return what is new about that, {@code null} if nothing is
	 */
	public @Nullable Revocation revokePrincipal(String name, Instant issuedBefore, Instant until) {
		PrincipalEntry added = PrincipalEntry.ofName(name, issuedBefore, until);
		PrincipalEntry known = this.principals.putIfAbsent(added, added);
		return (known == null || known.merge(added)) ? ((known != null) ? known : added).toRevocation() : null;
	}

	/**
	 * Revoke all sessions issued before a moment.
	 */
	synchronized @Nullable Revocation revokeAll(Instant issuedBefore, Instant until) {
		Revocation known = this.all;
		if (known != null && !issuedBefore.isAfter(known.issuedBefore()) && !until.isAfter(known.until())) {
			return null;
		}
		Revocation added = new Revocation(Kind.ALL, "",
				(known != null) ? later(known.issuedBefore(), issuedBefore) : issuedBefore,
				(known != null) ? later(known.until(), until) : until);
		this.all = added;
		this.allMarked = false;
		return added;
	}

	private static Instant later(Instant a, Instant b) {
		return a.isAfter(b) ? a : b;
	}

	/**
	 * Take over what the store has.
	 * @param stored what it has
	 * @throws IllegalArgumentException if its subject is none
	 */
	public void addStored(Revocation stored) {
		switch (stored.kind()) {
			case SESSION -> addStored(SessionEntry.of(stored.subject(), stored.until()));
			case PRINCIPAL -> addStored(PrincipalEntry.of(stored));
			case ALL -> addStoredAll(stored);
		}
	}

	private void addStored(SessionEntry stored) {
		SessionEntry known = this.sessions.putIfAbsent(stored, stored);
		SessionEntry entry = (known != null) ? known : stored;
		entry.merge(stored);
		entry.mark(stored, this.mark);
	}

	private void addStored(PrincipalEntry stored) {
		PrincipalEntry known = this.principals.putIfAbsent(stored, stored);
		PrincipalEntry entry = (known != null) ? known : stored;
		entry.merge(stored);
		entry.mark(stored, this.mark);
	}

	private synchronized void addStoredAll(Revocation stored) {
		revokeAll(stored.issuedBefore(), stored.until());
		this.allMarked |= stored.equals(this.all);
	}

	/**
	 * Begin to compare with the store: all that it has is about to be added.
	 */
	public synchronized void beginComparison() {
		this.mark = (this.mark == Short.MAX_VALUE) ? 1 : (short) (this.mark + 1);
		this.allMarked = false;
	}

	/**
	 * Tell what the store does not have, although it is in force.
	 * @param now what is over by now is left out
	 * @param consumer is told
	 */
	public void forEachMissing(Instant now, Consumer<Revocation> consumer) {
		for (SessionEntry entry : this.sessions.values()) {
			if (!entry.isMarked(this.mark) && !entry.isOver(now)) {
				consumer.accept(entry.toRevocation());
			}
		}
		for (PrincipalEntry entry : this.principals.values()) {
			if (!entry.isMarked(this.mark) && !entry.isOver(now)) {
				consumer.accept(entry.toRevocation());
			}
		}
		Revocation epoch = this.all;
		if (epoch != null && !this.allMarked && !epoch.until().isBefore(now)) {
			consumer.accept(epoch);
		}
	}

	boolean isEnded(String id) {
		return !this.sessions.isEmpty() && this.sessions.containsKey(SessionEntry.of(id, Instant.EPOCH));
	}

	boolean announce(String id) {
		SessionEntry entry = this.sessions.get(SessionEntry.of(id, Instant.EPOCH));
		return entry != null && entry.announce();
	}

	/**
	 * Whether a session was revoked.
	 * @param id the session's id
	 * @param principal the name of the logged-in principal, {@code null} if there is none
	 * @param issuedAt when the principal logged in, or the session was created
	 * @return the answer; never {@link RevocationStatus#UNCONFIRMED}
	 */
	public RevocationStatus check(String id, @Nullable String principal, Instant issuedAt) {
		if (isEnded(id)) {
			return RevocationStatus.ENDED;
		}
		Revocation epoch = this.all;
		if (epoch != null && issuedAt.isBefore(epoch.issuedBefore())) {
			return RevocationStatus.REVOKED;
		}
		if (principal == null || this.principals.isEmpty()) {
			return RevocationStatus.VALID;
		}
		PrincipalEntry entry = this.principals.get(new PrincipalEntry.Probe(principal));
		return (entry != null && entry.concerns(issuedAt)) ? RevocationStatus.REVOKED : RevocationStatus.VALID;
	}

	/**
	 * Forget what has no token any more.
	 * @param now what is over by now is forgotten
	 */
	public void forget(Instant now) {
		this.sessions.values().removeIf((entry) -> entry.isOver(now));
		this.principals.values().removeIf((entry) -> entry.isOver(now));
		forgetAll(now);
	}

	private synchronized void forgetAll(Instant now) {
		if (this.all != null && this.all.until().isBefore(now)) {
			this.all = null;
		}
	}

	int size() {
		return this.sessions.size() + this.principals.size() + ((this.all != null) ? 1 : 0);
	}

}
