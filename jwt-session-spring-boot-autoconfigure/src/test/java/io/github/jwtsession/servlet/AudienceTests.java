package io.github.jwtsession.servlet;

import java.time.Instant;
import java.util.Map;

import io.github.jwtsession.MutableClock;
import io.github.jwtsession.TestBrowser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.github.jwtsession.servlet.ScriptedApplication.path;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications that have the same key, over HTTP: who shares a session with whom.
 */
class AudienceTests {

	private final MutableClock clock = new MutableClock(Instant.parse("2026-01-02T12:00:00Z"));

	private final ScriptedApplication applications = new ScriptedApplication();

	@AfterEach
	void stop() {
		this.applications.close();
	}

	@Test
	void aSessionOfOneApplicationIsNoneOfAnother() {
		this.applications.start(this.clock, "spring.application.name=shop")
			.start(this.clock, "spring.application.name=bank");
		TestBrowser browser = loggedIn();
		assertThat(browser.at(this.applications.port(1)).get(path("name")).body()).isEqualTo("nobody");
		assertThat(browser.at(this.applications.port(0)).get(path("name")).body()).isEqualTo("alice");
	}

	@Test
	void instancesOfOneApplicationShareTheSession() {
		this.applications.start(this.clock, "spring.application.name=shop")
			.start(this.clock, "spring.application.name=shop");
		assertThat(loggedIn().at(this.applications.port(1)).get(path("name")).body()).isEqualTo("alice");
	}

	@Test
	void applicationsOfOneAudienceShareTheSession() {
		this.applications.start(this.clock, "spring.application.name=shop", "jwt.session.audience=example.com")
			.start(this.clock, "spring.application.name=bank", "jwt.session.audience=example.com");
		assertThat(loggedIn().at(this.applications.port(1)).get(path("name")).body()).isEqualTo("alice");
	}

	@Test
	void applicationsWithoutANameAreToldApartByTheirCookie() {
		this.applications.start(this.clock).start(this.clock, "jwt.session.cookie.name=admin");
		TestBrowser browser = loggedIn();
		String token = browser.cookies().get("jwt-session-g1");
		browser.cookies().putAll(Map.of("admin", token, "admin-g1", token));
		assertThat(browser.at(this.applications.port(1)).get(path("name")).body()).isEqualTo("nobody");
	}

	@Test
	void aTokenIsOfNoUseUnderTheNameOfAnotherKind() {
		this.applications.start(this.clock);
		TestBrowser browser = loggedIn();
		browser.get(path("log-out"));
		String tombstone = browser.cookies().get("jwt-session-t");
		browser.cookies().clear();
		browser.cookies().put("jwt-session", tombstone);
		browser.cookies().put("jwt-session-r", tombstone);
		assertThat(browser.get(path("name")).body()).isEqualTo("nobody");
	}

	private TestBrowser loggedIn() {
		TestBrowser browser = this.applications.newBrowser();
		browser.get(path("log-in:alice"));
		assertThat(browser.get(path("name")).body()).isEqualTo("alice");
		return browser;
	}

}
