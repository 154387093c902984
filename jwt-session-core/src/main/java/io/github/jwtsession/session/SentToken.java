package io.github.jwtsession.session;

import java.time.Duration;

import io.github.jwtsession.jwe.CompactToken;
import io.github.jwtsession.token.OpenedToken;
import org.jspecify.annotations.Nullable;

/**
 * A session token that the client has.
 *
 * @param token the token
 * @param sessionId the id that it says, which may not be the session's any more
 * @param maxInactiveInterval the session's own timeout that it says, {@code null} if it
 * says none
 * @param keyId the key that it was opened or sealed with, {@code kid}
 * @param opened what it says, {@code null} if it was not read but written
 */
record SentToken(CompactToken token, String sessionId, @Nullable Duration maxInactiveInterval, String keyId,
		@Nullable OpenedToken opened) {

}
