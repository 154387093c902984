package io.github.jwtsession.cookie;

import io.github.jwtsession.jwe.CompactToken;

/**
 * A token that may hold a session.
 *
 * @param token the token, unverified
 * @param place which of the places for tokens its cookies are, see
 * {@link SessionCookies#placeOf(int)}
 */
public record ReceivedToken(CompactToken token, int place) {

}
