package io.github.jwtsession.servlet;

import java.time.Instant;

import io.github.jwtsession.MutableClock;
import io.github.jwtsession.TestBrowser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.github.jwtsession.servlet.ScriptedApplication.path;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for sessions without attributes, over HTTP on two instances.
 */
class EmptySessionTests {

	private final ScriptedApplication application = new ScriptedApplication();

	@AfterEach
	void stop() {
		this.application.close();
	}

	@Test
	void sessionWithoutAttributesIsTheSameOnAnotherInstance() {
		TestBrowser browser = start();
		browser.get(path("interval:60"));
		String id = browser.get(path("id")).body();
		assertThat(browser.at(this.application.port(1)).get(path("id")).body()).isEqualTo(id).isNotEqualTo("none");
	}

	@Test
	void sessionWithoutAttributesCanBeEnded() {
		TestBrowser browser = start();
		browser.get(path("interval:60"));
		browser.get(path("log-out"));
		assertThat(browser.get(path("id")).body()).isEqualTo("none");
		assertThat(browser.cookies()).containsOnlyKeys("jwt-session-t");
	}

	@Test
	void cookieOfASessionThatHasBecomeEmptyIsTakenBack() {
		TestBrowser browser = start();
		browser.get(path("set:a"));
		browser.get(path("remove:a"));
		assertThat(browser.cookies()).isEmpty();
	}

	@Test
	void sessionThatHasBecomeEmptyStaysIfConfigured() {
		TestBrowser browser = start("jwt.session.discard-empty=false");
		browser.get(path("set:a"));
		String id = browser.get(path("id")).body();
		browser.get(path("remove:a"));
		assertThat(browser.at(this.application.port(1)).get(path("id")).body()).isEqualTo(id);
		assertThat(browser.get(path("get:a")).body()).isEqualTo("null");
	}

	private TestBrowser start(String... properties) {
		MutableClock clock = new MutableClock(Instant.parse("2026-01-02T12:00:00Z"));
		this.application.start(clock, properties).start(clock, properties);
		return this.application.newBrowser();
	}

}
