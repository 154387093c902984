package io.github.jwtsession.autoconfigure;

import io.github.jwtsession.revocation.RevocationRegistry;
import io.github.jwtsession.revocation.shared.SharedRevocationRegistry;
import io.github.jwtsession.revocation.shared.SharedRevocationRegistry.State;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * Whether the store of revocations answers. An instance that goes on without it is
 * {@code DEGRADED}: Spring Boot does not know this status and leaves it out of the sum.
 * One that refuses sessions is {@code DOWN}.
 */
final class RevocationHealthIndicator implements HealthIndicator {

	static final Status DEGRADED = new Status("DEGRADED", "Revocations of other instances are not known");

	private final RevocationRegistry registry;

	RevocationHealthIndicator(RevocationRegistry registry) {
		this.registry = registry;
	}

	@Override
	public Health health() {
		if (!(this.registry instanceof SharedRevocationRegistry shared)) {
			return Health.up().build();
		}
		State state = shared.state();
		Health.Builder health = Health.status(statusOf(state))
			.withDetail("revocations", shared.size())
			.withDetail("unwritten", state.unwritten());
		if (state.age() != null) {
			health.withDetail("lastPollMillisAgo", state.age().toMillis());
		}
		return health.build();
	}

	private static Status statusOf(State state) {
		if (state.denying()) {
			return Status.DOWN;
		}
		return state.failing() ? DEGRADED : Status.UP;
	}

}
