package io.github.jwtsession.servlet;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.github.jwtsession.MutableClock;
import io.github.jwtsession.TestBrowser;
import io.github.jwtsession.revocation.shared.SharedRevocationRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.jwtsession.servlet.ScriptedApplication.path;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Instances that share revocations and are configured in different ways, as they are
 * while an application is deployed with another configuration.
 */
class ChangedConfigurationTests {

	private static final String[] LONG = { "jwt.session.session-timeout=8h", "jwt.session.absolute-timeout=5d" };

	private static final String[] SHORT = { "jwt.session.session-timeout=30m", "jwt.session.absolute-timeout=5d" };

	private final MutableClock clock = new MutableClock(Instant.parse("2026-01-02T12:00:00Z"));

	private final ScriptedApplication application = new ScriptedApplication();

	@AfterEach
	void stop() {
		this.application.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "spring.application.name=shop", "jwt.session.audience=shop" })
	void aCookieOfTheFormerNameIsRead(String named) {
		start(named);
		start(named, "jwt.session.cookie.secure=true");
		TestBrowser browser = this.application.newBrowser();
		browser.get(path("log-in:alice"));
		assertThat(with(browser.cookies(), 1).get(path("name")).body()).isEqualTo("alice");
	}

	@Test
	void aSessionThatLastedLongerBeforeStaysEnded() {
		start();
		TestBrowser browser = loggedIn("alice");
		browser.get(path("interval:28800"));
		Map<String, String> copy = new TreeMap<>(browser.cookies());
		browser.get(path("interval:60"));
		browser.get(path("log-out"));
		this.clock.advance(Duration.ofHours(2));
		// It knows what the store has, of which it reads nothing that is over.
		start();
		assertThat(with(copy, 1).get(path("name")).body()).isEqualTo("nobody");
	}

	@Test
	void aSessionThatIsEndedUnderAShorterTimeoutStaysEnded() {
		start(LONG);
		start(SHORT);
		TestBrowser browser = loggedIn("alice");
		Map<String, String> copy = new TreeMap<>(browser.cookies());
		browser.at(this.application.port(1)).get(path("log-out"));
		this.clock.advance(Duration.ofHours(3));
		start(LONG);
		assertThat(with(copy, 2).get(path("name")).body()).isEqualTo("nobody");
	}

	/**
	 * The renewals lasted longer than the instance that ends the session lets any last.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "log-out", "change-id", "log-in:alice", "set:a/log-out" })
	void aSessionThatWasRenewedUnderALongerTimeoutStaysEnded(String end) {
		start(LONG);
		start(SHORT);
		TestBrowser browser = loggedIn("alice");
		for (int i = 0; i < 4; i++) {
			this.clock.advance(Duration.ofHours(3));
			assertThat(browser.get(path("name")).body()).isEqualTo("alice");
		}
		Map<String, String> copy = new TreeMap<>(browser.cookies());
		this.clock.advance(Duration.ofMinutes(5));
		browser.at(this.application.port(1));
		Arrays.stream(end.split("/")).forEach((steps) -> browser.get(path(steps)));
		poll(0);
		assertThat(with(copy, 0).get(path("name")).body()).isEqualTo("nobody");
		this.clock.advance(Duration.ofHours(3));
		start(LONG);
		assertThat(with(copy, 2).get(path("name")).body()).isEqualTo("nobody");
	}

	private void start(String... properties) {
		List<String> all = new ArrayList<>(List.of("jwt.session.revocation.store=jdbc",
				"jwt.session.revocation.poll-interval=1h",
				"spring.datasource.url=jdbc:h2:mem:changed-" + System.identityHashCode(this) + ";DB_CLOSE_DELAY=-1",
				"jwt.session.revocation.jdbc.initialize-schema=always"));
		Arrays.stream(properties).filter((property) -> !property.isEmpty()).forEach(all::add);
		this.application.start(this.clock, all.toArray(String[]::new));
	}

	private TestBrowser loggedIn(String name) {
		TestBrowser browser = this.application.newBrowser();
		browser.get(path("log-in:" + name));
		assertThat(browser.get(path("name")).body()).isEqualTo(name);
		return browser;
	}

	private TestBrowser with(Map<String, String> cookies, int instance) {
		TestBrowser browser = this.application.newBrowser().at(this.application.port(instance));
		browser.cookies().putAll(cookies);
		return browser;
	}

	private void poll(int instance) {
		assertThat(this.application.bean(instance, SharedRevocationRegistry.class).poll()).isTrue();
	}

}
