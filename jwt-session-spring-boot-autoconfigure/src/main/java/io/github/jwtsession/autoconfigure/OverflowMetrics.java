package io.github.jwtsession.autoconfigure;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

import io.github.jwtsession.overflow.AttributeOverflow.State;
import io.github.jwtsession.overflow.OverflowStore.Statistics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

/**
 * Meters of what does not fit into sessions: what the store has, which is the same on all
 * instances, and what this instance has read and written.
 */
final class OverflowMetrics implements MeterBinder {

	private final OverflowReport report;

	OverflowMetrics(OverflowReport report) {
		this.report = report;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("jwt.session.overflow.blobs", this.report, (report) -> value(report, Statistics::blobs))
			.description("Attributes of sessions that stand in the overflow store")
			.register(registry);
		Gauge.builder("jwt.session.overflow.size", this.report, (report) -> value(report, Statistics::bytes))
			.description("What the attributes take up that stand in the overflow store")
			.baseUnit("bytes")
			.register(registry);
		TimeGauge.builder("jwt.session.overflow.oldest", this.report, TimeUnit.SECONDS, OverflowMetrics::oldestAge)
			.description("How long the oldest attribute has been in the overflow store")
			.register(registry);
		Gauge.builder("jwt.session.overflow.cached", this.report, (report) -> report.state().cached())
			.description("Attributes of the overflow store that this instance has in memory")
			.register(registry);
		Gauge.builder("jwt.session.overflow.pending", this.report, (report) -> report.state().pending())
			.description("Attributes in the overflow store that this instance has to have kept or deleted")
			.register(registry);
		count(registry, "jwt.session.overflow.reads", "Attributes that were read and do not stand in the token", "hit",
				State::hits);
		count(registry, "jwt.session.overflow.reads", "Attributes that were read and do not stand in the token", "miss",
				State::misses);
		count(registry, "jwt.session.overflow.writes", "Attributes that were written to the overflow store", null,
				State::written);
		count(registry, "jwt.session.overflow.lost", "Reads that found an attribute gone from the overflow store", null,
				State::lost);
		count(registry, "jwt.session.overflow.failures", "Calls that the overflow store did not answer", null,
				State::failures);
	}

	private void count(MeterRegistry registry, String name, String description, @Nullable String cache,
			ToDoubleFunction<State> value) {
		FunctionCounter.Builder<OverflowReport> counter = FunctionCounter
			.builder(name, this.report, (report) -> value.applyAsDouble(report.state()))
			.description(description);
		if (cache != null) {
			counter.tag("cache", cache);
		}
		counter.register(registry);
	}

	private static double value(OverflowReport report, ToDoubleFunction<Statistics> value) {
		Statistics statistics = report.recentStatistics();
		return (statistics != null) ? value.applyAsDouble(statistics) : Double.NaN;
	}

	private static double oldestAge(OverflowReport report) {
		Duration age = report.ageOf(report.recentStatistics());
		return (age != null) ? age.toSeconds() : Double.NaN;
	}

}
