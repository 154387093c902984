package io.github.jwtsession.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.jwtsession.SessionTooLargeException;
import io.github.jwtsession.attribute.AttributesSnapshot;
import io.github.jwtsession.cookie.SetCookie;
import io.github.jwtsession.log.LogText;
import io.github.jwtsession.session.RequestSessions.Content;
import io.github.jwtsession.token.SessionClaims;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.session.events.SessionCreatedEvent;
import org.springframework.session.events.SessionDeletedEvent;

/**
 * All that concerns the session in one request and its response: what came in, what was
 * decrypted, which session the request has, and which cookies are to be sent. It knows
 * neither servlets nor Reactor; a stack asks it in this order:
 * <ol>
 * <li>{@link #findSession} whenever the application asks for its session, and
 * {@link #createSession} if there is none;</li>
 * <li>{@link #deleteSession} when the application ends it;</li>
 * <li>{@link #commit} when the response is about to be committed, and as often as a stack
 * cannot help calling it: only what has changed since is sent again.</li>
 * </ol>
 * Safe for several threads: its lock guards all of its state and is taken before that of
 * a session. Listeners of events and stores of revocations are called when it is released
 * again, and after the cookies are set: they may take their time, or wait for a thread
 * that uses the session. The overflow store alone is called before that, for so long as
 * it may take: a token must not name what is not there yet.
 */
public final class SessionExchange {

	/**
	 * What an application gets as the requested id if no token that came says one.
	 */
	private static final String NO_ID = "none";

	private static final Log logger = LogFactory.getLog(SessionExchange.class);

	private final SessionExchanges shared;

	/**
	 * No monitor: a virtual thread that waits for the overflow store would keep its
	 * carrier from others, before Java 24.
	 */
	private final ReentrantLock lock = new ReentrantLock();

	private final HttpMessages messages;

	/**
	 * When the request began, in milliseconds since 1970: a login counts from then,
	 * however long it takes, so that whoever changes his password meanwhile ends it.
	 */
	private final long begunAt;

	/**
	 * What the request revokes, {@code null} as long as it has revoked nothing.
	 */
	@GuardedBy("this.lock")
	private @Nullable RequestRevocations revocations;

	/**
	 * What came in, {@code null} as long as nobody asked.
	 */
	@GuardedBy("this.lock")
	private @Nullable RequestTokens tokens;

	/**
	 * What the tokens hold, {@code null} as long as nobody asked.
	 */
	@GuardedBy("this.lock")
	private @Nullable RequestSessions sessions;

	@GuardedBy("this.lock")
	private boolean lookedUp;

	/**
	 * The session that the request came with.
	 */
	@GuardedBy("this.lock")
	private @Nullable Content requested;

	/**
	 * The session that the request has now.
	 */
	@GuardedBy("this.lock")
	private @Nullable ClientSession current;

	/**
	 * Whether a session was ended: no other of the request's tokens may take its place.
	 */
	@GuardedBy("this.lock")
	private boolean ended;

	/**
	 * The id of the token whose session was ended.
	 */
	@GuardedBy("this.lock")
	private @Nullable String endedId;

	@GuardedBy("this.lock")
	private boolean endAnnounced;

	/**
	 * Whether the response informs the client of the session's content or use: of a use
	 * once in a response, and not beside new content.
	 */
	@GuardedBy("this.lock")
	private boolean informed;

	/**
	 * The latest generation that the response has sent, -1 if it has sent none.
	 */
	@GuardedBy("this.lock")
	private int lastGeneration = -1;

	@GuardedBy("this.lock")
	private boolean discarded;

	/**
	 * What the response sets.
	 */
	@GuardedBy("this.lock")
	private List<SetCookie> cookies = List.of();

	/**
	 * What is to be done when the lock is released.
	 */
	@GuardedBy("this.lock")
	private List<Runnable> afterwards = List.of();

	SessionExchange(SessionExchanges shared, HttpMessages messages) {
		this.shared = shared;
		this.messages = messages;
		this.begunAt = shared.clock().millis();
	}

	/**
	 * Find the session of the request. Its tokens are decrypted when this is called
	 * first.
	 * @return the session that the request has now, {@code null} if it came with none and
	 * none was created, or if it was ended
	 */
	public @Nullable ClientSession findSession() {
		this.lock.lock();
		try {
			if (!this.lookedUp) {
				this.lookedUp = true;
				this.requested = sessions().newest();
				this.current = (this.requested != null) ? this.requested.session() : null;
			}
			return this.current;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Create a session, and publish {@link SessionCreatedEvent}. If the request has one,
	 * that is returned instead.
	 * @return the session of the request
	 */
	public ClientSession createSession() {
		ClientSession session;
		this.lock.lock();
		try {
			session = findSession();
			if (session != null) {
				return session;
			}
			session = new ClientSession(this.shared.sessionContext(), false);
			this.current = session;
		}
		finally {
			this.lock.unlock();
		}
		this.shared.events().publishEvent(new SessionCreatedEvent(this.shared, session));
		return session;
	}

	/**
	 * End a session, and publish {@link SessionDeletedEvent} if it is the request's. The
	 * client learns of it by the next {@link #commit}.
	 * @param id the id of the session, not its token. If it is not the request's, the
	 * session of that id is ended
	 */
	public void deleteSession(String id) {
		Runnable end;
		this.lock.lock();
		try {
			ClientSession session = this.current;
			end = (session != null && session.getId().equals(id)) ? endCurrent(session)
					: () -> this.shared.ends().end(new EndedSession(id, null, null, true));
		}
		finally {
			this.lock.unlock();
		}
		end.run();
	}

	@GuardedBy("this.lock")
	private Runnable endCurrent(ClientSession session) {
		this.current = null;
		this.ended = true;
		Content requested = this.requested;
		if (requested != null && requested.session() == session) {
			revocations().end(requested.claims().id());
		}
		noteRenewals(session);
		EndedSession end = session.endOfSent();
		if (end == null && requested != null && requested.session() == session) {
			// It has become empty since: the client has a token all the same.
			end = EndedSession.of(requested.claims(), sessions().lastExpiry(requested));
		}
		if (end != null) {
			return end(end, session);
		}
		return () -> this.shared.events().publishEvent(new SessionDeletedEvent(this.shared, session));
	}

	@GuardedBy("this.lock")
	private Runnable end(EndedSession end, ClientSession session) {
		this.endedId = end.id();
		revocations().end(end.id());
		return () -> this.shared.ends().end(end, session);
	}

	@GuardedBy("this.lock")
	private RequestRevocations revocations() {
		if (this.revocations == null) {
			this.revocations = new RequestRevocations(this.shared.revocations());
		}
		return this.revocations;
	}

	/**
	 * Note that the request is about to revoke sessions, its own perhaps. If its session
	 * gets another id afterwards, the revocation does not concern it: "log out everywhere
	 * else". Nor does it concern a login by the same request, as after a password was
	 * reset. To be called before the revocation is written.
	 * @param principal the name of the principal whose sessions are revoked, {@code null}
	 * for all
	 * @param issuedBefore the sessions issued before this moment are revoked
	 */
	public void revoke(@Nullable String principal, Instant issuedBefore) {
		this.lock.lock();
		try {
			findSession();
			Content requested = this.requested;
			revocations().revoke(principal, issuedBefore, (requested != null) ? requested.claims() : null);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * The id of the session that the request asked for, as {@code HttpServletRequest}
	 * means it. It is no token.
	 * @return the id, that of a session which has ended or expired included; anything
	 * else but an id if no token that came says one; {@code null} if the request brought
	 * no cookie of the session
	 */
	public @Nullable String requestedSessionId() {
		this.lock.lock();
		try {
			if (tokens().cookieNames().isEmpty()) {
				return null;
			}
			findSession();
			if (this.requested != null) {
				return this.requested.claims().id();
			}
			List<Content> contents = sessions().contents();
			return contents.isEmpty() ? NO_ID : contents.get(0).claims().id();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Whether the request came with a session, and not another one was begun since.
	 * @param session the session of the request
	 * @return {@code true} if it is the one that a token of the client holds
	 */
	public boolean isRequested(ClientSession session) {
		this.lock.lock();
		try {
			return this.requested != null && this.requested.session() == session;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Take back cookies that no instance can make anything of, so that the client does
	 * not send them for ever. Done only for what a browser declares to be a navigation:
	 * anything else may be answered after a login, whose cookies must stay. To be called
	 * when the application asks for a session and there is none.
	 */
	public void discardUnusableCookies() {
		this.lock.lock();
		try {
			if (this.discarded || this.current != null || !"navigate".equals(this.messages.fetchMode())
					|| this.messages.isCommitted() || tokens().cookieNames().isEmpty()) {
				return;
			}
			this.discarded = true;
			if (sessions().areUnusable()) {
				setCookies(expireAll());
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	@GuardedBy("this.lock")
	private RequestTokens tokens() {
		if (this.tokens == null) {
			this.tokens = new RequestTokens(this.shared.codec(), this.messages.receivedTokens());
		}
		return this.tokens;
	}

	@GuardedBy("this.lock")
	private RequestSessions sessions() {
		if (this.sessions == null) {
			this.sessions = new RequestSessions(this.shared, tokens());
		}
		return this.sessions;
	}

	/**
	 * Set the cookies that the client needs to have the session as it is now. Called for
	 * the first time when the response is about to be committed; whenever it is called
	 * again, only what has changed since is sent. What comes too late is reported in the
	 * log, by the names of the attributes.
	 * @throws io.github.jwtsession.UnsupportedAttributeException if an attribute cannot
	 * be written; the client keeps the session that it has
	 * @throws SessionTooLargeException if the session does not fit into the cookies; the
	 * client keeps the session that it has
	 */
	public void commit() {
		List<Runnable> afterwards;
		this.lock.lock();
		try {
			ClientSession session = this.current;
			if (session != null) {
				commit(session);
			}
			else if (this.ended) {
				commitEnd();
			}
			afterwards = this.afterwards;
			this.afterwards = List.of();
		}
		finally {
			this.lock.unlock();
		}
		afterwards.forEach(Runnable::run);
	}

	@GuardedBy("this.lock")
	private void doAfterwards(Runnable task) {
		if (this.afterwards.isEmpty()) {
			this.afterwards = new ArrayList<>(2);
		}
		this.afterwards.add(task);
	}

	@GuardedBy("this.lock")
	private void commit(ClientSession session) {
		boolean late = this.messages.isCommitted();
		AttributesSnapshot changes = (late && !session.isTouched()) ? null : changes(session);
		if (late) {
			reportLostChanges(session, changes);
		}
		else if (changes != null) {
			send(session, changes);
		}
		else {
			sendNoContent(session);
		}
	}

	/**
	 * What the client does not have yet, without what the framework has put there by
	 * itself if that is too long.
	 */
	private @Nullable AttributesSnapshot changes(ClientSession session) {
		AttributesSnapshot changes = session.changes();
		String tooLong = (changes != null) ? this.shared.frameworkAttributes().findTooLong(session, changes) : null;
		if (tooLong == null) {
			return changes;
		}
		leaveOut(session, tooLong);
		return changes(session);
	}

	private void leaveOut(ClientSession session, String name) {
		logger.debug("Left out of the session, since it is too long: " + LogText.of(name));
		session.removeAttribute(name);
	}

	@GuardedBy("this.lock")
	private void sendNoContent(ClientSession session) {
		SentToken sent = session.sentToken();
		if (sent == null) {
			replaceByNothing(session);
		}
		else if (!this.informed && session.isRenewalDue() && !isSharedCacheable() && !isEndedMeanwhile()) {
			setCookies(this.shared.writer().renew(session, sent, this.messages));
			this.informed = true;
		}
	}

	/**
	 * Whether somebody else has ended the session since the request came.
	 */
	@GuardedBy("this.lock")
	private boolean isEndedMeanwhile() {
		return this.requested != null && revocations().refuse(this.requested.claims()) != null;
	}

	private void reportLostChanges(ClientSession session, @Nullable AttributesSnapshot changes) {
		if (changes == null) {
			return;
		}
		refuse(session, changes, RefusedWrite.TOO_LATE);
		logger.warn("The response to %s is committed, changes to the session are lost. Changed attributes: %s"
			.formatted(LogText.of(this.messages.describeRequest()), LogText.of(changes.changed())));
	}

	@GuardedBy("this.lock")
	private void send(ClientSession session, AttributesSnapshot changes) {
		if (changes.hasBecomeEmpty() && this.shared.discardsEmpty()) {
			List<SetCookie> newCookies = new ArrayList<>(expireAll());
			session.takenBack(changes);
			setCookies(newCookies);
			this.informed = true;
			return;
		}
		noteRenewals(session);
		SessionDraft draft = session.draft(changes, requestFacts());
		RejectionReason reason = reasonNotToWrite(draft.claims());
		if (reason != null) {
			// Not even to end it: by now the client may have another session.
			logger.debug("The session is not sent: " + reason.description());
			refuse(session, changes, RefusedWrite.of(reason));
			return;
		}
		SentToken base = session.sentToken();
		EndedSession former = session.endOfSent();
		List<SetCookie> written = write(session, draft);
		if (written == null) {
			commit(session);
			return;
		}
		if (written.isEmpty()) {
			refuseUnwritten(session, draft);
			return;
		}
		List<SetCookie> newCookies = new ArrayList<>(written);
		if (former == null) {
			newCookies.addAll(announceEnd());
		}
		setCookies(newCookies);
		this.informed = true;
		this.lastGeneration = Math.max(this.lastGeneration, draft.claims().generation());
		noteWrite(session, base);
		if (former != null && draft.idChanged()) {
			revocations().end(former.id());
			doAfterwards(() -> this.shared.ends().end(former));
		}
	}

	/**
	 * There was no room, or the session has ended while the overflow store was waited
	 * for.
	 */
	@GuardedBy("this.lock")
	private void refuseUnwritten(ClientSession session, SessionDraft draft) {
		RejectionReason since = reasonNotToWrite(draft.claims());
		logger.debug("The session is not sent: " + ((since != null) ? since.description()
				: "there is no room beside one that cannot be accepted for now"));
		refuse(session, draft.changes(), (since != null) ? RefusedWrite.of(since) : RefusedWrite.NO_ROOM);
	}

	private void refuse(ClientSession session, AttributesSnapshot changes, RefusedWrite reason) {
		session.abandon(changes);
		this.shared.listener().onRefusedWrite(reason);
	}

	/**
	 * The renewals that came may last longer than this instance lets the session last.
	 */
	@GuardedBy("this.lock")
	private void noteRenewals(ClientSession session) {
		Content requested = this.requested;
		SentToken sent = session.sentToken();
		if (sent != null && requested != null && requested.session() == session
				&& requested.claims().id().equals(sent.sessionId())) {
			session.lastsUntil(sessions().lastExpiry(requested));
		}
	}

	@GuardedBy("this.lock")
	private RequestFacts requestFacts() {
		RejectionReason temporary = sessions().temporaryReason();
		if (temporary != null && this.requested == null) {
			this.shared.temporaryRefusals().begunBeside(temporary);
		}
		return new RequestFacts(this.messages.isRememberMeLogin(), Instant.ofEpochMilli(this.begunAt), revocations(),
				Math.max(sessions().freeGeneration(), this.lastGeneration + 1), sessions().mayHaveOthers());
	}

	@GuardedBy("this.lock")
	private void noteWrite(ClientSession session, @Nullable SentToken base) {
		SentToken sent = session.sentToken();
		if (sent != null && this.shared.recentWrites()
			.add(sent.sessionId(), (base != null) ? base.token() : null, sent.token(), this.begunAt,
					this.shared.clock().millis())) {
			this.shared.listener().onLostUpdate();
		}
	}

	/**
	 * Write the session, or leave out what the framework has put there by itself if it is
	 * too large with that.
	 * @return the cookies, {@code null} if something was left out
	 */
	@GuardedBy("this.lock")
	private @Nullable List<SetCookie> write(ClientSession session, SessionDraft draft) {
		RequestRevocations revocations = revocations();
		SessionClaims base = baseOf(draft.claims());
		try {
			return this.shared.writer()
				.write(session, draft, sessions(), this.messages,
						() -> revocations.refuse(base, draft.claims()) == null);
		}
		catch (SessionTooLargeException ex) {
			List<String> dispensable = dispensable(session, draft.changes(), ex.getCause() != null);
			if (dispensable.isEmpty()) {
				session.refuse();
				this.shared.listener().onRefusedWrite(RefusedWrite.TOO_LARGE);
				throw ex;
			}
			dispensable.forEach((name) -> leaveOut(session, name));
			return null;
		}
	}

	/**
	 * A store that fails fails for the rest, too, each time as slowly: all is left out at
	 * once then.
	 */
	private List<String> dispensable(ClientSession session, AttributesSnapshot changes, boolean storeFailed) {
		FrameworkAttributes attributes = this.shared.frameworkAttributes();
		if (storeFailed) {
			return attributes.withoutStore(session, changes);
		}
		String longest = attributes.findLongest(session, changes);
		return (longest != null) ? List.of(longest) : List.of();
	}

	/**
	 * What was read from the client's token must hold still: the session may have been
	 * ended or revoked meanwhile, and so must nothing of it come back, under whatever id.
	 * A login is another matter, if nobody was logged in before.
	 */
	@GuardedBy("this.lock")
	private @Nullable RejectionReason reasonNotToWrite(SessionClaims next) {
		return revocations().refuse(baseOf(next), next);
	}

	@GuardedBy("this.lock")
	private @Nullable SessionClaims baseOf(SessionClaims next) {
		Content requested = this.requested;
		if (requested == null) {
			return null;
		}
		boolean login = requested.claims().subject() == null && next.subject() != null;
		return login ? null : requested.claims();
	}

	/**
	 * The application has begun a session that cannot be written, or that was taken back
	 * since it has become empty. What the client has is not this session, whatever it is:
	 * it was ended in this request, or it could not be read.
	 */
	@GuardedBy("this.lock")
	private void replaceByNothing(ClientSession session) {
		List<SetCookie> newCookies = new ArrayList<>(announceEnd());
		if (this.requested != null || (mayBeNavigation() && !session.isUnwritable())) {
			newCookies.addAll(expireAll());
		}
		setCookies(newCookies);
	}

	/**
	 * Whether the user may be going to a page. What a page fetches in passing may be
	 * answered after a login, whose cookies must stay.
	 */
	private boolean mayBeNavigation() {
		String fetchMode = this.messages.fetchMode();
		return fetchMode == null || fetchMode.equals("navigate");
	}

	/**
	 * Whether a cache may keep the response that serves others, who would get the renewal
	 * of this session.
	 */
	private boolean isSharedCacheable() {
		String cacheControl = String.join(",", this.messages.cacheControl()).toLowerCase(Locale.ROOT);
		if (cacheControl.contains("public") || cacheControl.contains("s-maxage")) {
			return true;
		}
		return cacheControl.contains("max-age") && !cacheControl.contains("private")
				&& !cacheControl.contains("no-store") && !cacheControl.contains("no-cache")
				&& !cacheControl.contains("max-age=0");
	}

	@GuardedBy("this.lock")
	private void commitEnd() {
		List<SetCookie> newCookies = new ArrayList<>(expireAll());
		List<SetCookie> tombstone = announceEnd();
		newCookies.addAll(tombstone);
		if (!this.messages.isCommitted()) {
			setCookies(newCookies);
		}
		else if (!tombstone.isEmpty()) {
			logger.warn("The response to %s is committed, the client keeps the session that was invalidated"
				.formatted(LogText.of(this.messages.describeRequest())));
		}
	}

	@GuardedBy("this.lock")
	private List<SetCookie> expireAll() {
		return this.shared.cookies().expire(this.messages.cookieScope(), sessions().namesReplacedBy(null));
	}

	/**
	 * The tombstone of what has ended, at the first commit.
	 */
	@GuardedBy("this.lock")
	private List<SetCookie> announceEnd() {
		if (this.endAnnounced) {
			return List.of();
		}
		this.endAnnounced = true;
		RequestSessions sessions = sessions();
		String endedId = this.endedId;
		List<SetCookie> tombstone = this.shared.ends().tombstone(sessions, this.messages);
		if (!tombstone.isEmpty()) {
			doAfterwards(() -> this.shared.ends().announce(sessions, endedId));
		}
		return tombstone;
	}

	/**
	 * Set the cookies again that were set so far: the response was reset.
	 */
	public void restoreCookies() {
		this.lock.lock();
		try {
			if (!this.cookies.isEmpty()) {
				this.messages.setCookies(this.cookies, this.cookies);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Set cookies in place of what an earlier commit of the same response set. A
	 * tombstone stays, unless there is a new one.
	 */
	@GuardedBy("this.lock")
	private void setCookies(List<SetCookie> newCookies) {
		List<SetCookie> cookies = new ArrayList<>(newCookies);
		if (!this.cookies.isEmpty() && newCookies.stream().noneMatch(this::isTombstone)) {
			this.cookies.stream().filter(this::isTombstone).forEach(cookies::add);
		}
		if (!cookies.equals(this.cookies)) {
			this.messages.setCookies(this.cookies, cookies);
			this.cookies = cookies;
		}
	}

	private boolean isTombstone(SetCookie cookie) {
		return this.shared.cookies().isTombstone(cookie.name());
	}

}
