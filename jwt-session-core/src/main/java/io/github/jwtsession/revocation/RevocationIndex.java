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

	/**
	 * Each entry is its own key, and equal to a {@link PrincipalEntry.Probe}.
	 */
	private final Map<Object, PrincipalEntry> principals = new ConcurrentHashMap<>();

	/**
	 * What instances have announced of the keys that they encrypt with, by the digests of
	 * their names.
	 */
	private final Map<String, Revocation> keys = new ConcurrentHashMap<>();

	private final CutoffRegister all = new CutoffRegister(Cutoff.NONE);

	/**
	 * The number of the comparison. An entry that bears it is in the store.
	 */
	private volatile short mark;

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
		PrincipalEntry added = PrincipalEntry.ofName(name);
		PrincipalEntry known = this.principals.putIfAbsent(added, added);
		PrincipalEntry entry = (known != null) ? known : added;
		Cutoff news = entry.register().revoke(issuedBefore, until);
		return (news != null) ? entry.toRevocation(news) : null;
	}

	/**
	 * Revoke all sessions issued before a moment.
	 * @param issuedBefore which sessions it concerns
	 * @param until when the last of their tokens expires
	 * @return what is new about that, {@code null} if nothing is
	 */
	public @Nullable Revocation revokeAll(Instant issuedBefore, Instant until) {
		return toRevocation(this.all.revoke(issuedBefore, until));
	}

	private static @Nullable Revocation toRevocation(@Nullable Cutoff all) {
		return (all != null) ? all.toRevocation(Kind.ALL, "") : null;
	}

	/**
	 * Take back that the sessions of a principal were revoked.
	 * @param name the principal's name
	 * @return what says so to other instances, {@code null} if none are revoked
	 */
	public @Nullable Revocation reinstatePrincipal(String name) {
		PrincipalEntry entry = this.principals.get(new PrincipalEntry.Probe(name));
		Cutoff reinstated = (entry != null) ? entry.register().reinstate() : null;
		return (entry != null && reinstated != null) ? entry.toRevocation(reinstated) : null;
	}

	/**
	 * Take back that all sessions were revoked.
	 * @return what says so to other instances, {@code null} if they are not revoked
	 */
	public @Nullable Revocation reinstateAll() {
		return toRevocation(this.all.reinstate());
	}

	/**
	 * Add what the store has, and note that it has it.
	 * @param stored a revocation of the store
	 * @param now the time, and the skew allowance. What revokes sessions of a minute
	 * later was written by an instance with a wrong clock, or by hand: it counts as of
	 * now, whenever it is read again
	 * @return whether it is such a one, and was not known
	 * @throws IllegalArgumentException if it has no subject of its kind
	 */
	public boolean addStored(Revocation stored, Instant now) {
		return switch (stored.kind()) {
			case SESSION -> addStored(SessionEntry.of(stored.subject(), stored.until()));
			case PRINCIPAL -> addStoredPrincipal(stored, now);
			case ALL -> this.all.addStored(Cutoff.of(stored), now, this.mark);
			case KEY -> addKey(stored);
		};
	}

	private boolean addStored(SessionEntry stored) {
		SessionEntry known = this.sessions.putIfAbsent(stored, stored);
		SessionEntry entry = (known != null) ? known : stored;
		entry.merge(stored);
		entry.mark(stored, this.mark);
		return false;
	}

	private boolean addKey(Revocation announced) {
		this.keys.merge(announced.subject(), announced,
				(known, added) -> known.until().isAfter(added.until()) ? known : added);
		return false;
	}

	/**
	 * Since when another instance encrypts with a key, by what it announced.
	 * @param subject the digest of the key's name
	 * @param now the time
	 * @return the moment, {@code null} if no instance has announced it of late
	 */
	public @Nullable Instant keySince(String subject, Instant now) {
		Revocation announced = this.keys.get(subject);
		return (announced != null && announced.until().isAfter(now)) ? announced.issuedBefore() : null;
	}

	private boolean addStoredPrincipal(Revocation stored, Instant now) {
		PrincipalEntry added = PrincipalEntry.of(stored);
		PrincipalEntry known = this.principals.putIfAbsent(added, added);
		PrincipalEntry entry = (known != null) ? known : added;
		return entry.register().addStored(Cutoff.of(stored), now, this.mark);
	}

	/**
	 * Begin a comparison with the store: nothing counts as stored until it is added
	 * again. {@link #addStored} is called for all that the store has, then
	 * {@link #forEachMissing}.
	 */
	public synchronized void beginComparison() {
		this.mark = (this.mark == Short.MAX_VALUE) ? 1 : (short) (this.mark + 1);
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
			if (isMissing(entry.register(), now)) {
				consumer.accept(entry.toRevocation(entry.register().get()));
			}
		}
		if (isMissing(this.all, now)) {
			consumer.accept(this.all.get().toRevocation(Kind.ALL, ""));
		}
	}

	/**
	 * Whether {@link #forEachMissing} has anything to pass on.
	 * @param now what is over by now is left out
	 * @return {@code true} if it has
	 */
	public boolean hasMissing(Instant now) {
		return isMissing(this.all, now)
				|| this.sessions.values().stream().anyMatch((entry) -> !entry.isMarked(this.mark) && !entry.isOver(now))
				|| this.principals.values().stream().anyMatch((entry) -> isMissing(entry.register(), now));
	}

	private boolean isMissing(CutoffRegister register, Instant now) {
		return !register.isMarked(this.mark) && !register.get().equals(Cutoff.NONE) && !register.get().isOver(now);
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
		if (this.all.get().concerns(issuedAt)) {
			return RevocationStatus.REVOKED;
		}
		if (principal == null || this.principals.isEmpty()) {
			return RevocationStatus.VALID;
		}
		PrincipalEntry entry = this.principals.get(new PrincipalEntry.Probe(principal));
		return (entry != null && entry.register().get().concerns(issuedAt)) ? RevocationStatus.REVOKED
				: RevocationStatus.VALID;
	}

	/**
	 * Remove what is over: no token that it concerns is valid any more.
	 * @param now the time
	 */
	public void forget(Instant now) {
		this.sessions.values().removeIf((entry) -> entry.isOver(now));
		this.principals.values().removeIf((entry) -> entry.register().get().isOver(now));
		this.all.forget(now);
		this.keys.values().removeIf((announced) -> announced.until().isBefore(now));
	}

	/**
	 * How many revocations there are, those that were taken back included: they are
	 * remembered as long.
	 * @return their number
	 */
	public int size() {
		return this.sessions.size() + this.principals.size() + (this.all.get().equals(Cutoff.NONE) ? 0 : 1);
	}

}
