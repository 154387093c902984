package io.github.jwtsession.session;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

import io.github.jwtsession.SessionTooLargeException;
import io.github.jwtsession.attribute.AttributesSnapshot;
import io.github.jwtsession.cookie.SessionCookies;
import io.github.jwtsession.cookie.SetCookie;
import io.github.jwtsession.jwe.SealedToken;
import io.github.jwtsession.log.LogText;
import io.github.jwtsession.token.OpenedToken;
import io.github.jwtsession.token.Renewal;
import io.github.jwtsession.token.SessionClaims;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A session → the cookies that give it to the client: its token, or a renewal of the one
 * that the client has.
 */
final class SessionWriter {

	private static final double WARNING_THRESHOLD = 0.75;

	/**
	 * What claims beside the attributes may take up.
	 */
	private static final int CLAIMS = 4096;

	private static final Log logger = LogFactory.getLog(SessionWriter.class);

	private final SessionExchanges shared;

	SessionWriter(SessionExchanges shared) {
		this.shared = shared;
	}

	/**
	 * Write a session into a token. The session notes that the client has it.
	 * @param session the session
	 * @param draft what the token is to say
	 * @param sessions what the request brought
	 * @param messages the request and its response
	 * @param allowed says whether the session may still be written, when a store was
	 * waited for
	 * @return the cookies that hold the token, and those that take leftovers back; none,
	 * and nothing has changed, if there is no room beside a session that cannot be
	 * accepted for now, or it may not be written any more
	 * @throws SessionTooLargeException if they are too large; nothing has changed then
	 */
	List<SetCookie> write(ClientSession session, SessionDraft draft, RequestSessions sessions, HttpMessages messages,
			BooleanSupplier allowed) {
		OverflowLayout overflow = this.shared.overflowLayout();
		if (overflow == null) {
			return writeFitting(session, draft, sessions, messages);
		}
		int room = this.shared.cookies().getMaxSize() - sessions.lengthKeptBeside(draft.claims());
		OverflowLayout.Fit fit = overflow.fit(session, draft, room,
				(candidate) -> measure(candidate, sessions, messages));
		if (fit.waited() && !allowed.getAsBoolean()) {
			return List.of();
		}
		SessionDraft fitting = fit.draft();
		SentToken former = session.sentToken();
		boolean carries = fitting.idChanged() && overflow.concerns(session);
		List<SetCookie> newCookies = writeFitting(session, fitting, sessions, messages);
		SessionClaims claims = fitting.claims();
		if (!newCookies.isEmpty() && former != null && carries) {
			overflow.carryOver(former.sessionId(), claims);
		}
		overflow.keep(session, claims.id(), claims.expiresAt(), claims.maxInactiveInterval());
		return newCookies;
	}

	/**
	 * How large the cookies of a session would be.
	 */
	private int measure(SessionDraft draft, RequestSessions sessions, HttpMessages messages) {
		return this.shared.cookies()
			.sizeOf(split(draft.claims(), this.shared.codec().seal(draft.claims()), sessions, messages));
	}

	private List<SetCookie> split(SessionClaims claims, SealedToken token, RequestSessions sessions,
			HttpMessages messages) {
		Duration maxAge = maxAge(claims.persistent(), claims.issuedAt(), claims.expiresAt(),
				lastMoment(claims.createdAt(), claims.maxInactiveInterval()));
		SessionCookies cookies = this.shared.cookies();
		return cookies.split(token.token(), cookies.placeOf(claims.generation()), maxAge, messages.cookieScope(),
				sessions.namesReplacedBy(claims));
	}

	private List<SetCookie> writeFitting(ClientSession session, SessionDraft draft, RequestSessions sessions,
			HttpMessages messages) {
		SessionClaims claims = draft.claims();
		SessionCookies cookies = this.shared.cookies();
		requireReadable(draft.changes());
		SealedToken token = this.shared.seal(() -> this.shared.codec().seal(claims));
		List<SetCookie> newCookies = split(claims, token, sessions, messages);
		int size = cookies.sizeOf(newCookies);
		requireFits(size, draft.changes(), token.token().length() > sessions.longestToken());
		if (size + sessions.lengthKeptBeside(claims) > cookies.getMaxSize()) {
			return List.of();
		}
		session.sent(draft, token);
		this.shared.listener().onWrite(size, cookies.countOf(newCookies));
		return newCookies;
	}

	/**
	 * What is much longer than cookies is not even tried: compressed it might fit, but
	 * nobody would inflate it again.
	 */
	private void requireReadable(AttributesSnapshot changes) {
		if (changes.length() > this.shared.codec().getMaxContentLength() - CLAIMS) {
			throw new SessionTooLargeException(changes.length(), this.shared.cookies().getMaxSize(), largest(changes));
		}
	}

	private void requireFits(int size, AttributesSnapshot changes, boolean grown) {
		int limit = this.shared.cookies().getMaxSize();
		if (size > limit) {
			throw new SessionTooLargeException(size, limit, largest(changes));
		}
		if (size > limit * WARNING_THRESHOLD && grown && this.shared.overflowLayout() == null) {
			logger.warn("The session takes %d bytes of cookies, the limit is %d. Largest attributes: %s".formatted(size,
					limit, LogText.of(largest(changes))));
		}
	}

	static Map<String, Integer> largest(AttributesSnapshot snapshot) {
		return snapshot.sizes()
			.entrySet()
			.stream()
			.sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
			.limit(3)
			.collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, LinkedHashMap::new));
	}

	/**
	 * Tell the client that the session was used. If its content is encrypted with a key
	 * that is not the active one any more, the renewal hands it over to the active key: a
	 * read must not write the content itself.
	 * @param session the session
	 * @param sent the token that the client has
	 * @param messages the request and its response
	 * @return the cookie that holds the renewal
	 */
	List<SetCookie> renew(ClientSession session, SentToken sent, HttpMessages messages) {
		Renewal renewal = session.renew(sent);
		OverflowLayout overflow = this.shared.overflowLayout();
		if (overflow != null) {
			overflow.keep(session, sent.sessionId(), renewal.expiresAt(), sent.maxInactiveInterval());
		}
		SealedToken token = this.shared.seal(() -> seal(renewal, sent));
		Duration maxAge = maxAge(session.isPersistent(), session.getIssuedAt(), renewal.expiresAt(),
				lastMoment(session.getCreationTime(), sent.maxInactiveInterval()));
		return List.of(this.shared.cookies().renewal(token.token(), maxAge, messages.cookieScope()));
	}

	private SealedToken seal(Renewal renewal, SentToken sent) {
		OpenedToken content = sent.opened();
		return (content != null && !this.shared.codec().isSealedWithActiveKey(sent.token()))
				? this.shared.codec().seal(renewal, content) : this.shared.codec().seal(renewal);
	}

	/**
	 * How long a client keeps a cookie that outlives it: a renewal may reach further than
	 * the token's own time, and the instances alone decide what is valid.
	 */
	private @Nullable Duration maxAge(boolean persistent, Instant issuedAt, Instant expiresAt, Instant lastMoment) {
		if (!persistent && !this.shared.cookies().isPersistent()) {
			return null;
		}
		Instant until = (this.shared.lifetime().renewal() == RenewalMode.FIXED) ? expiresAt : lastMoment;
		return Duration.ofSeconds(issuedAt.until(until, ChronoUnit.SECONDS));
	}

	private Instant lastMoment(Instant createdAt, @Nullable Duration maxInactiveInterval) {
		return this.shared.lifetime().lastMoment(createdAt, maxInactiveInterval);
	}

}
