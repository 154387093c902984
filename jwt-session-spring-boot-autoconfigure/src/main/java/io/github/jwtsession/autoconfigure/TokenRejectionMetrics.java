package io.github.jwtsession.autoconfigure;

import java.util.Locale;

import io.github.jwtsession.TokenRejectionListener;
import io.github.jwtsession.token.InvalidTokenException.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Counts the tokens that were not accepted, by reason.
 */
final class TokenRejectionMetrics implements TokenRejectionListener {

	private final ObjectProvider<MeterRegistry> registry;

	TokenRejectionMetrics(ObjectProvider<MeterRegistry> registry) {
		this.registry = registry;
	}

	@Override
	public void onRejection(Reason reason) {
		this.registry.ifAvailable((registry) -> Counter.builder("jwt.session.tokens.rejected")
			.description("Session tokens that were not accepted")
			.tag("reason", reason.name().toLowerCase(Locale.ROOT).replace('_', '-'))
			.register(registry)
			.increment());
	}

}
