package io.github.jwtsession.session;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
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
	Fit fit(ClientSession session, SessionDraft draft, int room, ToIntFunction<SessionDraft> measure) {
		Size size = new Size(room, this.shared.codec().getFormat().compression(), measure);
		if (this.overflow.isEager()) {
			return fitEagerly(session, draft, size);
		}
		SessionDraft complete = withLoaded(draft, size);
		if (complete != null) {
			return new Fit(complete, false);
		}
		if (size.fits(draft)) {
			return new Fit(draft, false);
		}
		Candidates candidates = new Candidates(session, draft);
		int count = candidates.fewest(1, size);
		return (count > 0) ? put(candidates, count) : new Fit(draft, false);
	}

	/**
	 * A store that does not answer is no harm to a session that does without.
	 */
	private Fit fitEagerly(ClientSession session, SessionDraft draft, Size size) {
		Candidates candidates = new Candidates(session, draft);
		int count = candidates.fewest(candidates.usual, size);
		if (count <= 0) {
			return new Fit(draft, false);
		}
		try {
			return put(candidates, count);
		}
		catch (SessionTooLargeException ex) {
			if (size.fits(draft)) {
				return new Fit(draft, true);
			}
			throw ex;
		}
	}

	private @Nullable SessionDraft withLoaded(SessionDraft draft, Size size) {
		if (!draft.changes().hasLoaded()) {
			return null;
		}
		SessionDraft complete = draft.with(draft.changes().withLoaded());
		return size.leavingRoom().fits(complete) ? complete : null;
	}

	private Fit put(Candidates candidates, int count) {
		SessionDraft draft = candidates.draft;
		try {
			this.overflow.put(candidates.entries(count), draft.claims().id());
		}
		catch (RuntimeException ex) {
			throw new SessionTooLargeException(draft.changes().length(), this.shared.cookies().getMaxSize(),
					SessionWriter.largest(draft.changes()),
					"What is to stand in the overflow store cannot be written (%s)."
						.formatted(NestedExceptionUtils.getMostSpecificCause(ex).getClass().getSimpleName()),
					ex);
		}
		if (count > candidates.usual) {
			warnOfLogin(draft);
		}
		return new Fit(candidates.moved(count), true);
	}

	/**
	 * A request that cannot read it is none of a user: he cannot even log out.
	 */
	private void warnOfLogin(SessionDraft draft) {
		if (this.warned.compareAndSet(false, true)) {
			logger
				.warn(("The login of a user does not fit into the cookies of his session and stands in the overflow store: "
						+ "each of his requests asks the store, and while it does not answer he can do nothing, not even log out. "
						+ "Have the login hold less, fewer authorities for instance, or raise 'jwt.session.max-size'. "
						+ "Largest attributes: %s")
					.formatted(LogText.of(SessionWriter.largest(draft.changes()))));
		}
	}

	/**
	 * Whether an attribute is the login, whatever its name, or what every form needs.
	 */
	private boolean isLast(ClientSession session, String name) {
		return this.shared.frameworkAttributes().isReadByAll(name)
				|| this.shared.sessionContext().principals().isLogin(session, name);
	}

	/**
	 * Have what the client has in the store kept as long as the session lasts. Another
	 * instance may have changed the session's id without taking that along: one that does
	 * not know of the store, or has stopped just then.
	 * @param session the session
	 * @param sessionId the id that the client has
	 * @param expiresAt when it ends
	 * @param maxInactiveInterval its own timeout, {@code null} if it has none
	 */
	void keep(ClientSession session, String sessionId, Instant expiresAt, @Nullable Duration maxInactiveInterval) {
		List<OverflowReference> references = session.references();
		if (references.isEmpty()) {
			return;
		}
		SessionLifetime lifetime = this.shared.lifetime();
		Instant until = lifetime.keptUntil(session.getCreationTime(), expiresAt, maxInactiveInterval);
		String formerId = session.formerId();
		if (formerId != null && !formerId.equals(sessionId)) {
			this.overflow.carryOver(formerId, sessionId, until);
		}
		this.overflow.keep(references, sessionId,
				lifetime.neededNext(session.getCreationTime(), expiresAt, maxInactiveInterval), until);
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
	 * Delete what a session has in the store, soon: it has ended. It may have something
	 * there of which its last token did not tell any more.
	 * @param endedId the id under which it has ended
	 */
	void forget(String endedId) {
		this.overflow.forget(endedId);
	}

	/**
	 * How a session is to be written.
	 *
	 * @param draft what the token is to say
	 * @param waited whether the store was waited for, in vain or not
	 */
	record Fit(SessionDraft draft, boolean waited) {

	}

	/**
	 * How large a session may be.
	 */
	private record Size(int room, boolean compression, ToIntFunction<SessionDraft> measure) {

		Size leavingRoom() {
			return new Size((int) (this.room * SHARE_WITH_LOADED), this.compression, this.measure);
		}

		boolean fits(SessionDraft draft) {
			int length = draft.changes().length();
			return surelyFits(length) || (mayFit(length) && this.measure.applyAsInt(draft) <= this.room);
		}

		/**
		 * To seal a session only to see how large it is is avoided where its length says
		 * enough.
		 */
		boolean surelyFits(int length) {
			return length <= this.room / 2 - OVERHEAD;
		}

		boolean mayFit(int length) {
			return length <= (this.compression ? this.room * MAX_COMPRESSION - OVERHEAD : this.room);
		}

	}

	/**
	 * What may stand in the store, in the order in which it moves there. What a framework
	 * has put into the session by itself is left out of it instead if it is too large.
	 */
	private final class Candidates {

		private final SessionDraft draft;

		private final List<String> names = new ArrayList<>();

		/**
		 * How many of them, the first ones, are none that almost every request reads.
		 */
		private final int usual;

		private final List<OverflowReference> references = new ArrayList<>();

		/**
		 * How long the attributes are when none, one, two, … have moved.
		 */
		private final List<Integer> lengths = new ArrayList<>();

		Candidates(ClientSession session, SessionDraft draft) {
			this.draft = draft;
			AttributesSnapshot changes = draft.changes();
			List<String> last = new ArrayList<>();
			for (String name : changes.inToken(OverflowLayout.this.overflow.threshold(),
					AttributeOverflow.MAX_LENGTH)) {
				if (!OverflowLayout.this.shared.frameworkAttributes().contains(session, changes, name)) {
					(isLast(session, name) ? last : this.names).add(name);
				}
			}
			this.usual = this.names.size();
			this.names.addAll(last);
			addReferences(session);
		}

		/**
		 * All blobs of a session are of one family, whatever ids it has had, and bound to
		 * that: the family of what the client has, although it may be replaced just now.
		 */
		private void addReferences(ClientSession session) {
			SessionClaims claims = this.draft.claims();
			List<OverflowReference> present = session.references();
			String family = present.isEmpty() ? claims.id() : present.get(0).family();
			Instant keptUntil = OverflowLayout.this.shared.lifetime()
				.keptUntil(claims.createdAt(), claims.expiresAt(), claims.maxInactiveInterval());
			Map<String, Integer> sizes = this.draft.changes().sizes();
			int length = this.draft.changes().length();
			this.lengths.add(length);
			for (String name : this.names) {
				int size = sizes.getOrDefault(name, 0);
				OverflowReference reference = OverflowLayout.this.overflow.newReference(size, family, keptUntil);
				length += reference.toJson().length - size;
				this.references.add(reference);
				this.lengths.add(length);
			}
		}

		/**
		 * How many have to move, the first ones, for the session to fit.
		 * @param least how many move in any case
		 * @return their number, -1 if it does not fit whatever moves
		 */
		int fewest(int least, Size size) {
			int high = this.names.size();
			if (least > high || !fits(high, size)) {
				return -1;
			}
			int low = least;
			while (low < high) {
				int middle = (low + high) / 2;
				if (fits(middle, size)) {
					high = middle;
				}
				else {
					low = middle + 1;
				}
			}
			return high;
		}

		private boolean fits(int count, Size size) {
			int length = this.lengths.get(count);
			return size.surelyFits(length) || (size.mayFit(length) && size.fits(moved(count)));
		}

		/**
		 * The session when the first ones have moved.
		 */
		SessionDraft moved(int count) {
			Map<String, OverflowReference> moved = new HashMap<>();
			for (int i = 0; i < count; i++) {
				moved.put(this.names.get(i), this.references.get(i));
			}
			return this.draft.with(this.draft.changes().withReferences(moved));
		}

		List<AttributeOverflow.Entry> entries(int count) {
			List<AttributeOverflow.Entry> entries = new ArrayList<>(count);
			for (int i = 0; i < count; i++) {
				String name = this.names.get(i);
				entries
					.add(new AttributeOverflow.Entry(name, this.draft.changes().valueOf(name), this.references.get(i)));
			}
			return entries;
		}

	}

}
