package io.github.jwtsession.session;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.jwtsession.JwtSession;
import io.github.jwtsession.UnsupportedAttributeException;
import io.github.jwtsession.attribute.AttributesSnapshot;
import io.github.jwtsession.attribute.SessionAttributes;
import io.github.jwtsession.jwe.CompactToken;
import io.github.jwtsession.jwe.SealedToken;
import io.github.jwtsession.overflow.OverflowReference;
import io.github.jwtsession.token.OpenedRenewal;
import io.github.jwtsession.token.OpenedToken;
import io.github.jwtsession.token.Renewal;
import io.github.jwtsession.token.SessionClaims;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A session that knows which of its state the client does not have yet.
 * <p>
 * It makes no token and sends nothing: that is what its {@link SessionExchange} does, in
 * this order. {@link #changes} says what is new, {@link #draft} turns it into claims, and
 * {@link #sent} notes that the client has them. Until then, and if it never happens, the
 * client's token is what the session was read from.
 * <p>
 * Safe for several threads: its lock guards what is written here. The attributes have a
 * lock of their own, which is taken last. What application code asks for while it is
 * being written or read, under that lock, is answered without any: it must not wait for a
 * thread that waits for it.
 */
public final class ClientSession implements JwtSession {

	private static final Log logger = LogFactory.getLog(ClientSession.class);

	private final SessionContext context;

	/**
	 * Whether it belongs to no request, so that no client will ever have it.
	 */
	private final boolean detached;

	private final SessionAttributes attributes;

	private final Instant createdAt;

	/**
	 * What the client has, {@code null} if it has no token of this session.
	 */
	private volatile @Nullable SentToken sent;

	private volatile String id;

	@GuardedBy("this")
	private @Nullable String formerId;

	private volatile Instant issuedAt;

	private volatile Instant lastAccessedTime;

	private volatile Instant expiresAt;

	/**
	 * Whether the session has declared void what the client has.
	 */
	@GuardedBy("this")
	private boolean formerVoid;

	/**
	 * When the last of the tokens ends that clients have of the session under its present
	 * id, as far as this one knows; {@code null} if there is none.
	 */
	@GuardedBy("this")
	private @Nullable Instant lastExpiry;

	@GuardedBy("this")
	private @Nullable SessionPrincipal principal;

	/**
	 * When somebody logged in who may have logged out since: clients may still have a
	 * token of his.
	 */
	@GuardedBy("this")
	private @Nullable Instant authenticatedAt;

	private volatile @Nullable Duration maxInactiveInterval;

	@GuardedBy("this")
	private int generation;

	@GuardedBy("this")
	private boolean provisional;

	@GuardedBy("this")
	private boolean persistent;

	/**
	 * Whether an attempt to write the session has failed, and no attribute was set or
	 * removed since.
	 */
	@GuardedBy("this")
	private boolean unwritable;

	/**
	 * Whether the client had the session and it has become empty, so that its cookies
	 * were taken back.
	 */
	@GuardedBy("this")
	private boolean takenBack;

	/**
	 * Create a session of which no client knows yet.
	 * @param context what sessions share
	 * @param detached whether it belongs to no request
	 */
	ClientSession(SessionContext context, boolean detached) {
		this.context = context;
		this.detached = detached;
		this.attributes = new SessionAttributes(context.attributeJson(), context.overflow());
		this.createdAt = context.now();
		this.id = context.idGenerator().generate();
		this.issuedAt = this.createdAt;
		this.lastAccessedTime = this.createdAt;
		this.expiresAt = context.lifetime().expiry(this.createdAt, this.createdAt, null);
	}

	/**
	 * Create the session that a client's token holds.
	 */
	ClientSession(SessionContext context, CompactToken token, OpenedToken opened) {
		SessionClaims claims = opened.claims();
		this.context = context;
		this.detached = false;
		this.attributes = new SessionAttributes(context.attributeJson(), claims.attributes(), context.overflow());
		this.createdAt = claims.createdAt();
		this.sent = new SentToken(token, claims.id(), claims.maxInactiveInterval(), opened.keyId(), opened);
		this.id = claims.id();
		this.formerId = claims.formerId();
		this.issuedAt = claims.issuedAt();
		this.lastAccessedTime = claims.issuedAt();
		this.expiresAt = earlier(claims.expiresAt(),
				context.lifetime().expiry(claims.createdAt(), claims.issuedAt(), claims.maxInactiveInterval()));
		this.lastExpiry = claims.lastExpiry();
		this.principal = principalOf(claims);
		this.authenticatedAt = claims.authenticatedAt();
		this.maxInactiveInterval = claims.maxInactiveInterval();
		this.generation = claims.generation();
		this.provisional = claims.provisional();
		this.persistent = claims.persistent();
	}

	private static @Nullable SessionPrincipal principalOf(SessionClaims claims) {
		return (claims.subject() != null) ? new SessionPrincipal(claims.subject(), claims.actor()) : null;
	}

	/**
	 * Prolong the session, if the renewal is one of exactly the token that it was read
	 * from.
	 */
	synchronized void renewBy(OpenedRenewal opened, Instant now) {
		Renewal renewal = opened.renewal();
		SentToken sent = this.sent;
		boolean bound = sent != null && renewal.sessionId().equals(this.id) && renewal.isOf(sent.token());
		boolean issued = !this.context.lifetime().isInFuture(renewal.issuedAt(), now);
		Instant end = earlier(renewal.expiresAt(), expiry(renewal.issuedAt()));
		if (bound && issued && end.isAfter(this.expiresAt)) {
			this.expiresAt = end;
			this.lastAccessedTime = renewal.issuedAt();
		}
	}

	/**
	 * Note that clients may have a token of the session under its present id that was
	 * issued to last until a moment: longer than it is valid here, perhaps, but another
	 * configuration may let it last so long again.
	 */
	synchronized void lastsUntil(Instant end) {
		Instant last = this.lastExpiry;
		if (last == null || end.isAfter(last)) {
			this.lastExpiry = end;
		}
	}

	/**
	 * Nothing lives longer than what was promised when it was written, nor than what is
	 * configured now.
	 */
	private static Instant earlier(Instant a, Instant b) {
		return a.isBefore(b) ? a : b;
	}

	/**
	 * What the client does not have yet. After an attempt that failed there is none until
	 * an attribute is set or removed: an error page may well be able to do without.
	 * @return the attributes as they are now, {@code null} if nothing is new
	 * @throws io.github.jwtsession.UnsupportedAttributeException if an attribute cannot
	 * be written
	 */
	synchronized @Nullable AttributesSnapshot changes() {
		if (this.unwritable) {
			return null;
		}
		try {
			return snapshotIfNew();
		}
		catch (RuntimeException ex) {
			this.unwritable = true;
			throw ex;
		}
	}

	@GuardedBy("this")
	private @Nullable AttributesSnapshot snapshotIfNew() {
		SentToken sent = this.sent;
		if (sent == null) {
			// A session without attributes exists too, once it was created.
			AttributesSnapshot snapshot = this.attributes.snapshot();
			return (this.takenBack && snapshot.isEmpty()) ? null : snapshot;
		}
		return hasClaimsOf(sent) ? this.attributes.snapshotIfChanged() : this.attributes.snapshot();
	}

	private boolean hasClaimsOf(SentToken sent) {
		return this.id.equals(sent.sessionId()) && Objects.equals(this.maxInactiveInterval, sent.maxInactiveInterval());
	}

	/**
	 * Whether anything but an object that was changed in place can have changed since
	 * {@link #changes} was called.
	 */
	boolean isTouched() {
		SentToken sent = this.sent;
		return this.attributes.isTouched() || (sent != null && !hasClaimsOf(sent));
	}

	/**
	 * Write down what the client is to have next. The session stays as it is.
	 * @param changes what is new
	 * @param request what is to be known of the request
	 */
	synchronized SessionDraft draft(AttributesSnapshot changes, RequestFacts request) {
		SentToken sent = this.sent;
		boolean idChanged = sent != null && !this.id.equals(sent.sessionId());
		Instant now = this.context.now();
		Instant expiresAt = expiry(now);
		Instant lastExpiry = (sent != null && !idChanged) ? lastExpiry(sent, now) : null;
		SessionPrincipal principal = this.context.principals().resolve(this, changes.changed(), this.principal);
		boolean login = principal != null && isLogin(principal, changes, idChanged);
		Instant authenticatedAt = login ? request.begunAt() : this.authenticatedAt;
		if (login || sent == null || idChanged) {
			authenticatedAt = afterRevocations(authenticatedAt, principal, request.revocations());
		}
		SessionClaims claims = SessionClaims.builder(this.id)
			.issuedAt(now)
			.expiresAt(expiresAt)
			.subject((principal != null) ? principal.name() : null)
			.actor((principal != null) ? principal.actor() : null)
			.createdAt(this.createdAt)
			.authenticatedAt(authenticatedAt)
			.maxInactiveInterval(this.maxInactiveInterval)
			.latestExpiry((lastExpiry != null && lastExpiry.isAfter(expiresAt)) ? lastExpiry : null)
			.formerId((sent != null && idChanged) ? sent.sessionId() : this.formerId)
			.generation(generation(principal, idChanged, request))
			.provisional(principal == null && request.besideOthers() && (sent == null || this.provisional))
			.persistent(this.persistent || request.rememberMe())
			.attributes(changes.toJson())
			.build();
		return new SessionDraft(claims, changes, idChanged);
	}

	/**
	 * What the request has revoked concerns neither who logs in by it nor a session whose
	 * id it changes, whether somebody is logged in or not.
	 */
	private @Nullable Instant afterRevocations(@Nullable Instant authenticatedAt, @Nullable SessionPrincipal principal,
			RequestRevocations revocations) {
		Instant issuedAt = (authenticatedAt != null) ? authenticatedAt : this.createdAt;
		Instant after = (principal != null)
				? revocations.issuedAtAfterChange(issuedAt, principal.name(), principal.actor())
				: revocations.issuedAtAfterChange(issuedAt, null, null);
		return after.isAfter(issuedAt) ? after : authenticatedAt;
	}

	/**
	 * A session with another id or another principal is of another generation, so that it
	 * gets another place, and responses that do not know of the change cannot overwrite
	 * it. So is one that begins with a login: others may begin without it at the same
	 * time.
	 */
	@GuardedBy("this")
	private int generation(@Nullable SessionPrincipal principal, boolean idChanged, RequestFacts request) {
		if (this.sent == null) {
			return Math.max(this.generation, request.freeGeneration() + ((principal != null) ? 1 : 0));
		}
		boolean changed = idChanged || !Objects.equals(principal, this.principal);
		return changed ? Math.min(this.generation + 1, SessionClaims.MAX_GENERATION) : this.generation;
	}

	/**
	 * Who begins to act as another or stops doing so, or whose id is changed, has not
	 * logged in again by that: what was revoked before concerns him still.
	 */
	@GuardedBy("this")
	private boolean isLogin(SessionPrincipal principal, AttributesSnapshot changes, boolean idChanged) {
		SessionPrincipal former = this.principal;
		if (former == null || this.authenticatedAt == null) {
			return true;
		}
		if (principal.isSwitchedFrom(former)) {
			return false;
		}
		return !principal.name().equals(former.name()) || (idChanged
				&& changes.changed().stream().anyMatch((name) -> this.context.principals().isLogin(this, name)));
	}

	/**
	 * When the last token of the session ends. A renewal of what was sent may last until
	 * the time that the session had by then, which may be more than it has now.
	 */
	@GuardedBy("this")
	private Instant lastExpiry(SentToken sent, Instant now) {
		Instant renewed = Objects.equals(this.maxInactiveInterval, sent.maxInactiveInterval()) ? this.expiresAt
				: this.context.lifetime().expiry(this.createdAt, now, sent.maxInactiveInterval());
		Instant known = this.lastExpiry;
		return (known != null && known.isAfter(renewed)) ? known : renewed;
	}

	/**
	 * The client has this now.
	 * @param draft what the token says
	 * @param token the token
	 */
	synchronized void sent(SessionDraft draft, SealedToken token) {
		SessionClaims claims = draft.claims();
		this.sent = new SentToken(token.token(), claims.id(), claims.maxInactiveInterval(), token.keyId(), null);
		this.issuedAt = claims.issuedAt();
		this.lastAccessedTime = claims.issuedAt();
		this.lastExpiry = claims.lastExpiry();
		this.principal = principalOf(claims);
		this.authenticatedAt = claims.authenticatedAt();
		this.formerId = claims.formerId();
		this.generation = claims.generation();
		this.provisional = claims.provisional();
		this.persistent = claims.persistent();
		this.takenBack = false;
		this.formerVoid &= !claims.id().equals(this.id);
		// Another thread may have set another interval meanwhile.
		this.expiresAt = expiry(claims.issuedAt());
		this.attributes.sent(draft.changes());
	}

	/**
	 * The client has no token of this session any more: it has become empty.
	 * @param changes what has changed, without any attribute
	 */
	synchronized void takenBack(AttributesSnapshot changes) {
		this.sent = null;
		this.takenBack = true;
		this.attributes.sent(changes);
	}

	/**
	 * Do not try to send this again before an attribute is set or removed: it is too
	 * large for a client.
	 */
	synchronized void refuse() {
		this.unwritable = true;
	}

	/**
	 * Do not try to send these changes again.
	 * @param changes what comes too late
	 */
	synchronized void abandon(AttributesSnapshot changes) {
		this.attributes.sent(changes);
	}

	/**
	 * Whether the client is due to learn that the session was used.
	 */
	boolean isRenewalDue() {
		return this.sent != null && this.context.lifetime()
			.isRenewalDue(this.lastAccessedTime, this.context.clock().instant(), this.maxInactiveInterval);
	}

	/**
	 * Prolong the session, since it is used now.
	 * @param sent the token that the client has
	 * @return what the client is to have beside its token
	 */
	synchronized Renewal renew(SentToken sent) {
		Instant now = this.context.now();
		this.lastAccessedTime = now;
		this.expiresAt = expiry(now);
		this.lastExpiry = lastExpiry(sent, now);
		return new Renewal(this.id, now, this.expiresAt, sent.token().digest());
	}

	/**
	 * What the client has, {@code null} if it has no token of this session.
	 */
	@Nullable SentToken sentToken() {
		return this.sent;
	}

	/**
	 * What the client has tokens of, {@code null} if it has none.
	 */
	synchronized @Nullable EndedSession endOfSent() {
		SentToken sent = this.sent;
		return (sent != null) ? new EndedSession(sent.sessionId(), sent.maxInactiveInterval(), this.lastExpiry,
				this.formerVoid || this.principal != null || this.authenticatedAt != null) : null;
	}

	/**
	 * The id that the session had before its present one, {@code null} if it has had no
	 * other as far as this one knows.
	 */
	synchronized @Nullable String formerId() {
		return this.formerId;
	}

	/**
	 * What stands in the overflow store of what the client has.
	 */
	List<OverflowReference> references() {
		return (this.context.overflow() != null) ? this.attributes.references() : List.of();
	}

	/**
	 * Whether the overflow store would have to be asked to read an attribute.
	 * @param name its name
	 * @return {@code true} if it would
	 */
	public boolean isToBeLoaded(String name) {
		return this.context.overflow() != null && this.attributes.isToBeLoaded(name);
	}

	boolean isDetached() {
		return this.detached;
	}

	synchronized boolean isUnwritable() {
		return this.unwritable;
	}

	synchronized boolean isPersistent() {
		return this.persistent;
	}

	@GuardedBy("this")
	private Instant expiry(Instant now) {
		return this.context.lifetime().expiry(this.createdAt, now, this.maxInactiveInterval);
	}

	@Override
	public String getId() {
		return this.id;
	}

	@Override
	public synchronized String changeSessionId() {
		this.id = this.context.idGenerator().generate();
		return this.id;
	}

	@Override
	public synchronized void voidFormerTokens() {
		changeSessionId();
		this.formerVoid = true;
	}

	@Override
	@SuppressWarnings("unchecked")
	public <T> @Nullable T getAttribute(String name) {
		return (T) this.attributes.get(name);
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
		try {
			this.attributes.set(name, value);
		}
		catch (UnsupportedAttributeException ex) {
			if (!this.context.frameworkAttributes().contains(name, value)) {
				throw ex;
			}
			logger.debug("Left out: " + ex.getMessage());
			this.attributes.remove(name);
		}
		writeAgain();
	}

	@Override
	public void removeAttribute(String name) {
		this.attributes.remove(name);
		writeAgain();
	}

	private synchronized void writeAgain() {
		this.unwritable = false;
	}

	@Override
	public Map<String, Integer> getAttributeSizes() {
		return this.attributes.sizes();
	}

	@Override
	public Instant getCreationTime() {
		return this.createdAt;
	}

	/**
	 * Ignored: the filter would set this to the current request's time, which is not what
	 * the Servlet specification means. The previous request's is asked for.
	 */
	@Override
	public void setLastAccessedTime(Instant lastAccessedTime) {
	}

	@Override
	public Instant getLastAccessedTime() {
		return this.lastAccessedTime;
	}

	@Override
	public synchronized void setMaxInactiveInterval(Duration interval) {
		if (interval.equals(getMaxInactiveInterval())) {
			return;
		}
		this.maxInactiveInterval = interval;
		this.expiresAt = expiry(this.context.now());
	}

	@Override
	public Duration getMaxInactiveInterval() {
		Duration interval = this.maxInactiveInterval;
		return (interval != null) ? interval : this.context.lifetime().timeout();
	}

	@Override
	public boolean isExpired() {
		return !this.context.clock().instant().isBefore(this.expiresAt.plus(this.context.lifetime().skewAllowance()));
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
		SentToken sent = this.sent;
		return (sent != null) ? sent.token().length() : 0;
	}

	@Override
	public @Nullable String getKeyId() {
		SentToken sent = this.sent;
		return (sent != null) ? sent.keyId() : null;
	}

	/**
	 * The id alone, which is no secret by itself: only a token is a session.
	 */
	@Override
	public String toString() {
		return "JwtSession[id=" + getId() + "]";
	}

}
