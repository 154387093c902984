package io.github.jwtsession.session;

import java.time.Duration;
import java.util.Set;

import io.github.jwtsession.jwe.SealedToken;
import org.jspecify.annotations.Nullable;

/**
 * What the client has to be told after a session was saved.
 *
 * @param token the token it is to hold, or {@code null} if it is to forget the session
 * @param lifetime how long the client is to keep the token if it outlives its browser
 * @param persistent whether the session asked to outlive the browser
 * @param changed the names of the attributes that changed
 * @param created whether the client holds no token of this session yet
 */
public record SessionUpdate(@Nullable SealedToken token, Duration lifetime, boolean persistent, Set<String> changed,
		boolean created) {

}
