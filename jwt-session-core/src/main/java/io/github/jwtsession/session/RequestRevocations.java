package io.github.jwtsession.session;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import io.github.jwtsession.revocation.RevocationRegistry;
import io.github.jwtsession.revocation.RevocationStatus;
import io.github.jwtsession.token.SessionClaims;
import org.jspecify.annotations.Nullable;

/**
 * What one request has revoked or ended itself. What it read from a token is checked
 * again before anything is written, and must hold against all that others have revoked
 * meanwhile: an end is final, whatever a request does that is still under way. Not for
 * several threads at once: its {@link SessionExchange} guards it.
 */
final class RequestRevocations {

	private final RevocationRegistry registry;

	/**
	 * The ids of the sessions that the request has ended.
	 */
	private final Set<String> ended = new HashSet<>(2);

	/**
	 * Up to when the request has revoked the sessions of a principal, or of all under
	 * {@code null}. Who logs in afterwards in the same request, or whose session gets
	 * another id, is not concerned.
	 */
	private final Map<@Nullable String, Instant> revokedBefore = new HashMap<>(2);

	/**
	 * Whether others had ended or revoked the session before the request did.
	 */
	private boolean precededByOthers;

	RequestRevocations(RevocationRegistry registry) {
		this.registry = registry;
	}

	/**
	 * The request is about to end a session.
	 */
	void end(String id) {
		this.precededByOthers |= !this.ended.contains(id) && this.registry.isEnded(id);
		this.ended.add(id);
	}

	/**
	 * The request is about to revoke the sessions of a time.
	 * @param principal whose sessions, {@code null} for all
	 * @param issuedBefore the moment before which they were issued
	 * @param requested the session that the request came with, which need not be one of
	 * them; {@code null} if it came with none
	 */
	void revoke(@Nullable String principal, Instant issuedBefore, @Nullable SessionClaims requested) {
		if (requested != null && (principal == null || principal.equals(requested.subject())
				|| principal.equals(requested.actor()))) {
			this.precededByOthers |= check(requested, requested.id(),
					requested.sessionIssuedAt()) != RevocationStatus.VALID;
		}
		this.revokedBefore.merge(principal, issuedBefore, RequestRevocations::later);
	}

	/**
	 * When a session counts as issued that begins with the request, or whose id is
	 * changed by it, or whose principal logs in by it.
	 * @param issuedAt when the principal logged in
	 * @param principal who is logged in, {@code null} if nobody is
	 * @param actor who acts as the principal, {@code null} if nobody does
	 * @return that, or later if the request has revoked sessions of that time
	 */
	Instant issuedAtAfterChange(Instant issuedAt, @Nullable String principal, @Nullable String actor) {
		Instant latest = issuedAt;
		for (String revoked : Arrays.asList(null, principal, actor)) {
			Instant revokedBefore = this.revokedBefore.get(revoked);
			latest = (revokedBefore != null) ? later(revokedBefore, latest) : latest;
		}
		return latest;
	}

	private static Instant later(Instant a, Instant b) {
		return a.isAfter(b) ? a : b;
	}

	/**
	 * Why a session must not be written any more.
	 * @param requested what the request read from the client's token, {@code null} if it
	 * read nothing that has to hold
	 * @param next what is to be written
	 * @return the reason, {@code null} if there is none
	 */
	@Nullable RejectionReason refuse(@Nullable SessionClaims requested, SessionClaims next) {
		if (requested != null) {
			boolean changed = !requested.id().equals(next.id());
			Instant issuedAt = requested.sessionIssuedAt();
			RejectionReason reason = refuse(requested,
					changed ? issuedAtAfterChange(issuedAt, requested.subject(), requested.actor()) : issuedAt);
			if (reason != null) {
				return reason;
			}
		}
		return RejectionReason.of(check(next, next.id(), next.sessionIssuedAt()));
	}

	/**
	 * Why nothing of a session may be written, not even its renewal.
	 * @param requested what the request read from the client's token
	 * @return the reason, {@code null} if there is none
	 */
	@Nullable RejectionReason refuse(SessionClaims requested) {
		return refuse(requested, requested.sessionIssuedAt());
	}

	private @Nullable RejectionReason refuse(SessionClaims requested, Instant issuedAt) {
		if (this.precededByOthers) {
			return RejectionReason.ENDED;
		}
		if (!this.ended.contains(requested.id())) {
			return RejectionReason.of(check(requested, requested.id(), issuedAt));
		}
		// Its id says nothing any more: by this request it has ended.
		return RejectionReason.of(check(requested, "", issuedAt));
	}

	private RevocationStatus check(SessionClaims claims, String id, Instant issuedAt) {
		return check(this.registry, claims, id, issuedAt);
	}

	/**
	 * Ask a registry for a session, and for the principal behind it as well.
	 */
	static RevocationStatus check(RevocationRegistry registry, SessionClaims claims, String id, Instant issuedAt) {
		RevocationStatus status = registry.check(id, claims.subject(), issuedAt);
		return (status == RevocationStatus.VALID && claims.actor() != null)
				? registry.check(id, claims.actor(), issuedAt) : status;
	}

}
