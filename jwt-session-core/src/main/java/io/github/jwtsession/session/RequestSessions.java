package io.github.jwtsession.session;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.github.jwtsession.cookie.ReceivedToken;
import io.github.jwtsession.jwe.CompactToken;
import io.github.jwtsession.jwe.InvalidTokenException;
import io.github.jwtsession.token.OpenedRenewal;
import io.github.jwtsession.token.OpenedToken;
import io.github.jwtsession.token.Renewal;
import io.github.jwtsession.token.SessionClaims;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The sessions in the tokens of one request, valid or not. Each token is judged once. Not
 * for several threads at once: its {@link SessionExchange} guards it.
 */
final class RequestSessions {

	/**
	 * How often the id of a session is changed, at most, while a response is under way
	 * that does not know of it. Less than half of the places that there are.
	 */
	private static final int MAX_SUCCESSORS = 3;

	private static final Log logger = LogFactory.getLog(RequestSessions.class);

	private final SessionExchanges shared;

	private final RequestTokens tokens;

	private @Nullable List<Candidate> candidates;

	RequestSessions(SessionExchanges shared, RequestTokens tokens) {
		this.shared = shared;
		this.tokens = tokens;
	}

	/**
	 * The session tokens that came, in the order in which they came.
	 */
	List<Candidate> candidates() {
		if (this.candidates == null) {
			List<ReceivedToken> tokens = this.tokens.sessionTokens();
			this.candidates = (tokens.size() == 1) ? List.of(open(tokens.get(0)))
					: tokens.stream().map(this::open).toList();
		}
		return this.candidates;
	}

	private Candidate open(ReceivedToken received) {
		CompactToken token = received.token();
		OpenedToken opened;
		try {
			opened = open(token);
		}
		catch (InvalidTokenException ex) {
			String unknownKeyId = ex.getUnknownKeyId();
			if (unknownKeyId != null) {
				this.shared.listener().onUnknownKey(unknownKeyId);
			}
			return reject(received, null, RejectionReason.of(ex));
		}
		SessionClaims claims = opened.claims();
		ClientSession session = new ClientSession(this.shared.sessionContext(), token, opened);
		RejectionReason reason = reasonAgainst(session, claims);
		if (reason != null) {
			return reject(received, new Content(session, claims, token), reason);
		}
		this.shared.listener().onOpen(opened.keyId());
		return new Candidate(received, new Content(session, claims, token), null);
	}

	private OpenedToken open(CompactToken token) throws InvalidTokenException {
		SessionTokenListener listener = this.shared.listener();
		if (!listener.isTiming()) {
			return this.tokens.open(token);
		}
		long begin = System.nanoTime();
		OpenedToken opened = this.tokens.open(token);
		listener.onOpenTime(System.nanoTime() - begin);
		return opened;
	}

	private Candidate reject(ReceivedToken received, @Nullable Content content, RejectionReason reason) {
		logger.debug("Session token ignored: " + reason.description());
		this.shared.listener().onRejection(reason);
		return new Candidate(received, content, reason);
	}

	private @Nullable RejectionReason reasonAgainst(ClientSession session, SessionClaims claims) {
		SessionLifetime lifetime = this.shared.lifetime();
		Instant now = this.shared.clock().instant();
		if (this.tokens.hasRenewals() && lifetime.isRenewalDue(claims.issuedAt(), now, claims.maxInactiveInterval())) {
			this.tokens.renewals().forEach((renewal) -> session.renewBy(renewal, now));
		}
		if (now.isBefore(claims.issuedAt())) {
			reportFutureToken(Duration.between(now, claims.issuedAt()));
		}
		RejectionReason reason = lifetime.refuse(claims.createdAt(), claims.issuedAt(), session.getExpiresAt(),
				claims.maxInactiveInterval(), now);
		if (reason != null) {
			return reason;
		}
		return endedIds().contains(claims.id()) ? RejectionReason.ENDED : RejectionReason
			.of(RequestRevocations.check(this.shared.revocations(), claims, claims.id(), claims.sessionIssuedAt()));
	}

	private void reportFutureToken(Duration ahead) {
		if (ahead.toSeconds() > 0) {
			this.shared.listener().onFutureToken(ahead);
			this.shared.temporaryRefusals().issuedInFuture(ahead);
		}
	}

	/**
	 * The ids of the sessions that have ended by what tombstones say.
	 */
	Set<String> endedIds() {
		return this.tokens.endedIds(this.shared.clock().instant().minus(this.shared.lifetime().skewAllowance()));
	}

	/**
	 * When the last token of a session ends, as far as can be known from what came.
	 */
	Instant lastExpiry(Content content) {
		Instant last = content.claims().lastExpiry();
		for (OpenedRenewal opened : this.tokens.renewals()) {
			Renewal renewal = opened.renewal();
			if (renewal.expiresAt().isAfter(last) && renewal.isOf(content.token())) {
				last = renewal.expiresAt();
			}
		}
		return last;
	}

	/**
	 * The newest of the valid sessions: of the latest generation, whatever came when. One
	 * whose id was changed is none if the session under its new id came along.
	 */
	@Nullable Content newest() {
		List<Candidate> candidates = candidates();
		if (candidates.size() == 1) {
			return candidates.get(0).validContent();
		}
		List<Content> valid = new ArrayList<>();
		Set<@Nullable String> formerIds = new HashSet<>();
		for (Candidate candidate : candidates) {
			Content content = candidate.validContent();
			if (content != null) {
				valid.add(content);
				formerIds.add(content.claims().formerId());
			}
		}
		return valid.stream()
			.filter((content) -> !formerIds.contains(content.claims().id()))
			.max(Comparator.comparing((Content content) -> !content.claims().provisional())
				.thenComparing((content) -> content.claims().generation())
				.thenComparing((content) -> content.claims().issuedAt()))
			.orElse(null);
	}

	/**
	 * Why a session that came cannot be accepted for now, {@code null} if there is none.
	 */
	@Nullable RejectionReason temporaryReason() {
		for (Candidate candidate : candidates()) {
			if (candidate.isRefusedForNow()) {
				return candidate.reason();
			}
		}
		return null;
	}

	/**
	 * The length of the longest session token that came, 0 if there is none.
	 */
	int longestToken() {
		return this.tokens.longestToken();
	}

	/**
	 * What the tokens take up that stay beside a session.
	 * @param next what is to be written
	 */
	int lengthKeptBeside(SessionClaims next) {
		return candidates().stream()
			.filter((candidate) -> candidate.staysBeside(next))
			.mapToInt((candidate) -> candidate.received().token().length())
			.sum();
	}

	/**
	 * The names of the cookies that a session replaces.
	 * @param next what is to be written, {@code null} if there is no session any more
	 * @return all that came but those of sessions that cannot be accepted for now, which
	 * a session replaces only if it is sure to be a later one of the same client's
	 */
	Set<String> namesReplacedBy(@Nullable SessionClaims next) {
		Set<String> names = this.tokens.cookieNames();
		Set<Integer> kept = new HashSet<>();
		for (Candidate candidate : candidates()) {
			if (candidate.staysBeside(next)) {
				kept.add(candidate.received().place());
			}
		}
		if (kept.isEmpty()) {
			return names;
		}
		Set<String> replaced = new LinkedHashSet<>();
		for (String name : names) {
			int place = this.shared.cookies().placeOf(name);
			// A renewal may be one of theirs.
			if (place >= 0 && !kept.contains(place)) {
				replaced.add(name);
			}
		}
		return replaced;
	}

	/**
	 * Whether the client may have, or is about to get, a session that counts before one
	 * that begins now. So it is if a session is refused for now, and if one has ended
	 * without a tombstone for the client: the end of it may be a login or a change of the
	 * id, the answer to which is under way.
	 */
	boolean mayHaveOthers() {
		for (Candidate candidate : candidates()) {
			if (candidate.isRefusedForNow() || mayHaveSuccessor(candidate)) {
				return true;
			}
		}
		return false;
	}

	private boolean mayHaveSuccessor(Candidate candidate) {
		RejectionReason reason = candidate.reason();
		Content content = candidate.content();
		return (reason == RejectionReason.ENDED || reason == RejectionReason.REVOKED) && content != null
				&& !endedIds().contains(content.claims().id());
	}

	/**
	 * A generation later than that of any session that came, and than that of those that
	 * may follow it elsewhere: it must not take their place.
	 */
	int freeGeneration() {
		int last = this.tokens.lastEndedGeneration();
		for (Candidate candidate : candidates()) {
			if (candidate.content() != null || candidate.isRefusedForNow()) {
				last = Math.max(last, candidate.generation());
			}
		}
		int next = last + 1 + (mayHaveOthers() ? MAX_SUCCESSORS : 0);
		return Math.min(next, SessionClaims.MAX_GENERATION);
	}

	/**
	 * What the tokens that can be opened hold, whether it is a valid session or not.
	 */
	List<Content> contents() {
		List<Content> contents = new ArrayList<>(1);
		for (Candidate candidate : candidates()) {
			if (candidate.content() != null) {
				contents.add(candidate.content());
			}
		}
		return contents;
	}

	/**
	 * Whether no instance will accept any of the tokens at any time.
	 */
	boolean areUnusable() {
		if (this.tokens.hasRenewalOfUnknownKey()) {
			return false;
		}
		for (Candidate candidate : candidates()) {
			if (candidate.reason() == null || !candidate.reason().isFinal()) {
				return false;
			}
		}
		return true;
	}

	/**
	 * A token that may hold a session.
	 *
	 * @param received the token
	 * @param content what it holds, {@code null} if it cannot be opened
	 * @param reason why it is no session, {@code null} if it is a valid one
	 */
	record Candidate(ReceivedToken received, @Nullable Content content, @Nullable RejectionReason reason) {

		boolean isRefusedForNow() {
			return this.reason != null && this.reason.isTemporary();
		}

		/**
		 * How many came before the session. Of a token that cannot be opened, the place
		 * says what it is at least.
		 */
		int generation() {
			return (this.content != null) ? this.content.claims().generation() : this.received.place();
		}

		boolean staysBeside(@Nullable SessionClaims next) {
			return isRefusedForNow() && (next == null || next.provisional() || next.generation() <= generation());
		}

		@Nullable Content validContent() {
			return (this.reason == null) ? this.content : null;
		}

	}

	/**
	 * What a token holds.
	 *
	 * @param session the session
	 * @param claims what the token says of it, whatever becomes of the session
	 * @param token the token
	 */
	record Content(ClientSession session, SessionClaims claims, CompactToken token) {

	}

}
