package io.github.jwtsession.session;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToIntFunction;

import io.github.jwtsession.SessionTooLargeException;
import io.github.jwtsession.attribute.AttributesSnapshot;
import io.github.jwtsession.log.LogText;
import io.github.jwtsession.overflow.AttributeOverflow;
import io.github.jwtsession.overflow.OverflowReference;
import io.github.jwtsession.token.SessionClaims;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;

/**
 * Decides which attributes of a session stand in its token and which in the store, each
 * time that the session is written.
 * <p>
 * What stands in the store and has not changed stays there. What must move, the largest
 * first, moves until the cookies fit; the login last of all, since no request does
 * without it. What was read by the request moves back if everything fits with that, and
 * leaves some room: an attribute is not to move to and fro with each write. The store is
 * never read only to move something back.
 */
final class OverflowLayout {

	/**
	 * How much of the cookies may be taken up by a session to which attributes have come
	 * back.
	 */
	private static final double SHARE_WITH_LOADED = 0.75;

	/**
	 * What encryption, claims and the cookies' names and attributes may add to a session
	 * of which it is known by its length alone that it fits.
	 */
	private static final int OVERHEAD = 1024;

	/**
	 * How much smaller compression makes attributes, at best.
	 */
	private static final int MAX_COMPRESSION = 20;

	private static final Log logger = LogFactory.getLog(OverflowLayout.class);

	private final SessionExchanges shared;

	private final AttributeOverflow overflow;

	private final AtomicBoolean warned = new AtomicBoolean();

	OverflowLayout(SessionExchanges shared, AttributeOverflow overflow) {
		this.shared = shared;
		this.overflow = overflow;
	}

	/**
	 * Make a session fit, and put into the store what has to stand there.
	 * @param session the session
	 * @param draft what the token is to say
	 * @param room bytes that its cookies may take
	 * @param measure says how many they take
	 * @return what the token is to say; it is still too large if there is nothing to move
	 * @throws SessionTooLargeException if the store does not take what has to move
	 */
	SessionDraft fit(ClientSession session, SessionDraft draft, int room, ToIntFunction<SessionDraft> measure) {
		if (this.overflow.isEager()) {
			return fitEagerly(session, draft, room, measure);
		}
		SessionDraft complete = withLoaded(draft, room, measure);
		if (complete != null) {
			return complete;
		}
		if (fits(draft, room, measure)) {
			return draft;
		}
		Move move = new Move(session, draft);
		for (String name : movable(session, draft.changes())) {
			move.toStore(name);
			if (fits(move.draft, room, measure)) {
				return put(move, draft);
			}
		}
		return draft;
	}

	/**
	 * A request that cannot read it is none of a user: he cannot even log out.
	 */
	private void warnOfLogin(Move move) {
		if (move.entries.stream().anyMatch((entry) -> isLast(move.session, move.draft.changes(), entry.name()))
				&& this.warned.compareAndSet(false, true)) {
			logger
				.warn(("The login of a user does not fit into the cookies of his session and stands in the overflow store: "
						+ "each of his requests asks the store, and while it does not answer he can do nothing, not even log out. "
						+ "Have the login hold less, fewer authorities for instance, or raise 'jwt.session.max-size'. "
						+ "Largest attributes: %s")
					.formatted(LogText.of(move.largest)));
		}
	}

	/**
	 * Whether an attribute is the login, or what every form needs. The value of one that
	 * is not new is not asked for.
	 */
	private boolean isLast(ClientSession session, AttributesSnapshot changes, String name) {
		return this.shared.frameworkAttributes().isReadByAll(name)
				|| (changes.isChanged(name) && this.shared.sessionContext().principals().isLogin(session, name));
	}

	/**
	 * A store that does not answer is no harm to a session that does without.
	 */
	private SessionDraft fitEagerly(ClientSession session, SessionDraft draft, int room,
			ToIntFunction<SessionDraft> measure) {
		Move move = new Move(session, draft);
		for (String name : movable(session, draft.changes())) {
			if (!isLast(session, draft.changes(), name) || !fits(move.draft, room, measure)) {
				move.toStore(name);
			}
		}
		if (move.entries.isEmpty() || !fits(move.draft, room, measure)) {
			return draft;
		}
		try {
			return put(move, draft);
		}
		catch (SessionTooLargeException ex) {
			if (fits(draft, room, measure)) {
				return draft;
			}
			throw ex;
		}
	}

	private @Nullable SessionDraft withLoaded(SessionDraft draft, int room, ToIntFunction<SessionDraft> measure) {
		if (!draft.changes().hasLoaded()) {
			return null;
		}
		SessionDraft complete = draft.with(draft.changes().withLoaded());
		return fits(complete, (int) (room * SHARE_WITH_LOADED), measure) ? complete : null;
	}

	/**
	 * To seal a session only to see how large it is is avoided where its length says
	 * enough.
	 */
	private boolean fits(SessionDraft draft, int room, ToIntFunction<SessionDraft> measure) {
		int length = draft.changes().length();
		if (length <= room / 2 - OVERHEAD) {
			return true;
		}
		boolean compressed = this.shared.codec().getFormat().compression();
		return length <= (compressed ? room * MAX_COMPRESSION - OVERHEAD : room) && measure.applyAsInt(draft) <= room;
	}

	/**
	 * What a framework has put there by itself is left out instead if it is too large.
	 * @return names in the order in which they are to move
	 */
	private List<String> movable(ClientSession session, AttributesSnapshot changes) {
		return changes.inToken(this.overflow.threshold(), AttributeOverflow.MAX_LENGTH)
			.stream()
			.filter((name) -> !this.shared.frameworkAttributes().contains(session, changes, name))
			.sorted(Comparator.comparing((name) -> isLast(session, changes, name)))
			.toList();
	}

	private SessionDraft put(Move move, SessionDraft draft) {
		try {
			this.overflow.put(move.entries, draft.claims().id());
		}
		catch (RuntimeException ex) {
			throw new SessionTooLargeException(draft.changes().length(), this.shared.cookies().getMaxSize(),
					SessionWriter.largest(draft.changes()),
					"What is to stand in the overflow store cannot be written (%s)."
						.formatted(NestedExceptionUtils.getMostSpecificCause(ex).getClass().getSimpleName()),
					ex);
		}
		warnOfLogin(move);
		return move.draft;
	}

	/**
	 * Have what the client has in the store kept as long as the session lasts.
	 * @param session the session
	 * @param sessionId the id that the client has
	 * @param expiresAt when it ends
	 * @param maxInactiveInterval its own timeout, {@code null} if it has none
	 */
	void keep(ClientSession session, String sessionId, Instant expiresAt, @Nullable Duration maxInactiveInterval) {
		List<OverflowReference> references = session.references();
		if (!references.isEmpty()) {
			SessionLifetime lifetime = this.shared.lifetime();
			this.overflow.keep(references, sessionId, lifetime.needed(expiresAt),
					lifetime.keptUntil(session.getCreationTime(), expiresAt, maxInactiveInterval));
		}
	}

	/**
	 * Whether something of what the client has stands in the store.
	 */
	boolean concerns(ClientSession session) {
		return !session.references().isEmpty();
	}

	/**
	 * The session has got another id, and takes all that it has in the store along.
	 * @param formerId the id that it had
	 * @param claims what its token says now
	 */
	void carryOver(String formerId, SessionClaims claims) {
		this.overflow.carryOver(formerId, claims.id(),
				this.shared.lifetime().keptUntil(claims.createdAt(), claims.expiresAt(), claims.maxInactiveInterval()));
	}

	/**
	 * Delete what a session has in the store, soon: it has ended.
	 * @param session the session
	 * @param endedId the id under which it has ended
	 */
	void forget(ClientSession session, String endedId) {
		if (concerns(session)) {
			this.overflow.forget(endedId);
		}
	}

	/**
	 * Attributes on their way to the store.
	 */
	private final class Move {

		private final List<AttributeOverflow.Entry> entries = new ArrayList<>();

		private final String family;

		private final Instant keptUntil;

		private final ClientSession session;

		/**
		 * What takes up most before anything moves.
		 */
		private final Map<String, Integer> largest;

		private SessionDraft draft;

		/**
		 * All blobs of a session are of one family, whatever ids it has had, and bound to
		 * that: the family of what the client has, although it may be replaced just now.
		 */
		Move(ClientSession session, SessionDraft draft) {
			SessionClaims claims = draft.claims();
			List<OverflowReference> references = session.references();
			this.session = session;
			this.largest = SessionWriter.largest(draft.changes());
			this.draft = draft;
			this.family = references.isEmpty() ? claims.id() : references.get(0).family();
			this.keptUntil = OverflowLayout.this.shared.lifetime()
				.keptUntil(claims.createdAt(), claims.expiresAt(), claims.maxInactiveInterval());
		}

		void toStore(String name) {
			byte[] json = this.draft.changes().valueOf(name);
			OverflowReference reference = OverflowLayout.this.overflow.newReference(json.length, this.family,
					this.keptUntil);
			this.entries.add(new AttributeOverflow.Entry(name, json, reference));
			this.draft = this.draft.with(this.draft.changes().withReference(name, reference));
		}

	}

}
