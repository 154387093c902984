package io.github.jwtsession.servlet;

import java.time.Instant;

import io.github.jwtsession.revocation.OwnRevocationObserver;
import org.jspecify.annotations.Nullable;

import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Tells the request on whose thread sessions are revoked.
 */
public final class RequestRevocationObserver implements OwnRevocationObserver {

	@Override
	public void beforeRevocation(@Nullable String principal, Instant issuedBefore) {
		if (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes) {
			ServletExchange exchange = ServletExchange.find(attributes.getRequest());
			if (exchange != null) {
				exchange.revoke(principal, issuedBefore);
			}
		}
	}

}
