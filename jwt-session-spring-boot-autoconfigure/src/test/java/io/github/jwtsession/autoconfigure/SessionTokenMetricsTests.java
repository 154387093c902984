package io.github.jwtsession.autoconfigure;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.crypto.spec.SecretKeySpec;

import io.github.jwtsession.MutableClock;
import io.github.jwtsession.key.SessionKey;
import io.github.jwtsession.key.SessionKeyStatus;
import io.github.jwtsession.key.SessionKeyStatus.State;
import io.github.jwtsession.key.SessionKeys;
import io.github.jwtsession.revocation.RevocationRegistry;
import io.github.jwtsession.revocation.shared.RevocationStore;
import io.github.jwtsession.revocation.shared.SharedRevocationRegistry;
import io.github.jwtsession.session.RefusedWrite;
import io.github.jwtsession.session.RejectionReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link SessionTokenMetrics}: what Spring Boot binds at start.
 */
class SessionTokenMetricsTests {

	private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

	private final MutableClock clock = new MutableClock(NOON);

	private @Nullable Instant keySince = NOON.minus(Duration.ofDays(3));

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(JwtSessionAutoConfiguration.class, JwtSessionRevocationAutoConfiguration.class,
						JwtSessionServletAutoConfiguration.class, JwtSessionMetricsAutoConfiguration.class,
						SessionAutoConfiguration.class, MetricsAutoConfiguration.class,
						CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class))
		.withBean(Clock.class, () -> this.clock)
		.withBean(SessionKeys.class, () -> new Keys(this.keySince));

	@Test
	void allMetersAreThereFromTheStartWithZero() {
		this.contextRunner.withPropertyValues("jwt.session.metrics.timers=true").run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(names(registry)).containsExactlyInAnyOrder("jwt.session.tokens.sealed",
					"jwt.session.tokens.opened", "jwt.session.tokens.rejected", "jwt.session.tokens.unknown-key",
					"jwt.session.tokens.sealing", "jwt.session.tokens.opening", "jwt.session.size",
					"jwt.session.size.limit", "jwt.session.cookies", "jwt.session.writes.refused",
					"jwt.session.updates.lost", "jwt.session.revocations.live", "jwt.session.revocations.unwritten",
					"jwt.session.revocations.poll.age", "jwt.session.key.age", "jwt.session.clock.offset");
			assertThat(values(registry, "jwt.session.tokens.sealed", "key")).isEqualTo(Map.of("new", 0.0));
			assertThat(values(registry, "jwt.session.tokens.opened", "key")).isEqualTo(Map.of("new", 0.0, "old", 0.0));
			assertThat(values(registry, "jwt.session.tokens.unknown-key", "key")).isEqualTo(Map.of("other", 0.0));
			assertThat(values(registry, "jwt.session.tokens.rejected", "reason"))
				.isEqualTo(zeros(RejectionReason.values()));
			assertThat(values(registry, "jwt.session.writes.refused", "reason"))
				.isEqualTo(zeros(RefusedWrite.values()));
			assertThat(registry.get("jwt.session.updates.lost").counter().count()).isZero();
			assertThat(registry.get("jwt.session.size").summary().count()).isZero();
			assertThat(registry.get("jwt.session.cookies").summary().count()).isZero();
			assertThat(registry.get("jwt.session.tokens.sealing").timer().count()).isZero();
			assertThat(registry.get("jwt.session.tokens.opening").timer().count()).isZero();
			assertThat(gauge(registry, "jwt.session.size.limit")).isEqualTo(6144);
			assertThat(gauge(registry, "jwt.session.revocations.live")).isZero();
			assertThat(gauge(registry, "jwt.session.revocations.unwritten")).isZero();
			assertThat(gauge(registry, "jwt.session.revocations.poll.age")).isNaN();
			assertThat(gauge(registry, "jwt.session.clock.offset")).isZero();
		});
	}

	@Test
	void everyMeterIsDescribed() {
		this.contextRunner.withPropertyValues("jwt.session.metrics.timers=true")
			.run((context) -> assertThat(ours(context.getBean(MeterRegistry.class))).hasSizeGreaterThan(20)
				.allSatisfy((meter) -> assertThat(meter.getId().getDescription()).isNotBlank()));
	}

	@Test
	void timersAreOffUnlessAskedFor() {
		this.contextRunner.run((context) -> {
			begin(context.getBean(SessionTokenMetrics.class));
			assertThat(names(context.getBean(MeterRegistry.class))).isNotEmpty()
				.doesNotContain("jwt.session.tokens.sealing", "jwt.session.tokens.opening");
			assertThat(context.getBean(SessionTokenMetrics.class).meters()).noneMatch((meters) -> meters.isTiming());
		});
	}

	@Test
	void ageOfTheKeyGrows() {
		this.contextRunner.run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(gauge(registry, "jwt.session.key.age")).isEqualTo(Duration.ofDays(3).toSeconds());
			this.clock.advance(Duration.ofMinutes(1));
			assertThat(gauge(registry, "jwt.session.key.age")).isEqualTo(Duration.ofDays(3).toSeconds() + 60);
		});
	}

	@Test
	void ageOfTheKeyIsNoNumberIfItIsNotKnown() {
		this.keySince = null;
		this.contextRunner
			.run((context) -> assertThat(gauge(context.getBean(MeterRegistry.class), "jwt.session.key.age")).isNaN());
	}

	@Test
	void revocationsAreGauges() {
		RevocationStore store = mock();
		given(store.read(any(), anyInt())).willReturn(List.of());
		given(store.overlap()).willReturn(Duration.ofSeconds(1));
		SharedRevocationRegistry revocations = SharedRevocationRegistry.builder(store)
			.pollInterval(Duration.ofHours(1))
			.clock(this.clock)
			.build();
		this.contextRunner.withBean(RevocationRegistry.class, () -> revocations).run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(gauge(registry, "jwt.session.revocations.poll.age")).isGreaterThanOrEqualTo(0);
			revocations.end("a", NOON.plusSeconds(60));
			assertThat(gauge(registry, "jwt.session.revocations.live")).isEqualTo(1);
			assertThat(gauge(registry, "jwt.session.revocations.unwritten")).isZero();
			willThrow(new IllegalStateException("away")).given(store).append(any());
			revocations.end("b", NOON.plusSeconds(60));
			assertThat(gauge(registry, "jwt.session.revocations.live")).isEqualTo(2);
			assertThat(gauge(registry, "jwt.session.revocations.unwritten")).isEqualTo(1);
		});
	}

	@Test
	void eachOfSeveralRegistriesCountsOnce() {
		this.contextRunner.withUserConfiguration(TwoComposites.class).run((context) -> {
			SessionTokenMetrics metrics = context.getBean(SessionTokenMetrics.class);
			MeterRegistry first = context.getBean("first", MeterRegistry.class);
			MeterRegistry second = context.getBean("second", MeterRegistry.class);
			metrics.bindTo(first);
			begin(metrics);
			assertThat(values(first, "jwt.session.tokens.sealed", "key")).isEqualTo(Map.of("new", 1.0));
			assertThat(values(second, "jwt.session.tokens.sealed", "key")).isEqualTo(Map.of("new", 1.0));
		});
	}

	@Test
	void nothingListensWithoutARegistry() {
		new WebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(JwtSessionAutoConfiguration.class,
					JwtSessionRevocationAutoConfiguration.class, JwtSessionMetricsAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(SessionTokenMetrics.class));
	}

	@Test
	void metersAreThereIfBeansAreLazy() {
		this.contextRunner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> assertThat(names(context.getBean(MeterRegistry.class)))
				.contains("jwt.session.tokens.sealed", "jwt.session.revocations.live"));
	}

	@Test
	void isTurnedOffAsAnyMetric() {
		this.contextRunner.withPropertyValues("management.metrics.enable.jwt.session=false").run((context) -> {
			begin(context.getBean(SessionTokenMetrics.class));
			assertThat(names(context.getBean(MeterRegistry.class))).isEmpty();
		});
	}

	private static void begin(SessionTokenMetrics metrics) {
		new CompositeTokenListener(metrics::meters).onSeal("new");
	}

	static Stream<Meter> ours(MeterRegistry registry) {
		return registry.getMeters().stream().filter((meter) -> meter.getId().getName().startsWith("jwt.session."));
	}

	private static Set<String> names(MeterRegistry registry) {
		return ours(registry).map((meter) -> meter.getId().getName()).collect(Collectors.toSet());
	}

	private static double gauge(MeterRegistry registry, String name) {
		return registry.get(name).gauge().value();
	}

	private static Map<String, Double> values(MeterRegistry registry, String name, String tag) {
		return registry.get(name)
			.counters()
			.stream()
			.collect(Collectors.toMap((counter) -> counter.getId().getTag(tag), Counter::count));
	}

	private static Map<String, Double> zeros(Enum<?>[] reasons) {
		return Stream.of(reasons)
			.collect(Collectors.toMap((reason) -> reason.name().toLowerCase(Locale.ROOT).replace('_', '-'),
					(reason) -> 0.0));
	}

	@Configuration(proxyBeanMethods = false)
	static class TwoComposites {

		@Bean
		@Primary
		MeterRegistry first() {
			return new CompositeMeterRegistry(io.micrometer.core.instrument.Clock.SYSTEM,
					List.of(new SimpleMeterRegistry()));
		}

		@Bean
		MeterRegistry second() {
			return new CompositeMeterRegistry(io.micrometer.core.instrument.Clock.SYSTEM,
					List.of(new SimpleMeterRegistry()));
		}

	}

	private record Keys(@Nullable Instant since) implements SessionKeys {

		@Override
		public SessionKey active() {
			return new SessionKey("new", new SecretKeySpec(new byte[32], "AES"));
		}

		@Override
		public @Nullable SessionKey findById(String id) {
			return id.equals("new") ? active() : null;
		}

		@Override
		public List<SessionKeyStatus> status() {
			return List.of(new SessionKeyStatus("new", State.ACTIVE, this.since),
					new SessionKeyStatus("old", State.VALID, null));
		}

	}

}
