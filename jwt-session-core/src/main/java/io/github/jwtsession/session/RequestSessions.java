package io.github.jwtsession.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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
			List<CompactToken> tokens = this.tokens.sessionTokens();
			this.candidates = (tokens.size() == 1) ? List.of(open(tokens.get(0)))
					: tokens.stream().map(this::open).toList();
		}
		return this.candidates;
	}

	private Candidate open(CompactToken token) {
		OpenedToken opened;
		try {
			opened = this.tokens.open(token);
		}
		catch (InvalidTokenException ex) {
			String unknownKeyId = ex.getUnknownKeyId();
			if (unknownKeyId != null) {
				this.shared.listener().onUnknownKey(unknownKeyId);
			}
			return reject(null, RejectionReason.of(ex));
		}
		SessionClaims claims = opened.claims();
		ClientSession session = new ClientSession(this.shared.sessionContext(), token, opened);
		RejectionReason reason = reasonAgainst(session, claims);
		if (reason != null) {
			return reject(new Content(session, claims, token), reason);
		}
		this.shared.listener().onOpen(opened.keyId());
		return new Candidate(new Content(session, claims, token), null);
	}

	private Candidate reject(@Nullable Content content, RejectionReason reason) {
		logger.debug("Session token ignored: " + reason.description());
		this.shared.listener().onRejection(reason);
		return new Candidate(content, reason);
	}

	private @Nullable RejectionReason reasonAgainst(ClientSession session, SessionClaims claims) {
		SessionLifetime lifetime = this.shared.lifetime();
		Instant now = this.shared.clock().instant();
		if (this.tokens.hasRenewals() && lifetime.isRenewalDue(claims.issuedAt(), now, claims.maxInactiveInterval())) {
			this.tokens.renewals().forEach((renewal) -> session.renewBy(renewal, now));
		}
		RejectionReason reason = lifetime.refuse(claims.createdAt(), claims.issuedAt(), session.getExpiresAt(),
				claims.maxInactiveInterval(), now);
		if (reason != null) {
			return reason;
		}
		return endedIds().contains(claims.id()) ? RejectionReason.ENDED : RejectionReason
			.of(RequestRevocations.check(this.shared.revocations(), claims, claims.id(), claims.sessionIssuedAt()));
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
	 * The newest of the valid sessions. One whose id was changed is none if the session
	 * under its new id came along.
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
			.max(Comparator.comparing((content) -> content.claims().issuedAt()))
			.orElse(null);
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
	 * @param content what it holds, {@code null} if it cannot be opened
	 * @param reason why it is no session, {@code null} if it is a valid one
	 */
	record Candidate(@Nullable Content content, @Nullable RejectionReason reason) {

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
