package io.github.jwtsession.autoconfigure;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

import io.github.jwtsession.cookie.SessionCookies;
import io.github.jwtsession.key.SessionKeyStatus;
import io.github.jwtsession.key.SessionKeys;
import io.github.jwtsession.revocation.RevocationRegistry;
import io.github.jwtsession.revocation.shared.ActiveKey;
import io.github.jwtsession.revocation.shared.SharedRevocationRegistry;
import io.github.jwtsession.session.SessionTokenListener;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Binds the meters of sessions. An application usually has one registry that they are
 * bound to, and may have several.
 */
final class SessionTokenMetrics implements MeterBinder {

	private final SessionKeys keys;

	private final SessionCookies cookies;

	/**
	 * Not before it is asked: what a store is reached by may have metrics of its own.
	 */
	private final ObjectProvider<RevocationRegistry> revocations;

	private final Clock clock;

	private final boolean timers;

	private final Instant startedAt;

	/**
	 * One for each registry.
	 */
	private final List<SessionTokenListener> meters = new CopyOnWriteArrayList<>();

	/**
	 * Guarded by this object's lock.
	 */
	private final List<MeterRegistry> registries = new ArrayList<>();

	SessionTokenMetrics(SessionKeys keys, SessionCookies cookies, ObjectProvider<RevocationRegistry> revocations,
			Clock clock, boolean timers) {
		this.keys = keys;
		this.cookies = cookies;
		this.revocations = revocations;
		this.clock = clock;
		this.timers = timers;
		this.startedAt = clock.instant();
	}

	/**
	 * Who learns what happens to tokens, as of now.
	 */
	List<SessionTokenListener> meters() {
		return this.meters;
	}

	@Override
	public synchronized void bindTo(MeterRegistry registry) {
		if (this.registries.contains(registry)) {
			return;
		}
		this.registries.add(registry);
		SessionMeters meters = new SessionMeters(registry, this.timers);
		for (SessionKeyStatus status : this.keys.status()) {
			meters.register(status.id(), status.state() == SessionKeyStatus.State.ACTIVE);
		}
		bindGauges(registry);
		this.meters.add(meters);
	}

	private void bindGauges(MeterRegistry registry) {
		Gauge.builder("jwt.session.size.limit", this.cookies, SessionCookies::getMaxSize)
			.description("What a session may take up in the response's headers")
			.baseUnit(BaseUnits.BYTES)
			.register(registry);
		Gauge.builder("jwt.session.revocations.live", this, SessionTokenMetrics::liveRevocations)
			.description("Revocations that this instance knows of and that are in force")
			.register(registry);
		Gauge.builder("jwt.session.revocations.unwritten", this, SessionTokenMetrics::unwrittenRevocations)
			.description("Revocations that are still to be written to the store")
			.register(registry);
		age("jwt.session.revocations.poll.age", SessionTokenMetrics::pollAge)
			.description("How long ago the store of revocations was last read")
			.register(registry);
		age("jwt.session.key.age", SessionTokenMetrics::keyAge)
			.description("How long the active key has been the one that encrypts")
			.register(registry);
	}

	private TimeGauge.Builder<SessionTokenMetrics> age(String name, ToDoubleFunction<SessionTokenMetrics> millis) {
		return TimeGauge.builder(name, this, TimeUnit.MILLISECONDS, millis);
	}

	private double liveRevocations() {
		RevocationRegistry registry = this.revocations.getIfAvailable();
		return (registry != null) ? registry.size() : Double.NaN;
	}

	private double unwrittenRevocations() {
		SharedRevocationRegistry.State state = state();
		return (state != null) ? state.unwritten() : 0;
	}

	/**
	 * A store that has never answered is as old as this instance: an alert has to see it.
	 */
	private double pollAge() {
		SharedRevocationRegistry.State state = state();
		if (state == null) {
			return Double.NaN;
		}
		Duration age = state.age();
		return millis((age != null) ? age : Duration.between(this.startedAt, this.clock.instant()));
	}

	private SharedRevocationRegistry.@Nullable State state() {
		return (this.revocations.getIfAvailable() instanceof SharedRevocationRegistry shared) ? shared.state() : null;
	}

	private double keyAge() {
		ActiveKey active = LateKeys.activeKey(this.keys);
		return millis((active != null) ? Duration.between(active.since(), this.clock.instant()) : null);
	}

	private static double millis(@Nullable Duration age) {
		return (age != null) ? age.toMillis() : Double.NaN;
	}

}
