package io.github.jwtsession.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.github.jwtsession.cookie.ReceivedToken;
import io.github.jwtsession.cookie.ReceivedTokens;
import io.github.jwtsession.jwe.CompactToken;
import io.github.jwtsession.jwe.InvalidTokenException;
import io.github.jwtsession.token.OpenedRenewal;
import io.github.jwtsession.token.OpenedToken;
import io.github.jwtsession.token.SessionTokenCodec;
import io.github.jwtsession.token.Tombstone;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of one request, each decrypted at most once, and not before it matters. Not
 * for several threads at once: its {@link SessionExchange} guards it.
 */
final class RequestTokens {

	private static final Log logger = LogFactory.getLog(RequestTokens.class);

	private final SessionTokenCodec codec;

	private final ReceivedTokens received;

	private @Nullable List<OpenedRenewal> renewals;

	private @Nullable List<Tombstone> tombstones;

	private boolean renewalOfUnknownKey;

	RequestTokens(SessionTokenCodec codec, ReceivedTokens received) {
		this.codec = codec;
		this.received = received;
	}

	/**
	 * The names of the session's cookies that came.
	 */
	Set<String> cookieNames() {
		return this.received.cookieNames();
	}

	/**
	 * The length of the longest session token that came, 0 if there is none.
	 */
	int longestToken() {
		return this.received.sessions().stream().mapToInt((token) -> token.token().length()).max().orElse(0);
	}

	/**
	 * The tokens that may hold a session, in the order in which they came.
	 */
	List<ReceivedToken> sessionTokens() {
		return this.received.sessions();
	}

	/**
	 * Open a session token, if possible without a key that is not the active one any
	 * more: that is the key which nobody needs then.
	 */
	OpenedToken open(CompactToken token) throws InvalidTokenException {
		if (hasRenewals() && !this.codec.isSealedWithActiveKey(token)) {
			for (OpenedRenewal renewal : renewals()) {
				if (renewal.handsOver() && renewal.renewal().isOf(token)) {
					return this.codec.open(token, renewal);
				}
			}
		}
		return this.codec.open(token);
	}

	boolean hasRenewals() {
		return !this.received.renewals().isEmpty();
	}

	/**
	 * The renewals that can be opened.
	 */
	List<OpenedRenewal> renewals() {
		if (this.renewals == null) {
			this.renewals = new ArrayList<>();
			for (CompactToken token : this.received.renewals()) {
				addRenewal(token, this.renewals);
			}
		}
		return this.renewals;
	}

	private void addRenewal(CompactToken token, List<OpenedRenewal> renewals) {
		try {
			renewals.add(this.codec.openRenewal(token));
		}
		catch (InvalidTokenException ex) {
			logger.debug("Renewal ignored: " + ex.getMessage());
			this.renewalOfUnknownKey |= (ex.getReason() == InvalidTokenException.Reason.UNKNOWN_KEY);
		}
	}

	/**
	 * Whether another instance may be able to open a renewal that this one cannot.
	 */
	boolean hasRenewalOfUnknownKey() {
		renewals();
		return this.renewalOfUnknownKey;
	}

	/**
	 * The ids of the sessions that have ended, by what the client brought.
	 * @param limit tombstones that have expired by then do not count
	 */
	Set<String> endedIds(Instant limit) {
		List<Tombstone> tombstones = tombstones();
		if (tombstones.isEmpty()) {
			return Set.of();
		}
		Set<String> ids = new LinkedHashSet<>();
		for (Tombstone tombstone : tombstones) {
			if (tombstone.expiresAt().isAfter(limit)) {
				ids.addAll(tombstone.sessionIds());
			}
		}
		return ids;
	}

	/**
	 * The latest generation of the sessions that have ended, by what the client brought;
	 * -1 if it brought no tombstone.
	 */
	int lastEndedGeneration() {
		return tombstones().stream().mapToInt(Tombstone::generation).max().orElse(-1);
	}

	private List<Tombstone> tombstones() {
		if (this.tombstones == null) {
			this.tombstones = new ArrayList<>();
			for (CompactToken token : this.received.tombstones()) {
				addTombstone(token, this.tombstones);
			}
		}
		return this.tombstones;
	}

	private void addTombstone(CompactToken token, List<Tombstone> tombstones) {
		try {
			tombstones.add(this.codec.openTombstone(token));
		}
		catch (InvalidTokenException ex) {
			logger.debug("Tombstone ignored: " + ex.getMessage());
		}
	}

}
