package io.github.jwtsession;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;

import io.github.jwtsession.attribute.AttributeJson;
import io.github.jwtsession.attribute.SessionAttributes;
import io.github.jwtsession.revocation.EndedSessions;
import io.github.jwtsession.token.InvalidTokenException;
import io.github.jwtsession.token.InvalidTokenException.Reason;
import io.github.jwtsession.token.OpenedToken;
import io.github.jwtsession.token.SealedToken;
import io.github.jwtsession.token.SessionClaims;
import io.github.jwtsession.token.SessionTokenCodec;
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

	private static final String SECURITY_CONTEXT = "SPRING_SECURITY_CONTEXT";

	private static final Log logger = LogFactory.getLog(JwtSessionRepository.class);

	private final SessionTokenCodec codec;

	private final AttributeJson attributeJson;

	private final SessionLifetime lifetime;

	private final EndedSessions endedSessions;

	private final Clock clock;

	private final ApplicationEventPublisher events;

	private final TokenRejectionListener rejections;

	private final SessionIdGenerator idGenerator = new RandomSessionIdGenerator();

	private final PrincipalNameIndexResolver<JwtSession> principalNames = new PrincipalNameIndexResolver<>();

	/**
	 * Create a repository.
	 * @param codec makes and opens tokens
	 * @param attributeJson writes and reads attributes
	 * @param lifetime how long sessions are valid
	 * @param endedSessions the sessions that must not come back
	 * @param clock what the time is
	 * @param events is told of sessions created and deleted
	 * @param rejections is told why a token was not accepted
	 */
	public JwtSessionRepository(SessionTokenCodec codec, AttributeJson attributeJson, SessionLifetime lifetime,
			EndedSessions endedSessions, Clock clock, ApplicationEventPublisher events,
			TokenRejectionListener rejections) {
		this.codec = codec;
		this.attributeJson = attributeJson;
		this.lifetime = lifetime;
		this.endedSessions = endedSessions;
		this.clock = clock;
		this.events = events;
		this.rejections = rejections;
	}

	@Override
	public JwtSession createSession() {
		TokenSession session = new TokenSession();
		this.events.publishEvent(new SessionCreatedEvent(this, session));
		return session;
	}

	/**
	 * Find a session.
	 * @param token what a client sent
	 * @return the session in it, or {@code null} if it is none
	 */
	@Override
	public @Nullable JwtSession findById(String token) {
		if (token.equals(HIDDEN_TOKEN)) {
			return null;
		}
		try {
			OpenedToken opened = this.codec.open(token);
			requireValid(opened.claims());
			return new TokenSession(opened, token.length());
		}
		catch (InvalidTokenException ex) {
			logger.debug("Session token ignored: " + ex.getMessage());
			this.rejections.onRejection(ex.getReason());
			return null;
		}
	}

	private void requireValid(SessionClaims claims) throws InvalidTokenException {
		Reason reason = this.lifetime.refuse(claims, this.clock.instant());
		if (reason == null && this.endedSessions.contains(claims.id())) {
			reason = Reason.ENDED;
		}
		if (reason != null) {
			throw new InvalidTokenException(reason);
		}
	}

	/**
	 * Make the token that the client is to hold next, if the session has changed.
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
	 * @return what to tell it, or {@code null} if there is nothing new
	 */
	public @Nullable SessionUpdate takeUpdate(JwtSession session) {
		return ((TokenSession) session).takeUpdate();
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
	 * End a session. Its own timeout, if it has one, is not known here: see
	 * {@link #announceEnd}.
	 * @param id the session's id, not its token
	 */
	@Override
	public void deleteById(String id) {
		this.endedSessions.add(id, this.lifetime.expiry(this.clock.instant(), null));
	}

	/**
	 * Announce the end of the session that the client held.
	 * @param token what the client sent
	 */
	public void announceEnd(String token) {
		try {
			OpenedToken opened = this.codec.open(token);
			SessionClaims claims = opened.claims();
			if (this.endedSessions.contains(claims.id())) {
				this.endedSessions.add(claims.id(), claims.expiresAt().plus(this.lifetime.skewAllowance()));
				this.events.publishEvent(new SessionDeletedEvent(this, new TokenSession(opened, token.length())));
			}
		}
		catch (InvalidTokenException ex) {
			logger.debug("No session has ended: " + ex.getMessage());
		}
	}

	/**
	 * A session that keeps track of what the client does not know yet.
	 */
	private final class TokenSession implements JwtSession {

		private final SessionAttributes attributes;

		private final Instant createdAt;

		/**
		 * The id that the client's token has, {@code null} if the client has none.
		 */
		private @Nullable String heldId;

		private Instant heldUntil = Instant.EPOCH;

		private String id;

		private Instant issuedAt;

		private Instant expiresAt;

		private @Nullable String subject;

		private @Nullable Duration maxInactiveInterval;

		private boolean intervalChanged;

		private int tokenSize;

		private @Nullable String keyId;

		private boolean unwritable;

		private @Nullable SessionUpdate update;

		private @Nullable String formerId;

		private Instant formerUntil = Instant.EPOCH;

		TokenSession() {
			this.attributes = new SessionAttributes(JwtSessionRepository.this.attributeJson);
			this.createdAt = now();
			this.id = JwtSessionRepository.this.idGenerator.generate();
			this.issuedAt = this.createdAt;
			this.expiresAt = JwtSessionRepository.this.lifetime.expiry(this.createdAt, null);
		}

		TokenSession(OpenedToken token, int tokenSize) {
			SessionClaims claims = token.claims();
			this.attributes = new SessionAttributes(JwtSessionRepository.this.attributeJson, claims.attributes());
			this.createdAt = claims.createdAt();
			this.heldId = claims.id();
			this.heldUntil = claims.expiresAt();
			this.id = claims.id();
			this.issuedAt = claims.issuedAt();
			this.expiresAt = claims.expiresAt();
			this.subject = claims.subject();
			this.maxInactiveInterval = claims.maxInactiveInterval();
			this.tokenSize = tokenSize;
			this.keyId = token.keyId();
		}

		private void save() {
			if (this.unwritable) {
				return;
			}
			try {
				SessionAttributes.Snapshot snapshot = this.attributes.snapshot();
				if (isChanged(snapshot)) {
					seal(snapshot);
				}
			}
			catch (RuntimeException ex) {
				// Not tried again by the error page, which may well be able to do
				// without.
				this.unwritable = true;
				throw ex;
			}
		}

		private boolean isChanged(SessionAttributes.Snapshot snapshot) {
			if (this.heldId == null) {
				return !snapshot.isEmpty();
			}
			return !snapshot.changed().isEmpty() || !this.heldId.equals(this.id) || this.intervalChanged;
		}

		private void seal(SessionAttributes.Snapshot snapshot) {
			SealedToken token = null;
			if (!snapshot.isEmpty()) {
				Instant issuedAt = now();
				Instant expiresAt = JwtSessionRepository.this.lifetime.expiry(issuedAt, this.maxInactiveInterval);
				this.subject = resolveSubject(snapshot.changed());
				token = JwtSessionRepository.this.codec.seal(new SessionClaims(this.id, issuedAt, expiresAt,
						this.subject, this.createdAt, this.maxInactiveInterval, snapshot.toJson()));
				rememberFormerId();
				this.issuedAt = issuedAt;
				this.expiresAt = expiresAt;
				this.heldUntil = expiresAt;
			}
			this.attributes.sent(snapshot);
			boolean created = (this.heldId == null);
			this.heldId = (token != null) ? this.id : null;
			this.intervalChanged = false;
			this.tokenSize = (token != null) ? token.value().length() : 0;
			this.keyId = (token != null) ? token.keyId() : null;
			this.update = new SessionUpdate(token, Duration.between(this.issuedAt, this.expiresAt), snapshot.changed(),
					created);
		}

		private @Nullable String resolveSubject(Set<String> changed) {
			boolean mayDiffer = changed.contains(SECURITY_CONTEXT)
					|| changed.contains(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME);
			return mayDiffer ? JwtSessionRepository.this.principalNames.resolveIndexValueFor(this) : this.subject;
		}

		private void rememberFormerId() {
			if (this.heldId != null && !this.heldId.equals(this.id)) {
				this.formerId = this.heldId;
				this.formerUntil = this.heldUntil.plus(JwtSessionRepository.this.lifetime.skewAllowance());
			}
		}

		private @Nullable SessionUpdate takeUpdate() {
			SessionUpdate update = this.update;
			this.update = null;
			return update;
		}

		private void endFormerId() {
			if (this.formerId != null) {
				JwtSessionRepository.this.endedSessions.add(this.formerId, this.formerUntil);
				this.formerId = null;
			}
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
			this.id = JwtSessionRepository.this.idGenerator.generate();
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
			return this.issuedAt;
		}

		@Override
		public void setMaxInactiveInterval(Duration interval) {
			this.maxInactiveInterval = interval;
			this.intervalChanged = true;
			this.expiresAt = JwtSessionRepository.this.lifetime.expiry(now(), interval);
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
			return this.tokenSize;
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
