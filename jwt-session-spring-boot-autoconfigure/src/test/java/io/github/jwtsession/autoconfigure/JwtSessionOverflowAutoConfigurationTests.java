package io.github.jwtsession.autoconfigure;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.jwtsession.MutableClock;
import io.github.jwtsession.SessionRevocations;
import io.github.jwtsession.autoconfigure.JwtSessionEndpoint.OverflowDescriptor;
import io.github.jwtsession.overflow.AttributeOverflow;
import io.github.jwtsession.overflow.AttributeOverflow.Entry;
import io.github.jwtsession.overflow.MemoryOverflowStore;
import io.github.jwtsession.overflow.OverflowReference;
import io.github.jwtsession.overflow.OverflowStore;
import io.github.jwtsession.overflow.jdbc.JdbcOverflowStore;
import io.github.jwtsession.overflow.redis.RedisOverflowStore;
import io.github.jwtsession.session.SessionExchanges;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JwtSessionOverflowAutoConfiguration}, and for those of the stores.
 */
@ExtendWith(OutputCaptureExtension.class)
class JwtSessionOverflowAutoConfigurationTests {

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(JwtSessionAutoConfiguration.class, JwtSessionOverflowJdbcAutoConfiguration.class,
					JwtSessionOverflowRedisAutoConfiguration.class, JwtSessionOverflowAutoConfiguration.class,
					JwtSessionRevocationAutoConfiguration.class, SessionAutoConfiguration.class));

	private final WebApplicationContextRunner databaseRunner = this.contextRunner
		.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class))
		.withPropertyValues("jwt.session.overflow.store=jdbc",
				"spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID());

	@Test
	void sessionsDoNotOverflowByDefault(CapturedOutput output) {
		this.contextRunner.run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(AttributeOverflow.class)
			.doesNotHaveBean(OverflowStore.class));
		assertThat(output).doesNotContain("jwt.session.overflow");
	}

	/**
	 * Who does not have sessions overflow need not have Caffeine.
	 */
	@Test
	void sessionsThatDoNotOverflowNeedNoCache() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(Caffeine.class))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(SessionExchanges.class));
	}

	@Test
	void databaseIsMadeAndUsed() {
		this.databaseRunner.run((context) -> {
			assertThat(context).hasSingleBean(JdbcOverflowStore.class);
			AttributeOverflow overflow = context.getBean(AttributeOverflow.class);
			assertThat(overflow.isRunning()).isTrue();
			assertThat(overflow.threshold()).isEqualTo(2048);
			assertThat(overflow.isEager()).isFalse();
			OverflowReference reference = put(overflow);
			assertThat(overflow.load("cart", reference, overflow.moment())).isEqualTo(new byte[] { '5' });
			assertThat(overflow.statistics().blobs()).isOne();
		});
	}

	private static OverflowReference put(AttributeOverflow overflow) {
		OverflowReference reference = overflow.newReference(1, "family", Instant.now().plusSeconds(60));
		overflow.put(List.of(new Entry("cart", new byte[] { '5' }, reference)), "id");
		return reference;
	}

	@Test
	void missingTableStopsTheStart() {
		this.databaseRunner.withPropertyValues("jwt.session.overflow.jdbc.initialize-schema=never")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.satisfies((cause) -> assertThat(context.getStartupFailure()).hasStackTraceContaining(
						"'jwt.session.overflow.store' is 'jdbc', but there is no table JWT_SESSION_OVERFLOW: ")));
	}

	@Test
	void unknownPlatformStopsTheStart() {
		this.databaseRunner.withPropertyValues("jwt.session.overflow.jdbc.platform=foo")
			.run((context) -> assertThat(context.getStartupFailure()).hasStackTraceContaining(
					"'jwt.session.overflow.jdbc.platform' is 'foo', for which there is no schema script."));
	}

	@Test
	void redisIsUsed() {
		this.contextRunner.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class))
			.withPropertyValues("jwt.session.overflow.store=redis")
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(RedisOverflowStore.class));
	}

	@Test
	void backsOffWhenUserDefinesAStore() {
		this.contextRunner.withBean(MemoryOverflowStore.class).run((context) -> {
			assertThat(context).hasSingleBean(OverflowStore.class).hasSingleBean(AttributeOverflow.class);
			put(context.getBean(AttributeOverflow.class));
			assertThat(context.getBean(MemoryOverflowStore.class).blobs()).hasSize(1);
		});
	}

	@ParameterizedTest
	@CsvSource({ "jdbc, no DataSource", "redis, no connection to Redis" })
	void missingConnectionStopsTheStart(String store, String reason) {
		this.contextRunner.withPropertyValues("jwt.session.overflow.store=" + store)
			.run((context) -> assertProblem(context.getStartupFailure(), reason, "'none'"));
	}

	@ParameterizedTest
	@CsvSource({ "jdbc, spring-boot-starter-jdbc", "redis, spring-boot-starter-data-redis" })
	void missingLibraryStopsTheStart(String store, String dependency) {
		for (Class<?> missing : List.of(Caffeine.class, JdbcTemplate.class, StringRedisTemplate.class)) {
			if (missing == Caffeine.class || missing.getName().contains(store)
					|| (store.equals("redis") && missing == StringRedisTemplate.class)) {
				this.contextRunner.withClassLoader(new FilteredClassLoader(missing))
					.withPropertyValues("jwt.session.overflow.store=" + store)
					.run((context) -> assertProblem(context.getStartupFailure(), "not on the classpath", dependency));
			}
		}
	}

	private static void assertProblem(@Nullable Throwable failure, String... texts) {
		Throwable cause = failure;
		while (cause != null && !(cause instanceof SessionSetupException)) {
			cause = cause.getCause();
		}
		assertThat(cause).isNotNull();
		assertThat(new SessionSetupFailureAnalyzer().analyze(cause))
			.satisfies((analysis) -> assertThat(analysis.getDescription() + analysis.getAction()).contains(texts));
	}

	@ParameterizedTest
	@CsvSource({ "threshold=100B", "timeout=0", "timeout=1m", "cache-size=-1B" })
	void wrongValueStopsTheStart(String property) {
		this.databaseRunner.withPropertyValues("jwt.session.overflow." + property)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("jwt.session.overflow." + property.substring(0, property.indexOf('='))));
	}

	@Test
	void whatHasNoEffectIsSaid(CapturedOutput output) {
		this.contextRunner.withPropertyValues("jwt.session.overflow.eager=true")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("'jwt.session.overflow.eager' has no effect");
	}

	@Test
	void whatIsRevokedByItsIdIsDeleted() {
		MutableClock clock = new MutableClock(Instant.now());
		this.contextRunner.withBean(MemoryOverflowStore.class).withBean(Clock.class, () -> clock).run((context) -> {
			AttributeOverflow overflow = context.getBean(AttributeOverflow.class);
			overflow.stop();
			put(overflow);
			for (String id : List.of("other", "family")) {
				context.getBean(SessionRevocations.class).revokeSession(id);
				clock.advance(Duration.ofSeconds(10));
				assertThat(overflow.maintain()).isTrue();
				assertThat(overflow.statistics().blobs()).isOne();
			}
			context.getBean(SessionRevocations.class).revokeSession("id");
			clock.advance(Duration.ofSeconds(10));
			assertThat(overflow.maintain()).isTrue();
			assertThat(overflow.statistics().blobs()).isZero();
		});
	}

	@Test
	void endpointAndMetersTellWhatThereIs() {
		MutableClock clock = new MutableClock(Instant.parse("2026-01-02T12:00:00Z"));
		MemoryOverflowStore store = new MemoryOverflowStore();
		this.contextRunner
			.withConfiguration(
					AutoConfigurations.of(JwtSessionActuatorAutoConfiguration.class, EndpointAutoConfiguration.class))
			.withBean(OverflowStore.class, () -> store)
			.withBean(Clock.class, () -> clock)
			.withPropertyValues("management.endpoints.web.exposure.include=*")
			.run((context) -> {
				AttributeOverflow overflow = context.getBean(AttributeOverflow.class);
				overflow.stop();
				MeterRegistry registry = new SimpleMeterRegistry();
				context.getBean(OverflowMetrics.class).bindTo(registry);
				OverflowReference reference = put(overflow);
				overflow.load("cart", reference, 0);
				clock.advance(Duration.ofMinutes(5));
				OverflowDescriptor descriptor = context.getBean(JwtSessionEndpoint.class).sessions().overflow();
				assertThat(descriptor.blobs()).isEqualTo(1L);
				assertThat(descriptor.bytes()).isPositive();
				assertThat(descriptor.oldestAge()).isEqualTo(Duration.ofMinutes(5));
				assertThat(descriptor.cache().hits()).isOne();
				assertThat(descriptor.cache().blobs()).isOne();
				assertThat(registry.get("jwt.session.overflow.blobs").gauge().value()).isOne();
				assertThat(registry.get("jwt.session.overflow.oldest").timeGauge().value()).isEqualTo(300);
				assertThat(registry.get("jwt.session.overflow.reads").tag("cache", "hit").functionCounter().count())
					.isOne();
				assertThat(registry.get("jwt.session.overflow.writes").functionCounter().count()).isOne();
				store.setOff(true);
				assertThat(registry.get("jwt.session.overflow.blobs").gauge().value()).isOne();
				assertThat(context.getBean(JwtSessionEndpoint.class).sessions().overflow().blobs()).isOne();
				clock.advance(Duration.ofMinutes(2));
				assertThat(registry.get("jwt.session.overflow.blobs").gauge().value()).isNaN();
				assertThat(context.getBean(JwtSessionEndpoint.class).sessions().overflow().blobs()).isNull();
			});
	}

}
