package io.github.jwtsession.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

import io.github.jwtsession.session.RejectionReason;
import io.github.jwtsession.session.SessionTokenListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Counts tokens: those sealed and opened, by key, and those not accepted, by reason.
 */
final class SessionTokenMetrics implements SessionTokenListener {

	private static final int MAX_UNKNOWN_KEYS = 16;

	private static final Pattern PLAUSIBLE_ID = Pattern.compile("[\\w.-]{1,64}");

	private final ObjectProvider<MeterRegistry> registry;

	private final Set<String> unknownKeys = ConcurrentHashMap.newKeySet();

	/**
	 * By name and tag: a registry takes longer to find a counter than to count.
	 */
	private final Map<List<String>, Counter> counters = new ConcurrentHashMap<>();

	/**
	 * In seconds, {@code null} as long as there is none.
	 */
	private final AtomicReference<@Nullable Double> clockOffset = new AtomicReference<>();

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

	/**
	 * Anybody can make up names of keys: only the first few have a tag of their own.
	 */
	@Override
	public void onUnknownKey(String keyId) {
		boolean known = this.unknownKeys.contains(keyId);
		if (!known && this.unknownKeys.size() < MAX_UNKNOWN_KEYS && PLAUSIBLE_ID.matcher(keyId).matches()) {
			known = this.unknownKeys.add(keyId);
		}
		count("jwt.session.tokens.unknown-key", "Session tokens that name a key which this instance does not have",
				"key", known ? keyId : "other");
	}

	@Override
	public void onFutureToken(Duration ahead) {
		double seconds = ahead.toMillis() / 1000.0;
		if (this.clockOffset.getAndSet(seconds) != null) {
			return;
		}
		MeterRegistry registry = this.registry.getIfAvailable();
		if (registry != null) {
			Gauge.builder("jwt.session.clock.offset", this.clockOffset, SessionTokenMetrics::seconds)
				.description("By how much the last token that was issued in the future was ahead of this instance")
				.baseUnit("seconds")
				.register(registry);
		}
	}

	private static double seconds(AtomicReference<@Nullable Double> offset) {
		Double seconds = offset.get();
		return (seconds != null) ? seconds : 0;
	}

	@Override
	public void onLostUpdate() {
		MeterRegistry registry = this.registry.getIfAvailable();
		if (registry != null) {
			Counter.builder("jwt.session.updates.lost")
				.description("Responses that replaced what another had written into the session meanwhile")
				.register(registry)
				.increment();
		}
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
