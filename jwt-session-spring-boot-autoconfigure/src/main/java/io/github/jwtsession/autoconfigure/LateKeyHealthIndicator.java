package io.github.jwtsession.autoconfigure;

import java.util.List;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * {@link HealthIndicator} that is out of service while other instances encrypt with a key
 * that this one has not read yet: it would take their sessions for none.
 */
final class LateKeyHealthIndicator extends AbstractHealthIndicator {

	private final LateKeys lateKeys;

	LateKeyHealthIndicator(LateKeys lateKeys) {
		super("Late key health check failed");
		this.lateKeys = lateKeys;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		List<String> late = this.lateKeys.late();
		if (late.isEmpty()) {
			builder.up();
		}
		else {
			builder.outOfService().withDetail("unknownKeys", late);
		}
	}

}
