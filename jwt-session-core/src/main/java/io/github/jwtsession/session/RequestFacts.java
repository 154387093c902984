package io.github.jwtsession.session;

import java.time.Instant;

/**
 * What a session is to know of the request by which it is written.
 *
 * @param rememberMe whether the session is to outlive the client's browser from now on
 * @param begunAt when the request began: when somebody who logs in by it counts as logged
 * in
 * @param revocations what the request has revoked
 * @param freeGeneration the generation of a session that begins with it: later than that
 * of any session that the client is known to have had
 * @param besideOthers whether the client may have sessions that count before one that
 * begins with the request
 */
record RequestFacts(boolean rememberMe, Instant begunAt, RequestRevocations revocations, int freeGeneration,
		boolean besideOthers) {

}
