package io.github.jwtsession.autoconfigure;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.jwtsession.session.RejectionReason;
import io.github.jwtsession.session.SessionTokenListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Counts tokens: those sealed and opened, by key, and those not accepted, by reason.
 */
final class SessionTokenMetrics implements SessionTokenListener {

	private final ObjectProvider<MeterRegistry> registry;

	/**
	 * By name and tag: a registry takes longer to find a counter than to count.
	 */
	private final Map<List<String>, Counter> counters = new ConcurrentHashMap<>();

	SessionTokenMetrics(ObjectProvider<MeterRegistry> registry) {
		this.registry = registry;
	}

	@Override
	public void onSeal(String keyId) {
		count("jwt.session.tokens.sealed", "Tokens that were encrypted", "key", keyId);
	}

	@Override
	public void onOpen(String keyId) {
		count("jwt.session.tokens.opened", "Sessions that were read from a token", "key", keyId);
	}

	@Override
	public void onRejection(RejectionReason reason) {
		count("jwt.session.tokens.rejected", "Session tokens that were not accepted", "reason",
				reason.name().toLowerCase(Locale.ROOT).replace('_', '-'));
	}

	private void count(String name, String description, String tag, String value) {
		Counter counter = this.counters.computeIfAbsent(List.of(name, value), (key) -> {
			MeterRegistry registry = this.registry.getIfAvailable();
			return (registry != null)
					? Counter.builder(name).description(description).tag(tag, value).register(registry) : null;
		});
		if (counter != null) {
			counter.increment();
		}
	}

}
