package io.github.jwtsession.session;

import java.lang.ref.WeakReference;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;

import io.github.jwtsession.JwtSession;
import io.github.jwtsession.attribute.AttributeJson;
import io.github.jwtsession.attribute.SessionAttributes;
import io.github.jwtsession.jwe.InvalidTokenException;
import io.github.jwtsession.jwe.InvalidTokenException.Reason;
import io.github.jwtsession.jwe.SealedToken;
import io.github.jwtsession.revocation.RevocationRegistry;
import io.github.jwtsession.token.OpenedRenewal;
import io.github.jwtsession.token.OpenedToken;
import io.github.jwtsession.token.Renewal;
import io.github.jwtsession.token.SessionClaims;
import io.github.jwtsession.token.SessionTokenCodec;
import io.github.jwtsession.token.TokenDigest;
import io.github.jwtsession.token.Tombstone;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.PrincipalNameIndexResolver;
import org.springframework.session.SessionIdGenerator;
import org.springframework.session.SessionRepository;
import org.springframework.session.events.SessionCreatedEvent;
import org.springframework.session.events.SessionDeletedEvent;

/**
 * A repository that stores nothing: a session is found in the token that the client sent,
 * and saved by making the token that the client is to hold next.
 * <p>
 * What {@link #findById} takes is therefore the token, while {@link JwtSession#getId()}
 * is the session's id. Saving does not tell the client yet: {@link #takeUpdate} says what
 * to tell it, and {@link #sent} that it was told.
 */
public final class JwtSessionRepository implements SessionRepository<JwtSession> {

	/**
	 * What is found by this id is nothing, and nothing is said about it. An application
	 * that asks for the id which the client requested gets this instead of the token.
	 */
	public static final String HIDDEN_TOKEN = "hidden";

	/**
	 * How many ended sessions a client is told of at once. More than one only matters to
	 * who logs in and out faster than responses take.
	 */
	private static final int MAX_BURIED = 4;

	private static final String SECURITY_CONTEXT = "SPRING_SECURITY_CONTEXT";

	private static final Log logger = LogFactory.getLog(JwtSessionRepository.class);

	private final SessionTokenCodec codec;

	private final AttributeJson attributeJson;

	private final SessionLifetime lifetime;

	private final RevocationRegistry revocations;

	private final Clock clock;

	private final ApplicationEventPublisher events;

	private final SessionTokenListener listener;

	/**
	 * Sessions of requests under way whose ids no client has been told yet: there is no
	 * other way from an id that is to be deleted to its session.
	 */
	private final Map<String, WeakReference<TokenSession>> unsentIds = Collections.synchronizedMap(new WeakHashMap<>());

	private final SessionIdGenerator idGenerator = new RandomSessionIdGenerator();

	private final PrincipalNameIndexResolver<JwtSession> principalNames = new PrincipalNameIndexResolver<>();

	/**
	 * Create a repository.
	 * @param codec makes and opens tokens
	 * @param attributeJson writes and reads attributes
	 * @param lifetime how long sessions are valid
	 * @param revocations the sessions that must not come back
	 * @param clock what the time is
	 * @param events is told of sessions created and deleted
	 * @param listener is told what happens to tokens
	 */
	public JwtSessionRepository(SessionTokenCodec codec, AttributeJson attributeJson, SessionLifetime lifetime,
			RevocationRegistry revocations, Clock clock, ApplicationEventPublisher events,
			SessionTokenListener listener) {
		this.codec = codec;
		this.attributeJson = attributeJson;
		this.lifetime = lifetime;
		this.revocations = revocations;
		this.clock = clock;
		this.events = events;
		this.listener = listener;
	}

	@Override
	public JwtSession createSession() {
		TokenSession session = new TokenSession();
		this.unsentIds.put(session.id, new WeakReference<>(session));
		this.events.publishEvent(new SessionCreatedEvent(this, session));
		return session;
	}

	/**
	 * Find a session.
	 * @param presented what a client sent: a token, or several as
	 * {@link PresentedTokens#encode()} writes them
	 * @return the newest valid session among them, or {@code null} if there is none
	 */
	@Override
	public @Nullable JwtSession findById(String presented) {
		if (presented.equals(HIDDEN_TOKEN)) {
			return null;
		}
		PresentedTokens tokens = PresentedTokens.decode(presented);
		Renewals renewals = new Renewals(tokens.renewals());
		Set<String> endedIds = endedIds(tokens.tombstones());
		List<TokenSession> sessions = new ArrayList<>();
		for (String content : tokens.contents()) {
			try {
				TokenSession session = open(content, renewals, endedIds);
				sessions.add(session);
				this.listener.onOpen(session.keyId);
			}
			catch (InvalidTokenException ex) {
				logger.debug("Session token ignored: " + ex.getMessage());
				this.listener.onRejection(ex.getReason());
			}
		}
		return newest(sessions);
	}

	private TokenSession open(String content, Renewals renewals, Set<String> endedIds) throws InvalidTokenException {
		TokenSession session = read(content, renewals);
		SessionClaims claims = session.heldClaims();
		Instant now = this.clock.instant();
		if (!renewals.isEmpty() && this.lifetime.isRenewalDue(claims.issuedAt(), now, claims.maxInactiveInterval())) {
			renewals.opened().forEach((renewal) -> session.renewBy(renewal, now));
		}
		Reason reason = this.lifetime.refuse(claims.createdAt(), claims.issuedAt(), session.expiresAt, now);
		if (reason == null) {
			reason = endedIds.contains(claims.id()) ? Reason.ENDED : revocationOf(claims);
		}
		if (reason != null) {
			throw new InvalidTokenException(reason);
		}
		return session;
	}

	/**
	 * Read a session, if possible without a key that is not the active one any more: that
	 * is the key which nobody needs then.
	 */
	private TokenSession read(String content, Renewals renewals) throws InvalidTokenException {
		if (!renewals.isEmpty() && !this.codec.isSealedWithActiveKey(content)) {
			for (OpenedRenewal renewal : renewals.opened()) {
				if (renewal.handsOver() && renewal.renewal().isOf(content)) {
					return new TokenSession(this.codec.open(content, renewal), content);
				}
			}
		}
		return new TokenSession(this.codec.open(content), content);
	}

	private @Nullable Reason revocationOf(SessionClaims claims) {
		return switch (this.revocations.check(claims.id(), claims.subject(), claims.sessionIssuedAt())) {
			case VALID -> null;
			case ENDED -> Reason.ENDED;
			case REVOKED -> Reason.REVOKED;
			case UNCONFIRMED -> Reason.UNCONFIRMED;
		};
	}

	private static @Nullable TokenSession newest(List<TokenSession> sessions) {
		if (sessions.size() <= 1) {
			return sessions.isEmpty() ? null : sessions.get(0);
		}
		Set<@Nullable String> formerIds = new HashSet<>();
		sessions.forEach((session) -> formerIds.add(session.formerId));
		return sessions.stream()
			.filter((session) -> !formerIds.contains(session.id))
			.max(Comparator.comparing(TokenSession::getIssuedAt))
			.orElse(null);
	}

	private Set<String> endedIds(List<String> tombstones) {
		if (tombstones.isEmpty()) {
			return Set.of();
		}
		Set<String> ids = new LinkedHashSet<>();
		for (String token : tombstones) {
			Tombstone tombstone = openTombstone(token);
			if (tombstone != null) {
				ids.addAll(tombstone.sessionIds());
			}
		}
		return ids;
	}

	private @Nullable Tombstone openTombstone(String token) {
		try {
			Tombstone tombstone = this.codec.openTombstone(token);
			return tombstone.expiresAt().isAfter(this.clock.instant().minus(this.lifetime.skewAllowance())) ? tombstone
					: null;
		}
		catch (InvalidTokenException ex) {
			logger.debug("Tombstone ignored: " + ex.getMessage());
			return null;
		}
	}

	/**
	 * Whether tokens are of no use any more, to any instance at any time: the client had
	 * better forget them. One that this instance alone does not accept, since it has not
	 * the key or another clock, or cannot find out whether it was revoked, is kept; so is
	 * one of a session that has ended or was revoked, since its cookie may have been
	 * overwritten by now: by that of a new login, for instance.
	 * @param tokens what a client sent
	 * @return {@code true} if none of them is worth keeping
	 */
	public boolean isUseless(PresentedTokens tokens) {
		Renewals renewals = new Renewals(tokens.renewals());
		return !renewals.hasUnknownKey()
				&& tokens.contents().stream().allMatch((content) -> isUseless(content, renewals));
	}

	private boolean isUseless(String content, Renewals renewals) {
		try {
			open(content, renewals, Set.of());
			return false;
		}
		catch (InvalidTokenException ex) {
			return switch (ex.getReason()) {
				case MALFORMED, UNSUPPORTED, TAMPERED, CLAIMS, EXPIRED, TOO_OLD -> true;
				case UNKNOWN_KEY, NOT_YET_VALID, ENDED, REVOKED, UNCONFIRMED -> false;
			};
		}
	}

	/**
	 * Find out whether the session has changed.
	 * @param session a session of this repository
	 * @throws io.github.jwtsession.attribute.UnsupportedAttributeException if an
	 * attribute cannot be written; the client then keeps the session it has
	 */
	@Override
	public void save(JwtSession session) {
		((TokenSession) session).save();
	}

	/**
	 * What to tell the client, once for each change that was saved.
	 * @param session a session of this repository
	 * @param persistent whether the session is to outlive the client's browser from now
	 * on
	 * @return what to tell it, or {@code null} if there is nothing new
	 */
	public @Nullable SessionUpdate takeUpdate(JwtSession session, boolean persistent) {
		return ((TokenSession) session).takeUpdate(persistent);
	}

	/**
	 * The client was told. From now on the token of the id that the session had before is
	 * not accepted any more.
	 * @param session a session of this repository
	 */
	public void sent(JwtSession session) {
		((TokenSession) session).endFormerId();
	}

	/**
	 * Give up changes that cannot be sent any more.
	 * @param session a session of this repository
	 * @return the names of the attributes that changed, or {@code null} if nothing did
	 */
	public @Nullable Set<String> abandonChanges(JwtSession session) {
		return ((TokenSession) session).abandonChanges();
	}

	/**
	 * Whether the client is due to be told that the session was used.
	 * @param session a session of this repository
	 * @return {@code true} if {@link #takeRenewal} has something to tell it
	 */
	public boolean isRenewalDue(JwtSession session) {
		return ((TokenSession) session).isRenewalDue(this.clock.instant());
	}

	/**
	 * Tell the client that the session was used, if it is due to be told. If its content
	 * is encrypted with a key that is not the active one any more, the renewal hands it
	 * over to the active key: a read must not write the content itself.
	 * @param session a session of this repository
	 * @return the token to send beside the content that the client has, or {@code null}
	 * if it is not due
	 */
	public @Nullable SessionUpdate takeRenewal(JwtSession session) {
		return ((TokenSession) session).takeRenewal();
	}

	/**
	 * End a session. Its own timeout, if it has one, is not known here: see
	 * {@link #bury}.
	 * @param id the session's id, not its token
	 */
	@Override
	public void deleteById(String id) {
		WeakReference<TokenSession> unsent = this.unsentIds.remove(id);
		TokenSession session = (unsent != null) ? unsent.get() : null;
		if (session == null) {
			end(id);
		}
		else if (session.heldToken != null) {
			end(session.heldId);
		}
		else {
			this.events.publishEvent(new SessionDeletedEvent(this, session));
		}
	}

	private void end(String id) {
		Instant now = this.clock.instant();
		this.revocations.end(id, now.plus(this.lifetime.burial(null)));
	}

	/**
	 * Announce the end of those sessions that the client held and that were deleted, and
	 * make the token that keeps them from coming back.
	 * @param tokens what the client sent
	 * @return what the client is to hold beside its content, or {@code null} if no
	 * session that it held has ended
	 */
	public @Nullable SessionUpdate bury(PresentedTokens tokens) {
		List<TokenSession> sessions = openAll(tokens);
		if (sessions.stream().noneMatch((session) -> this.revocations.isEnded(session.id))) {
			return null;
		}
		Instant now = this.clock.instant().truncatedTo(ChronoUnit.SECONDS);
		Set<String> ids = new LinkedHashSet<>();
		Instant until = now;
		for (TokenSession session : sessions) {
			Instant end = now.plus(this.lifetime.burial(session.maxInactiveInterval));
			until = end.isAfter(until) ? end : until;
			ids.add(session.id);
			end(session, end);
		}
		ids.addAll(endedIds(tokens.tombstones()));
		List<String> buried = ids.stream().limit(MAX_BURIED).toList();
		SealedToken token = announce(this.codec.seal(new Tombstone(buried, now, until)));
		return new SessionUpdate(token, Duration.between(now, until), true, Set.of(), false);
	}

	/**
	 * End a session that the client held, once. A client may send the token of an ended
	 * one as often as it likes: that is no news, and lengthens nothing.
	 */
	private void end(TokenSession session, Instant until) {
		boolean ended = this.revocations.isEnded(session.id);
		if (!ended) {
			this.revocations.end(session.id, until);
		}
		if (!this.revocations.announce(session.id)) {
			return;
		}
		if (ended && session.maxInactiveInterval != null) {
			// It was ended by its id alone, with the time of any session.
			this.revocations.end(session.id, until);
		}
		this.events.publishEvent(new SessionDeletedEvent(this, session));
	}

	private SealedToken announce(SealedToken token) {
		this.listener.onSeal(token.keyId());
		return token;
	}

	/**
	 * The sessions in tokens, valid or not. If one of them ends, all do: another that
	 * came along under the same name would otherwise take its place.
	 */
	private List<TokenSession> openAll(PresentedTokens tokens) {
		Renewals renewals = new Renewals(tokens.renewals());
		List<TokenSession> sessions = new ArrayList<>();
		for (String content : tokens.contents()) {
			try {
				sessions.add(read(content, renewals));
			}
			catch (InvalidTokenException ex) {
				logger.debug("Not a session that could end: " + ex.getMessage());
			}
		}
		return sessions;
	}

	/**
	 * The renewals that a request brought, decrypted once, and not before they matter.
	 */
	private final class Renewals {

		private final List<String> tokens;

		private @Nullable List<OpenedRenewal> opened;

		private boolean unknownKey;

		Renewals(List<String> tokens) {
			this.tokens = tokens;
		}

		boolean isEmpty() {
			return this.tokens.isEmpty();
		}

		List<OpenedRenewal> opened() {
			if (this.opened == null) {
				this.opened = this.tokens.stream().map(this::open).filter(Objects::nonNull).toList();
			}
			return this.opened;
		}

		private @Nullable OpenedRenewal open(String token) {
			try {
				return JwtSessionRepository.this.codec.openRenewal(token);
			}
			catch (InvalidTokenException ex) {
				logger.debug("Renewal ignored: " + ex.getMessage());
				this.unknownKey |= (ex.getReason() == Reason.UNKNOWN_KEY);
				return null;
			}
		}

		/**
		 * Whether another instance may be able to open one that this one is not.
		 */
		boolean hasUnknownKey() {
			opened();
			return this.unknownKey;
		}

	}

	/**
	 * A session that keeps track of what the client does not know yet.
	 */
	private final class TokenSession implements JwtSession {

		private final SessionAttributes attributes;

		private final Instant createdAt;

		/**
		 * The token that the client has, {@code null} if it has none.
		 */
		private @Nullable String heldToken;

		/**
		 * That token, as it was read; {@code null} if it was written here.
		 */
		private @Nullable OpenedToken heldContent;

		/**
		 * The id in that token.
		 */
		private @Nullable String heldId;

		private String id;

		private @Nullable String formerId;

		private Instant issuedAt;

		private Instant lastUse;

		private Instant expiresAt;

		private @Nullable String subject;

		private @Nullable Instant authenticatedAt;

		private @Nullable Duration maxInactiveInterval;

		private boolean intervalChanged;

		private boolean persistent;

		private @Nullable String keyId;

		private SessionAttributes.@Nullable Snapshot unsent;

		private boolean unwritable;

		private @Nullable String idToEnd;

		TokenSession() {
			this.attributes = new SessionAttributes(JwtSessionRepository.this.attributeJson);
			this.createdAt = now();
			this.id = JwtSessionRepository.this.idGenerator.generate();
			this.issuedAt = this.createdAt;
			this.lastUse = this.createdAt;
			this.expiresAt = JwtSessionRepository.this.lifetime.expiry(this.createdAt, this.createdAt, null);
		}

		TokenSession(OpenedToken opened, String token) {
			SessionClaims claims = opened.claims();
			this.attributes = new SessionAttributes(JwtSessionRepository.this.attributeJson, claims.attributes());
			this.createdAt = claims.createdAt();
			this.heldToken = token;
			this.heldContent = opened;
			this.heldId = claims.id();
			this.id = claims.id();
			this.formerId = claims.formerId();
			this.issuedAt = claims.issuedAt();
			this.lastUse = claims.issuedAt();
			this.expiresAt = claims.expiresAt();
			this.subject = claims.subject();
			this.authenticatedAt = claims.authenticatedAt();
			this.maxInactiveInterval = claims.maxInactiveInterval();
			this.persistent = claims.persistent();
			this.keyId = opened.keyId();
		}

		private SessionClaims heldClaims() {
			return this.heldContent.claims();
		}

		/**
		 * Prolong the session, if the renewal is of exactly this content.
		 */
		private void renewBy(OpenedRenewal opened, Instant now) {
			Renewal renewal = opened.renewal();
			boolean bound = renewal.sessionId().equals(this.id) && renewal.isOf(this.heldToken);
			boolean issued = !now
				.isBefore(renewal.issuedAt().minus(JwtSessionRepository.this.lifetime.skewAllowance()));
			if (bound && issued && renewal.expiresAt().isAfter(this.expiresAt)) {
				this.expiresAt = renewal.expiresAt();
				this.lastUse = renewal.issuedAt();
			}
		}

		private synchronized void save() {
			if (this.unwritable) {
				return;
			}
			try {
				this.unsent = changes();
			}
			catch (RuntimeException ex) {
				// Not tried again by the error page, which may well be able to do
				// without.
				this.unwritable = true;
				throw ex;
			}
		}

		private SessionAttributes.@Nullable Snapshot changes() {
			if (this.heldToken == null) {
				SessionAttributes.Snapshot snapshot = this.attributes.snapshot();
				return snapshot.isEmpty() ? null : snapshot;
			}
			boolean sameClaims = this.id.equals(this.heldId) && !this.intervalChanged;
			return sameClaims ? this.attributes.snapshotIfChanged() : this.attributes.snapshot();
		}

		private synchronized @Nullable SessionUpdate takeUpdate(boolean persistent) {
			SessionAttributes.Snapshot snapshot = this.unsent;
			if (snapshot == null) {
				return null;
			}
			boolean created = (this.heldToken == null);
			this.persistent |= persistent;
			SealedToken token = snapshot.isEmpty() ? null : seal(snapshot);
			this.attributes.sent(snapshot);
			this.unsent = null;
			this.intervalChanged = false;
			this.heldToken = (token != null) ? token.value() : null;
			this.heldContent = null;
			this.heldId = this.id;
			if (token != null) {
				JwtSessionRepository.this.unsentIds.remove(this.id);
			}
			this.keyId = (token != null) ? token.keyId() : null;
			return new SessionUpdate(token, clientLifetime(), this.persistent, snapshot.changed(), created);
		}

		private SealedToken seal(SessionAttributes.Snapshot snapshot) {
			boolean idChanged = this.heldToken != null && !this.id.equals(this.heldId);
			if (idChanged) {
				this.formerId = this.heldId;
				this.idToEnd = this.heldId;
			}
			this.issuedAt = now();
			this.lastUse = this.issuedAt;
			this.expiresAt = expiry();
			String formerSubject = this.subject;
			this.subject = resolveSubject(snapshot.changed());
			if (idChanged || !Objects.equals(this.subject, formerSubject)) {
				this.authenticatedAt = (this.subject != null) ? JwtSessionRepository.this.clock.instant() : null;
			}
			return announce(JwtSessionRepository.this.codec.seal(new SessionClaims(this.id, this.issuedAt,
					this.expiresAt, this.subject, this.createdAt, this.authenticatedAt, this.maxInactiveInterval,
					this.formerId, this.persistent, snapshot.toJson())));
		}

		private @Nullable String resolveSubject(Set<String> changed) {
			boolean mayDiffer = changed.contains(SECURITY_CONTEXT)
					|| changed.contains(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME);
			return mayDiffer ? JwtSessionRepository.this.principalNames.resolveIndexValueFor(this) : this.subject;
		}

		/**
		 * How long a persistent client keeps the content: a renewal may reach further
		 * than the content's own time, and this instance alone decides what is valid.
		 */
		private Duration clientLifetime() {
			SessionLifetime lifetime = JwtSessionRepository.this.lifetime;
			Instant until = (lifetime.renewal() == RenewalMode.FIXED) ? this.expiresAt
					: lifetime.lastMoment(this.createdAt);
			return Duration.ofSeconds(this.issuedAt.until(until, ChronoUnit.SECONDS));
		}

		private void endFormerId() {
			if (this.idToEnd != null) {
				JwtSessionRepository.this.revocations.end(this.idToEnd,
						now().plus(JwtSessionRepository.this.lifetime.burial(this.maxInactiveInterval)));
				this.idToEnd = null;
			}
		}

		private synchronized @Nullable Set<String> abandonChanges() {
			SessionAttributes.Snapshot snapshot = this.unsent;
			if (snapshot == null) {
				return null;
			}
			this.attributes.sent(snapshot);
			this.unsent = null;
			return snapshot.changed();
		}

		private synchronized boolean isRenewalDue(Instant now) {
			return this.heldToken != null
					&& JwtSessionRepository.this.lifetime.isRenewalDue(this.lastUse, now, this.maxInactiveInterval);
		}

		private synchronized @Nullable SessionUpdate takeRenewal() {
			Instant now = now();
			if (!isRenewalDue(now)) {
				return null;
			}
			this.lastUse = now;
			this.expiresAt = expiry();
			SealedToken token = announce(
					seal(new Renewal(this.id, now, this.expiresAt, TokenDigest.of(this.heldToken))));
			return new SessionUpdate(token, clientLifetime(), this.persistent, Set.of(), false);
		}

		private SealedToken seal(Renewal renewal) {
			SessionTokenCodec codec = JwtSessionRepository.this.codec;
			return (this.heldContent != null && !codec.isSealedWithActiveKey(this.heldToken))
					? codec.seal(renewal, this.heldContent) : codec.seal(renewal);
		}

		private Instant expiry() {
			return JwtSessionRepository.this.lifetime.expiry(this.createdAt, now(), this.maxInactiveInterval);
		}

		private Instant now() {
			return JwtSessionRepository.this.clock.instant().truncatedTo(ChronoUnit.SECONDS);
		}

		@Override
		public String getId() {
			return this.id;
		}

		@Override
		public String changeSessionId() {
			JwtSessionRepository.this.unsentIds.remove(this.id);
			this.id = JwtSessionRepository.this.idGenerator.generate();
			JwtSessionRepository.this.unsentIds.put(this.id, new WeakReference<>(this));
			return this.id;
		}

		@Override
		@SuppressWarnings("unchecked")
		public <T> @Nullable T getAttribute(String name) {
			return (T) (name.equals(JwtSession.class.getName()) ? this : this.attributes.get(name));
		}

		@Override
		public Set<String> getAttributeNames() {
			return this.attributes.names();
		}

		@Override
		public void setAttribute(String name, @Nullable Object value) {
			if (value == null) {
				removeAttribute(name);
				return;
			}
			this.attributes.set(name, value);
			this.unwritable = false;
		}

		@Override
		public void removeAttribute(String name) {
			this.attributes.remove(name);
			this.unwritable = false;
		}

		@Override
		public Map<String, Integer> getAttributeSizes() {
			return this.attributes.snapshot().sizes();
		}

		@Override
		public Instant getCreationTime() {
			return this.createdAt;
		}

		/**
		 * The filter would set this to the current request's time, which is not what the
		 * servlet specification means: the previous one's is asked for.
		 */
		@Override
		public void setLastAccessedTime(Instant lastAccessedTime) {
		}

		@Override
		public Instant getLastAccessedTime() {
			return this.lastUse;
		}

		@Override
		public void setMaxInactiveInterval(Duration interval) {
			if (interval.equals(getMaxInactiveInterval())) {
				return;
			}
			this.maxInactiveInterval = interval;
			this.intervalChanged = true;
			this.expiresAt = expiry();
		}

		@Override
		public Duration getMaxInactiveInterval() {
			return (this.maxInactiveInterval != null) ? this.maxInactiveInterval
					: JwtSessionRepository.this.lifetime.timeout();
		}

		@Override
		public boolean isExpired() {
			return !JwtSessionRepository.this.clock.instant()
				.isBefore(this.expiresAt.plus(JwtSessionRepository.this.lifetime.skewAllowance()));
		}

		@Override
		public Instant getIssuedAt() {
			return this.issuedAt;
		}

		@Override
		public Instant getExpiresAt() {
			return this.expiresAt;
		}

		@Override
		public int getTokenSize() {
			return (this.heldToken != null) ? this.heldToken.length() : 0;
		}

		@Override
		public @Nullable String getKeyId() {
			return this.keyId;
		}

		/**
		 * The id alone, which is no secret by itself: only a token is a session.
		 */
		@Override
		public String toString() {
			return "JwtSession[id=" + this.id + "]";
		}

	}

}
