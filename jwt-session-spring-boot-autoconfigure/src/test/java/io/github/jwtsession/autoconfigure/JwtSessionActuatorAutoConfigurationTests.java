package io.github.jwtsession.autoconfigure;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import javax.crypto.spec.SecretKeySpec;

import io.github.jwtsession.JwtSession;
import io.github.jwtsession.MutableClock;
import io.github.jwtsession.autoconfigure.JwtSessionEndpoint.KeyDescriptor;
import io.github.jwtsession.autoconfigure.JwtSessionEndpoint.SessionsDescriptor;
import io.github.jwtsession.key.ScheduledSessionKeys;
import io.github.jwtsession.key.SessionKey;
import io.github.jwtsession.key.SessionKeys;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.ParameterizedTest;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JwtSessionActuatorAutoConfiguration}.
 */
class JwtSessionActuatorAutoConfigurationTests {

	private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

	private final MutableClock clock = new MutableClock(NOW);

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JwtSessionAutoConfiguration.class,
				JwtSessionServletAutoConfiguration.class, JwtSessionRevocationAutoConfiguration.class,
				JwtSessionActuatorAutoConfiguration.class, EndpointAutoConfiguration.class))
		.withBean(Clock.class, () -> this.clock)
		.withPropertyValues("management.endpoints.web.exposure.include=*");

	@Test
	void endpointTellsWhichKeysAreInUse() {
		SessionKeys keys = new ScheduledSessionKeys(List.of(entry("next", NOW.plusSeconds(60)),
				entry("current", NOW.minusSeconds(60)), entry("former", NOW.minusSeconds(3600))), this.clock);
		this.contextRunner.withBean(SessionKeys.class, () -> keys).run((context) -> {
			readAndWriteASession(context);
			assertThat(endpoint(context).sessions().keys()).containsExactly(
					new KeyDescriptor("next", "scheduled", NOW.plusSeconds(60), 0, 0.0, 0, null),
					new KeyDescriptor("current", "active", NOW.minusSeconds(60), 1, 0x1p-32, 1, NOW),
					new KeyDescriptor("former", "valid", NOW.minusSeconds(3600), 0, 0.0, 0, null));
			this.clock.advance(Duration.ofMinutes(1));
			assertThat(endpoint(context).sessions().keys()).extracting(KeyDescriptor::state)
				.containsExactly("active", "valid", "valid");
		});
	}

	@Test
	void endpointTellsOfTheActiveKeyOfTheUsersKeys() {
		this.contextRunner.withBean(SessionKeys.class, () -> new ChangingKeys(key("from-vault")))
			.run((context) -> assertThat(endpoint(context).sessions().keys())
				.containsExactly(new KeyDescriptor("from-vault", "active", null, 0, 0.0, 0, null)));
	}

	@Test
	void endpointTellsHowSessionsAreKept() {
		this.contextRunner
			.withPropertyValues("jwt.session.key-management=A256KW", "jwt.session.encryption-method=A128CBC-HS256",
					"jwt.session.session-timeout=20m", "jwt.session.absolute-timeout=8h", "jwt.session.cookie.name=sid",
					"jwt.session.cookie.secure=true")
			.run((context) -> {
				SessionsDescriptor sessions = endpoint(context).sessions();
				assertThat(sessions.encryptionMethod()).isEqualTo("A128CBC-HS256");
				assertThat(sessions.keyManagement()).isEqualTo("A256KW");
				assertThat(sessions.keys()).singleElement()
					.satisfies((key) -> assertThat(key.shareOfEncryptions()).isNull());
				assertThat(sessions.timeouts().sessionTimeout()).isEqualTo(Duration.ofMinutes(20));
				assertThat(sessions.timeouts().renewal()).isEqualTo("sliding");
				assertThat(sessions.timeouts().absoluteTimeout()).isEqualTo(Duration.ofHours(8));
				assertThat(sessions.cookie().name()).isEqualTo("sid");
				assertThat(sessions.cookie().secure()).isTrue();
			});
	}

	@Test
	void endpointIsNotThereUnlessItIsExposed() {
		this.contextRunner.withPropertyValues("management.endpoints.web.exposure.include=health")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(JwtSessionEndpoint.class)
				.doesNotHaveBean(SessionKeyUsage.class));
	}

	@Test
	void healthIsDownWhenTheActiveKeyDoesNotEncrypt() {
		ChangingKeys keys = new ChangingKeys(key("good"));
		this.contextRunner.withBean(SessionKeys.class, () -> keys).run((context) -> {
			HealthIndicator indicator = context.getBean(HealthIndicator.class);
			assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
			assertThat(indicator.health().getDetails()).containsEntry("key", "good");
			keys.active.set(new SessionKey("short", new SecretKeySpec(new byte[16], "AES")));
			assertThat(indicator.health().getStatus()).isEqualTo(Status.DOWN);
			assertThat(indicator.health().getDetails().get("problem")).asString().contains("'short' has 128 bits");
		});
	}

	@ParameterizedTest
	@CsvSource({ "jwt.session.secrets.main, true", "jwt.session.secrets[a.b][0], true",
			"JWT_SESSION_SECRETS_MAIN, true", "jwt.session.keystore.password, true",
			"JWT_SESSION_KEYSTORE_KEYPASSWORD, true", "jwt.session.secret-id, false",
			"jwt.session.secret-files.reload-interval, false", "jwt.session.cookie.name, false" })
	void secretsAreShownByNoEndpoint(String property, boolean secret) {
		this.contextRunner.run((context) -> {
			SanitizableData data = new SanitizableData(null, property, "value");
			assertThat(context.getBean(SanitizingFunction.class).applyUnlessFiltered(data).getValue())
				.isEqualTo(secret ? SanitizableData.SANITIZED_VALUE : "value");
		});
	}

	@Test
	void healthCanBeTurnedOff() {
		this.contextRunner.withPropertyValues("management.health.jwtsession.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(HealthIndicator.class));
	}

	@Test
	void backsOffWithoutActuator() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(Endpoint.class, HealthIndicator.class))
			.withConfiguration(AutoConfigurations.of())
			.run((context) -> assertThat(context).doesNotHaveBean("jwtSessionEndpoint")
				.doesNotHaveBean("jwtSessionHealthIndicator"));
	}

	@Test
	void backsOffWithoutSessionsInAJwt() {
		this.contextRunner.withPropertyValues("jwt.session.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(JwtSessionEndpoint.class)
				.doesNotHaveBean(HealthIndicator.class));
	}

	private static JwtSessionEndpoint endpoint(ApplicationContext context) {
		return context.getBean(JwtSessionEndpoint.class);
	}

	private static void readAndWriteASession(ApplicationContext context) throws Exception {
		FilteredRequests requests = new FilteredRequests(context);
		assertThat(requests.read(requests.begin("a", 1), JwtSession::getId)).isNotNull();
	}

	private static ScheduledSessionKeys.Entry entry(String id, Instant activeFrom) {
		return new ScheduledSessionKeys.Entry(key(id), activeFrom);
	}

	private static SessionKey key(String id) {
		return new SessionKey(id, new SecretKeySpec(new byte[32], "AES"));
	}

	private static final class ChangingKeys implements SessionKeys {

		private final AtomicReference<SessionKey> active;

		ChangingKeys(SessionKey active) {
			this.active = new AtomicReference<>(active);
		}

		@Override
		public SessionKey active() {
			return this.active.get();
		}

		@Override
		public @Nullable SessionKey findById(String id) {
			return active().id().equals(id) ? active() : null;
		}

	}

}
