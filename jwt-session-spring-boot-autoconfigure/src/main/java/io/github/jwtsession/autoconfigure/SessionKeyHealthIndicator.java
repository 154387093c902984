package io.github.jwtsession.autoconfigure;

import java.util.Objects;

import io.github.jwtsession.key.SessionKeyException;
import io.github.jwtsession.key.SessionKeys;
import io.github.jwtsession.token.SessionTokenCodec;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * {@link HealthIndicator} that is down when the active key does not encrypt: no session
 * can be written then.
 */
final class SessionKeyHealthIndicator extends AbstractHealthIndicator {

	private final SessionTokenCodec codec;

	private final SessionKeys keys;

	SessionKeyHealthIndicator(SessionTokenCodec codec, SessionKeys keys) {
		super("Session key health check failed");
		this.codec = codec;
		this.keys = keys;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		try {
			this.codec.requireActiveKeyWorks();
			builder.up().withDetail("key", this.keys.active().id());
		}
		catch (SessionKeyException ex) {
			builder.down().withDetail("problem", Objects.requireNonNull(ex.getMessage()));
		}
	}

}
