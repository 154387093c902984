package io.github.jwtsession.session;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.github.jwtsession.cookie.SetCookie;
import io.github.jwtsession.jwe.SealedToken;
import io.github.jwtsession.revocation.RevocationRegistry;
import io.github.jwtsession.session.RequestSessions.Content;
import io.github.jwtsession.token.Tombstone;
import org.jspecify.annotations.Nullable;

import org.springframework.session.events.SessionDeletedEvent;

/**
 * Ends sessions: in the registry, for listeners, and for the client, which gets a
 * tombstone that keeps a token from coming back on instances that do not know of the end
 * yet.
 */
final class SessionEnds {

	/**
	 * How many ended sessions a tombstone names. More than one only matters to who logs
	 * in and out faster than responses take.
	 */
	private static final int MAX_IDS = 4;

	private final SessionExchanges shared;

	SessionEnds(SessionExchanges shared) {
		this.shared = shared;
	}

	/**
	 * End the session of a request, and publish that, unless it was published before.
	 * @param end what is to be ended
	 * @param session the session, as the request has it
	 */
	void end(EndedSession end, ClientSession session) {
		OverflowLayout overflow = this.shared.overflowLayout();
		// What had ended before may go on under another id, with all that it has.
		boolean known = overflow != null && this.shared.revocations().isEnded(end.id());
		end(end);
		try {
			if (this.shared.revocations().announce(end.id())) {
				this.shared.events().publishEvent(new SessionDeletedEvent(this.shared, session));
			}
		}
		finally {
			if (overflow != null && !known) {
				overflow.forget(end.id());
			}
		}
	}

	/**
	 * End a session that a client has. {@link #announce} tells of it.
	 */
	void end(EndedSession session) {
		end(session, until(session, this.shared.clock().instant()));
	}

	private void end(EndedSession session, Instant until) {
		if (!session.shared() && !this.shared.sharesAnonymousEnds()) {
			this.shared.revocations().endHere(session.id(), until);
			return;
		}
		this.shared.revocations().end(session.id(), until);
	}

	/**
	 * For how long the end is remembered: until the last token of the session has expired
	 * by itself, one that is under way included.
	 */
	private Instant until(EndedSession session, Instant now) {
		Instant until = now.plus(this.shared.lifetime().endRetention(session.maxInactiveInterval()));
		Instant lastExpiry = session.lastExpiry();
		if (lastExpiry == null) {
			return until;
		}
		Instant last = lastExpiry.plus(this.shared.lifetime().skewAllowance());
		return last.isAfter(until) ? last : until;
	}

	/**
	 * Make the tombstone of those sessions that the client has and that were ended. If
	 * one of them ends, all do: another that came along under the same name would
	 * otherwise take its place.
	 * @param sessions what the request brought
	 * @param messages the request and its response
	 * @return the cookie that holds the tombstone, none if no session has ended
	 */
	List<SetCookie> tombstone(RequestSessions sessions, HttpMessages messages) {
		List<Content> contents = sessions.contents();
		if (contents.stream().noneMatch((content) -> this.shared.revocations().isEnded(content.claims().id()))) {
			return List.of();
		}
		Instant now = this.shared.sessionContext().now();
		Set<String> ids = new LinkedHashSet<>();
		int generation = 0;
		Instant until = now;
		for (Content content : contents) {
			Instant end = until(EndedSession.of(content.claims(), sessions.lastExpiry(content)), now);
			until = end.isAfter(until) ? end : until;
			generation = Math.max(generation, content.claims().generation());
			ids.add(content.claims().id());
		}
		// A response that does not know of the id's change may be under way still.
		contents.stream().map((content) -> content.claims().formerId()).filter(Objects::nonNull).forEach(ids::add);
		ids.addAll(sessions.endedIds());
		List<String> ended = ids.stream().limit(MAX_IDS).toList();
		Tombstone tombstone = new Tombstone(ended, generation, now, until);
		SealedToken token = this.shared.seal(() -> this.shared.codec().seal(tombstone));
		return List
			.of(this.shared.cookies().tombstone(token.token(), Duration.between(now, until), messages.cookieScope()));
	}

	/**
	 * Announce the end of the sessions of a tombstone, each once. A client may send the
	 * token of an ended one as often as it likes: that is no news, and lengthens nothing.
	 * @param sessions what the request brought
	 * @param endedId the id of the session that was {@linkplain #end ended} in this
	 * request, {@code null} if none was
	 */
	void announce(RequestSessions sessions, @Nullable String endedId) {
		Instant now = this.shared.sessionContext().now();
		for (Content content : sessions.contents()) {
			announce(content, EndedSession.of(content.claims(), sessions.lastExpiry(content)), now, endedId);
		}
	}

	private void announce(Content content, EndedSession session, Instant now, @Nullable String endedId) {
		Instant until = until(session, now);
		RevocationRegistry revocations = this.shared.revocations();
		String id = content.claims().id();
		boolean ended = revocations.isEnded(id);
		if (!ended) {
			end(session, until);
		}
		if (!revocations.announce(id)) {
			return;
		}
		if (ended && !id.equals(endedId) && content.claims().maxInactiveInterval() != null) {
			// It was ended by its id alone, with the time of any session.
			end(session, until);
		}
		this.shared.events().publishEvent(new SessionDeletedEvent(this.shared, content.session()));
	}

}
