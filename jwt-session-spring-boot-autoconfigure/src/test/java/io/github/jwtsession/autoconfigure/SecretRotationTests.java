package io.github.jwtsession.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import io.github.jwtsession.JwtSession;
import io.github.jwtsession.MutableClock;
import io.github.jwtsession.TestBrowser;
import io.github.jwtsession.key.SessionKeys;
import jakarta.servlet.http.HttpSession;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two instances whose keys are in a file each, as they are mounted, and change at
 * different times.
 */
class SecretRotationTests {

	private static final String OLD = Base64.getEncoder().encodeToString(new byte[32]);

	private static final String NEW = "/" + OLD.substring(1);

	@TempDir
	private Path directory;

	private final MutableClock clock = new MutableClock(Instant.now());

	private final List<ServletWebServerApplicationContext> instances = new ArrayList<>();

	@BeforeEach
	void writeFiles() throws Exception {
		Files.writeString(file(1), OLD);
		Files.writeString(file(2), OLD);
	}

	@AfterEach
	void stop() {
		this.instances.forEach(ServletWebServerApplicationContext::close);
	}

	@Test
	void noSessionIsLostWhileOneInstanceHasTheNewKeyAndTheOtherHasNot() throws Exception {
		start(1, "1h");
		start(2, "1h");
		TestBrowser browser = new TestBrowser(port(1));
		String before = visit(browser, 1, 1);
		change(1);
		assertThat(visit(browser, 1, 2)).isEqualTo(before);
		assertThat(visit(browser, 2, 3)).isEqualTo(before);
		change(2);
		this.clock.advance(Duration.ofMinutes(2));
		String after = visit(browser, 1, 4);
		assertThat(after).isNotEqualTo(before);
		assertThat(visit(browser, 2, 5)).isEqualTo(after);
	}

	private static String visit(TestBrowser browser, int instance, int visits, int port) {
		String[] answer = browser.at(port).get("/visit").body().split(" ");
		assertThat(answer[0]).as("visits, instance %d", instance).isEqualTo(String.valueOf(visits));
		return browser.at(port).get("/key").body();
	}

	private String visit(TestBrowser browser, int instance, int visits) {
		return visit(browser, instance, visits, port(instance));
	}

	@Test
	void aChangeIsNoticedWithoutARestart() throws Exception {
		start(1, "50ms");
		SessionKeys keys = this.instances.get(0).getBean(SessionKeys.class);
		assertThat(keys.status()).hasSize(1);
		Files.writeString(file(1), NEW + "\n" + OLD);
		Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> keys.status().size() == 2);
	}

	private Path file(int instance) {
		return this.directory.resolve("keys-" + instance);
	}

	private void change(int instance) throws Exception {
		Files.writeString(file(instance), NEW + "\n" + OLD);
		this.instances.get(instance - 1).getBean(WatchedSessionKeys.class).look();
	}

	private int port(int instance) {
		return this.instances.get(instance - 1).getWebServer().getPort();
	}

	private void start(int instance, String interval) {
		this.instances.add((ServletWebServerApplicationContext) new SpringApplicationBuilder(Application.class)
			.initializers((context) -> context.getBeanFactory().registerSingleton("clock", this.clock))
			.properties("server.port=0", "jwt.session.secrets.main=file:" + file(instance),
					"jwt.session.secret-files.reload-interval=" + interval)
			.run());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		SecurityFilterChain permitAll(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll()).build();
		}

		@Bean
		Pages pages() {
			return new Pages();
		}

	}

	@RestController
	static class Pages {

		@GetMapping("/visit")
		String visit(HttpSession session) {
			Integer visits = (Integer) session.getAttribute("visits");
			session.setAttribute("visits", (visits != null) ? visits + 1 : 1);
			return String.valueOf(session.getAttribute("visits"));
		}

		@GetMapping("/key")
		String key(JwtSession session) {
			return session.getKeyId();
		}

	}

}
