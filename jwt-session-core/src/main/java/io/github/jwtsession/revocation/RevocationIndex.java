package io.github.jwtsession.revocation;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
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

	/**
	 * Each entry is its own key, and equal to a {@link PrincipalEntry.Probe}.
	 */
	private final Map<Object, PrincipalEntry> principals = new ConcurrentHashMap<>();

	/**
	 * Written under the lock of this index.
	 */
	private volatile @Nullable Revocation all;

	/**
	 * The number of the comparison. An entry that bears it is in the store.
	 */
	private volatile short mark;

	@GuardedBy("this")
	private boolean allMarked;

	/**
	 * End a session on this instance.
	 * @param id the session's id
	 * @param until when the last of its tokens expires
	 * @return what is new about that, {@code null} if nothing is
	 */
	public @Nullable Revocation end(String id, Instant until) {
		SessionEntry added = SessionEntry.of(id, until);
		added.expectAnnouncement();
		SessionEntry known = this.sessions.putIfAbsent(added, added);
		if (known == null) {
			return added.toRevocation();
		}
		return known.merge(added) ? known.toRevocation() : null;
	}

	/**
	 * Revoke the sessions of a principal.
	 * @param name the principal's name
	 * @param issuedBefore which sessions it concerns
	 * @param until when the last of their tokens expires
	 * @return what is new about that, {@code null} if nothing is
	 */
	public @Nullable Revocation revokePrincipal(String name, Instant issuedBefore, Instant until) {
		PrincipalEntry added = PrincipalEntry.ofName(name, issuedBefore, until);
		PrincipalEntry known = this.principals.putIfAbsent(added, added);
		if (known == null) {
			return added.toRevocation();
		}
		return known.merge(added) ? known.toRevocation() : null;
	}

	/**
	 * Revoke all sessions issued before a moment.
	 * @param issuedBefore which sessions it concerns
	 * @param until when the last of their tokens expires
	 * @return what is new about that, {@code null} if nothing is
	 */
	public synchronized @Nullable Revocation revokeAll(Instant issuedBefore, Instant until) {
		Instant before = issuedBefore.truncatedTo(ChronoUnit.MILLIS);
		Instant last = until.truncatedTo(ChronoUnit.SECONDS);
		Revocation known = this.all;
		if (known != null && !before.isAfter(known.issuedBefore()) && !last.isAfter(known.until())) {
			return null;
		}
		Revocation added = new Revocation(Kind.ALL, "", (known != null) ? later(known.issuedBefore(), before) : before,
				(known != null) ? later(known.until(), last) : last);
		this.all = added;
		this.allMarked = false;
		return added;
	}

	private static Instant later(Instant a, Instant b) {
		return a.isAfter(b) ? a : b;
	}

	/**
	 * Add what the store has, and note that it has it.
	 * @param stored a revocation of the store
	 * @throws IllegalArgumentException if it has no subject of its kind
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
	 * Begin a comparison with the store: nothing counts as stored until it is added
	 * again. {@link #addStored} is called for all that the store has, then
	 * {@link #forEachMissing}.
	 */
	public synchronized void beginComparison() {
		this.mark = (this.mark == Short.MAX_VALUE) ? 1 : (short) (this.mark + 1);
		this.allMarked = false;
	}

	/**
	 * Pass on what is in force and was not added from the store since the
	 * {@linkplain #beginComparison() comparison began}.
	 * @param now what is over by now is left out
	 * @param consumer takes each revocation, and may call {@link #addStored}
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
		Revocation all = missingAll(now);
		if (all != null) {
			consumer.accept(all);
		}
	}

	private synchronized @Nullable Revocation missingAll(Instant now) {
		return (this.all != null && !this.allMarked && !this.all.until().isBefore(now)) ? this.all : null;
	}

	/**
	 * Whether this very session has ended.
	 * @param id the session's id
	 * @return {@code true} if it has
	 */
	public boolean isEnded(String id) {
		return !this.sessions.isEmpty() && this.sessions.containsKey(SessionEntry.of(id, Instant.EPOCH));
	}

	/**
	 * Note that the end of a session is announced.
	 * @param id the session's id
	 * @return {@code true} if it was {@linkplain #end ended} on this instance, and its
	 * end was not announced before
	 */
	public boolean announce(String id) {
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
		Revocation all = this.all;
		if (all != null && issuedAt.isBefore(all.issuedBefore())) {
			return RevocationStatus.REVOKED;
		}
		if (principal == null || this.principals.isEmpty()) {
			return RevocationStatus.VALID;
		}
		PrincipalEntry entry = this.principals.get(new PrincipalEntry.Probe(principal));
		return (entry != null && entry.concerns(issuedAt)) ? RevocationStatus.REVOKED : RevocationStatus.VALID;
	}

	/**
	 * Remove what is over: no token that it concerns is valid any more.
	 * @param now the time
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

	/**
	 * How many revocations there are.
	 * @return their number
	 */
	public int size() {
		return this.sessions.size() + this.principals.size() + ((this.all != null) ? 1 : 0);
	}

}
