package io.github.jwtsession.session;

import java.time.Clock;
import java.time.Instant;

import io.github.jwtsession.attribute.AttributeJson;
import io.github.jwtsession.overflow.AttributeOverflow;
import org.jspecify.annotations.Nullable;

import org.springframework.session.SessionIdGenerator;

/**
 * What all sessions of an application share.
 *
 * @param lifetime how long they last
 * @param clock what the time is
 * @param issuingClock what the time is that tokens are issued at
 * @param attributeJson writes and reads their attributes
 * @param idGenerator makes their ids
 * @param principals tells who is logged in
 * @param frameworkAttributes what a framework has put there by itself
 * @param overflow where attributes are that do not stand in the token, {@code null} if
 * all do
 */
record SessionContext(SessionLifetime lifetime, Clock clock, IssuingClock issuingClock, AttributeJson attributeJson,
		SessionIdGenerator idGenerator, PrincipalResolver principals, FrameworkAttributes frameworkAttributes,
		@Nullable AttributeOverflow overflow) {

	/**
	 * The time as tokens have it, in whole seconds.
	 */
	Instant now() {
		return this.issuingClock.now();
	}

}
