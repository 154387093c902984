package io.github.jwtsession.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import io.github.jwtsession.SessionRevocations;
import io.github.jwtsession.cookie.CookieSettings;
import io.github.jwtsession.cookie.SessionCookies;
import io.github.jwtsession.jwe.TokenFormat;
import io.github.jwtsession.key.SessionKeyStatus;
import io.github.jwtsession.key.SessionKeys;
import io.github.jwtsession.revocation.RevocationRegistry;
import io.github.jwtsession.revocation.shared.SharedRevocationRegistry;
import io.github.jwtsession.session.SessionLifetime;
import io.github.jwtsession.token.SessionTokenCodec;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.util.StringUtils;

/**
 * {@link Endpoint} that shows how sessions are kept and which keys are in use, that
 * revokes sessions and takes that back. Nothing in it is secret.
 */
@Endpoint(id = "jwtsession")
public final class JwtSessionEndpoint {

	/**
	 * How often a key may encrypt with random initialization vectors of 96 bits (NIST SP
	 * 800-38D section 8.3).
	 */
	private static final double MAX_ENCRYPTIONS = 0x1p32;

	private final SessionTokenCodec codec;

	private final SessionKeys keys;

	private final SessionKeyUsage usage;

	private final SessionLifetime lifetime;

	private final SessionCookies cookies;

	private final SessionRevocations revocations;

	private final RevocationRegistry registry;

	private final JwtSessionProperties.Revocation.Store revocationStore;

	private final @Nullable OverflowReport overflow;

	JwtSessionEndpoint(SessionTokenCodec codec, SessionKeys keys, SessionKeyUsage usage, SessionLifetime lifetime,
			SessionCookies cookies, SessionRevocations revocations, RevocationRegistry registry,
			JwtSessionProperties.Revocation.Store revocationStore, @Nullable OverflowReport overflow) {
		this.codec = codec;
		this.keys = keys;
		this.usage = usage;
		this.lifetime = lifetime;
		this.cookies = cookies;
		this.revocations = revocations;
		this.registry = registry;
		this.revocationStore = revocationStore;
		this.overflow = overflow;
	}

	/**
	 * How sessions are kept.
	 * @return the format of tokens, the keys, the timeouts, the cookies and the
	 * revocations
	 */
	@ReadOperation
	public SessionsDescriptor sessions() {
		TokenFormat format = this.codec.getFormat();
		return new SessionsDescriptor(format.encryptionMethod().identifier(), format.keyManagement().identifier(),
				format.compression(), this.keys.status().stream().map(this::describe).toList(),
				TimeoutsDescriptor.of(this.lifetime), CookieDescriptor.of(this.cookies.getSettings()),
				RevocationsDescriptor.of(this.registry, this.revocationStore),
				(this.overflow != null) ? this.overflow.describe() : null);
	}

	/**
	 * Revoke sessions. Exactly one parameter says which.
	 * @param sessionId the id of one session, not its token
	 * @param principal the name of a principal, whose sessions up to now are revoked
	 * @param all {@code true} for all sessions up to now
	 * @return status 204, or 400 with what is wrong
	 */
	@WriteOperation
	public WebEndpointResponse<ProblemDescriptor> revoke(@Nullable String sessionId, @Nullable String principal,
			@Nullable Boolean all) {
		if (Stream.of(StringUtils.hasText(sessionId), StringUtils.hasText(principal), Boolean.TRUE.equals(all))
			.filter(Boolean::booleanValue)
			.count() != 1) {
			return badRequest("Say what to revoke by exactly one of 'sessionId', 'principal' and 'all': true.");
		}
		try {
			if (StringUtils.hasText(sessionId)) {
				this.revocations.revokeSession(sessionId);
			}
			else if (StringUtils.hasText(principal)) {
				this.revocations.revokePrincipal(principal);
			}
			else {
				this.revocations.revokeAll();
			}
		}
		catch (UnsupportedOperationException ex) {
			return badRequest(ex.getMessage());
		}
		return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NO_CONTENT);
	}

	/**
	 * Take back what was revoked for a principal or for all. The end of one session is
	 * final.
	 * @param principal the name of a principal
	 * @param all {@code true} for what was revoked for all
	 * @return status 204, 404 if this instance knows of no such revocation, or 400 with
	 * what is wrong
	 */
	@DeleteOperation
	public WebEndpointResponse<ProblemDescriptor> reinstate(@Nullable String principal, @Nullable Boolean all) {
		if (StringUtils.hasText(principal) == Boolean.TRUE.equals(all)) {
			return badRequest("Say what to take back by exactly one of 'principal' and 'all=true'. "
					+ "The end of one session is final.");
		}
		try {
			boolean reinstated = StringUtils.hasText(principal) ? this.revocations.reinstatePrincipal(principal)
					: this.revocations.reinstateAll();
			return reinstated ? new WebEndpointResponse<>(WebEndpointResponse.STATUS_NO_CONTENT)
					: new WebEndpointResponse<>(new ProblemDescriptor("Nothing is revoked that this could take back."),
							WebEndpointResponse.STATUS_NOT_FOUND);
		}
		catch (UnsupportedOperationException ex) {
			return badRequest(ex.getMessage());
		}
	}

	private static WebEndpointResponse<ProblemDescriptor> badRequest(@Nullable String problem) {
		return new WebEndpointResponse<>(new ProblemDescriptor(problem), WebEndpointResponse.STATUS_BAD_REQUEST);
	}

	private KeyDescriptor describe(SessionKeyStatus status) {
		SessionKeyUsage.Usage usage = this.usage.of(status.id());
		Double share = this.codec.getFormat().limitsEncryptions() ? usage.sealed() / MAX_ENCRYPTIONS : null;
		return new KeyDescriptor(status.id(), lowerCase(status.state()), status.since(), usage.sealed(), share,
				usage.opened(), usage.lastOpenedAt());
	}

	private static String lowerCase(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT);
	}

	/**
	 * How sessions are kept.
	 *
	 * @param encryptionMethod "enc" of the tokens
	 * @param keyManagement "alg" of the tokens
	 * @param compression whether tokens are compressed
	 * @param keys the keys
	 * @param timeouts how long sessions are valid
	 * @param cookie what the cookies look like
	 * @param revocations what is revoked
	 * @param overflow what does not fit into sessions, {@code null} if that is an error
	 */
	public record SessionsDescriptor(String encryptionMethod, String keyManagement, boolean compression,
			List<KeyDescriptor> keys, TimeoutsDescriptor timeouts, CookieDescriptor cookie,
			RevocationsDescriptor revocations, @Nullable OverflowDescriptor overflow) {

	}

	/**
	 * What does not fit into sessions. Counts of reads and writes are of this instance,
	 * since it started.
	 *
	 * @param threshold from how many bytes on an attribute may stand in the store
	 * @param eager whether such an attribute always does
	 * @param failing whether the store failed to answer when it was asked last
	 * @param blobs how many attributes stand there, those of former sessions included
	 * that have not expired; {@code null} if the store does not answer
	 * @param bytes how many bytes they take up there, {@code null} if it does not answer
	 * @param oldestAge how long the oldest of them has been there, {@code null} if there
	 * is none or the store does not answer
	 * @param written how many were written
	 * @param lost how many reads found that one was gone
	 * @param pending how many are still to be kept for longer or deleted
	 * @param cache what is kept in memory
	 */
	public record OverflowDescriptor(int threshold, boolean eager, boolean failing, @Nullable Long blobs,
			@Nullable Long bytes, @Nullable Duration oldestAge, long written, long lost, int pending,
			OverflowCacheDescriptor cache) {

	}

	/**
	 * What is kept in memory.
	 *
	 * @param blobs how many attributes
	 * @param hits how many reads it has answered
	 * @param misses how many reads had to ask the store
	 */
	public record OverflowCacheDescriptor(long blobs, long hits, long misses) {

	}

	/**
	 * Why nothing was revoked or taken back.
	 *
	 * @param problem a sentence
	 */
	public record ProblemDescriptor(@Nullable String problem) {

	}

	/**
	 * What is revoked, as this instance knows it.
	 *
	 * @param store {@code memory}, {@code jdbc}, {@code redis} or {@code none};
	 * {@code null} if the application defines its own {@link RevocationRegistry}
	 * @param live how many revocations are in force
	 * @param sharing how it stands with the other instances, {@code null} if nothing is
	 * shared
	 */
	public record RevocationsDescriptor(@Nullable String store, int live, @Nullable SharingDescriptor sharing) {

		static RevocationsDescriptor of(RevocationRegistry registry, JwtSessionProperties.Revocation.Store store) {
			SharingDescriptor sharing = (registry instanceof SharedRevocationRegistry shared)
					? SharingDescriptor.of(shared.state()) : null;
			return new RevocationsDescriptor(RevocationStoreName.of(registry, store), registry.size(), sharing);
		}

	}

	/**
	 * How it stands between this instance and the store.
	 *
	 * @param failing whether the store failed to answer when it was asked last
	 * @param denying whether sessions are refused, since they cannot be checked
	 * @param lastPollAge how long ago the store was last read, {@code null} if it never
	 * was
	 * @param unwritten how many revocations are still to be written
	 */
	public record SharingDescriptor(boolean failing, boolean denying, @Nullable Duration lastPollAge, int unwritten) {

		static SharingDescriptor of(SharedRevocationRegistry.State state) {
			return new SharingDescriptor(state.failing(), state.denying(), state.age(), state.unwritten());
		}

	}

	/**
	 * A key. Counts are of this instance, since it started.
	 *
	 * @param id the key's id, {@code kid}
	 * @param state {@code active}, {@code valid} or {@code scheduled}
	 * @param since from when on it may encrypt: its creation date and the activation
	 * delay; {@code null} if that is not known
	 * @param sealed how many tokens it has encrypted
	 * @param shareOfEncryptions how much of the 2^32 encryptions that AES-GCM allows a
	 * key this instance has used, from 0 to 1; {@code null} if there is no such limit
	 * @param opened how many sessions it has opened
	 * @param lastOpenedAt when it last opened one, {@code null} if it has not since the
	 * instance started
	 */
	public record KeyDescriptor(String id, String state, @Nullable Instant since, long sealed,
			@Nullable Double shareOfEncryptions, long opened, @Nullable Instant lastOpenedAt) {

	}

	/**
	 * How long sessions are valid.
	 *
	 * @param sessionTimeout how long a session is valid
	 * @param renewal what that counts from
	 * @param renewalInterval how long a use counts
	 * @param absoluteTimeout how long a session is valid from its creation
	 * @param skewAllowance by how much clocks may differ
	 */
	public record TimeoutsDescriptor(Duration sessionTimeout, String renewal, Duration renewalInterval,
			@Nullable Duration absoluteTimeout, Duration skewAllowance) {

		static TimeoutsDescriptor of(SessionLifetime lifetime) {
			return new TimeoutsDescriptor(lifetime.timeout(), lowerCase(lifetime.renewal()), lifetime.renewalInterval(),
					lifetime.absoluteTimeout(), lifetime.skewAllowance());
		}

	}

	/**
	 * What the cookies look like.
	 *
	 * @param name the name of the first
	 * @param domain their domain, {@code null} for the host alone
	 * @param path their path, {@code null} for the context path
	 * @param httpOnly whether scripts are kept from them
	 * @param secure whether they are sent over TLS alone, {@code null} if that is as the
	 * request was
	 * @param sameSite their same-site policy
	 * @param partitioned whether they are partitioned
	 * @param persistent whether they outlive the browser
	 * @param maxCookieSize bytes of one
	 * @param maxSize bytes of all
	 */
	public record CookieDescriptor(String name, @Nullable String domain, @Nullable String path, boolean httpOnly,
			@Nullable Boolean secure, @Nullable String sameSite, boolean partitioned, boolean persistent,
			int maxCookieSize, int maxSize) {

		static CookieDescriptor of(CookieSettings settings) {
			return new CookieDescriptor(settings.name(), settings.domain(), settings.path(), settings.httpOnly(),
					settings.secure(), settings.sameSite(), settings.partitioned(), settings.persistent(),
					settings.maxCookieSize(), settings.maxSize());
		}

	}

}
