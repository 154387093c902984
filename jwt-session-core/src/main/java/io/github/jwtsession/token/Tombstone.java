package io.github.jwtsession.token;

import java.time.Instant;
import java.util.List;

/**
 * Says that sessions have ended. A response that was under way at that time may still
 * bring a token of such a session to the client; together with this it is no session.
 *
 * @param sessionIds the ids of the sessions, {@code end}
 * @param generation the latest {@code g} of the sessions that the client had, {@code g}:
 * the next one has a later one
 * @param issuedAt when the last of them ended, {@code iat}
 * @param expiresAt when the last of their tokens will have expired, {@code exp}
 */
public record Tombstone(List<String> sessionIds, int generation, Instant issuedAt, Instant expiresAt) {

}
