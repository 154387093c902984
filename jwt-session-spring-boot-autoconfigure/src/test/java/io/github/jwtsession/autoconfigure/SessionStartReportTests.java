package io.github.jwtsession.autoconfigure;

import java.util.Base64;
import java.util.HashMap;
import java.util.List;

import javax.crypto.spec.SecretKeySpec;

import io.github.jwtsession.key.SessionKey;
import io.github.jwtsession.key.SessionKeys;
import io.github.jwtsession.revocation.RevocationRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.session.MapSessionRepository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for what an application says at start of how its sessions are kept.
 */
@ExtendWith(OutputCaptureExtension.class)
class SessionStartReportTests {

	private static final byte[] KEY = new byte[64];

	private final AutoConfigurations autoConfigurations = AutoConfigurations.of(JwtSessionAutoConfiguration.class,
			JwtSessionRevocationAutoConfiguration.class, JwtSessionServletAutoConfiguration.class,
			JwtSessionBackOffAutoConfiguration.class, JwtSessionDisabledAutoConfiguration.class,
			JwtSessionReactiveAutoConfiguration.class);

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(this.autoConfigurations)
		.withConfiguration(AutoConfigurations.of(SessionAutoConfiguration.class));

	@Test
	void saysInOneLineHowSessionsAreKept(CapturedOutput output) {
		this.contextRunner.withBean(SessionKeys.class, () -> keyOf(32)).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(line(output)).isEqualTo("JWT sessions: key 'orders-1' (A256GCM, dir), session timeout 30m, "
					+ "absolute timeout 12h, at most 6144 bytes of cookies 'jwt-session', revocation store 'memory'");
		});
	}

	@Test
	void saysWhatCountsWhereverItWasConfigured(CapturedOutput output) {
		this.contextRunner.withBean(SessionKeys.class, () -> keyOf(64))
			.withPropertyValues("jwt.session.encryption-method=A256CBC-HS512", "spring.session.timeout=90s",
					"jwt.session.absolute-timeout=none", "jwt.session.max-size=4KB",
					"server.servlet.session.cookie.name=SID", "jwt.session.revocation.store=none")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(line(output)).isEqualTo("JWT sessions: key 'orders-1' (A256CBC-HS512, dir), session timeout "
						+ "90s, absolute timeout none, at most 4096 bytes of cookies 'SID', revocation store 'none'");
			});
	}

	@ParameterizedTest
	@CsvSource({ "14d, , 14d", "14d, 7d, 7d", "5h, , 12h", "36h, , 36h", "90s, 1500ms, 1500ms" })
	void saysWhichAbsoluteTimeoutCounts(String timeout, @Nullable String absolute, String expected,
			CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("jwt.session.session-timeout=" + timeout,
					(absolute != null) ? "jwt.session.absolute-timeout=" + absolute : "unused=")
			.run((context) -> assertThat(line(output)).contains("session timeout %s, ".formatted(timeout),
					"absolute timeout %s, ".formatted(expected)));
	}

	@Test
	void saysThatTheApplicationKeepsItsRevocations(CapturedOutput output) {
		this.contextRunner.withBean(RevocationRegistry.class, () -> mock(RevocationRegistry.class))
			.run((context) -> assertThat(line(output)).endsWith("revocation store of the application"));
	}

	@Test
	void saysItIfBeansAreLazy(CapturedOutput output) {
		this.contextRunner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> assertThat(line(output)).startsWith("JWT sessions: key 'random-"));
	}

	@Test
	void saysNothingSecret(CapturedOutput output) {
		this.contextRunner.withBean(SessionKeys.class, () -> keyOf(32)).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(line(output)).doesNotContain(Base64.getEncoder().encodeToString(KEY).substring(0, 10));
		});
	}

	@Test
	void whoTurnsItOffIsToldThatTheContainerKeepsTheSessions(CapturedOutput output) {
		this.contextRunner.withPropertyValues("jwt.session.enabled=false").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(line(output)).isEqualTo("JWT sessions are off ('jwt.session.enabled' is 'false'). Sessions are "
					+ "kept by the servlet container");
		});
	}

	@Test
	void whoTurnsItOffIsToldWhichRepositoryKeepsTheSessions(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(UserRepository.class)
			.withPropertyValues("jwt.session.enabled=false")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(line(output)).endsWith("Sessions are kept by the SessionRepository 'userSessions'");
			});
	}

	@Test
	void whoHasARepositoryIsWarnedInOneLine(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(UserRepository.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(line(output)).startsWith("JWT sessions have no effect: the application keeps its sessions in "
					+ "the SessionRepository 'userSessions'.");
		});
	}

	@Test
	void withoutServletsNothingIsSaidOfWhatIsOff(CapturedOutput output) {
		new ReactiveWebApplicationContextRunner().withConfiguration(this.autoConfigurations)
			.withPropertyValues("jwt.session.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed());
		new ApplicationContextRunner().withConfiguration(this.autoConfigurations)
			.withPropertyValues("jwt.session.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("JWT sessions");
	}

	private static SessionKeys keyOf(int length) {
		for (int i = 0; i < KEY.length; i++) {
			KEY[i] = (byte) (i * 7 + 1);
		}
		return SessionKeys.of(new SessionKey("orders-1", new SecretKeySpec(KEY, 0, length, "AES")));
	}

	/**
	 * The only line of how sessions are kept.
	 */
	private static String line(CapturedOutput output) {
		List<String> lines = output.toString().lines().filter((line) -> line.contains("JWT sessions")).toList();
		assertThat(lines).hasSize(1);
		return lines.get(0).substring(lines.get(0).indexOf("JWT sessions"));
	}

	@Configuration(proxyBeanMethods = false)
	static class UserRepository {

		@Bean
		MapSessionRepository userSessions() {
			return new MapSessionRepository(new HashMap<>());
		}

	}

}
