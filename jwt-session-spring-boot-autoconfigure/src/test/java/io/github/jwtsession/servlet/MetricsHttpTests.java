package io.github.jwtsession.servlet;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

import io.github.jwtsession.MutableClock;
import io.github.jwtsession.TestBrowser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what Prometheus reads of an application whose sessions are used.
 */
class MetricsHttpTests {

	private final MutableClock clock = new MutableClock(Instant.parse("2026-01-02T12:00:00Z"));

	private final ScriptedApplication application = new ScriptedApplication().start(this.clock,
			"management.endpoints.web.exposure.include=prometheus", "jwt.session.metrics.timers=true",
			"jwt.session.max-size=2KB");

	private final TestBrowser browser = this.application.newBrowser();

	@AfterEach
	void stop() {
		this.application.close();
	}

	@Test
	void aSessionMovesTheMeters() {
		assertThat(valueOf("jwt_session_tokens_sealed_total{key=\"key\"}")).isZero();
		assertThat(valueOf("jwt_session_tokens_opened_total{key=\"key\"}")).isZero();
		assertThat(valueOf("jwt_session_tokens_rejected_total{reason=\"malformed\"}")).isZero();
		assertThat(valueOf("jwt_session_size_bytes_count")).isZero();
		assertThat(valueOf("jwt_session_size_limit_bytes")).isEqualTo(2048);

		run("log-in:sam");
		assertThat(valueOf("jwt_session_tokens_sealed_total{key=\"key\"}")).isEqualTo(1);
		assertThat(valueOf("jwt_session_tokens_sealing_seconds_count")).isEqualTo(1);
		assertThat(valueOf("jwt_session_tokens_opened_total{key=\"key\"}")).isZero();
		assertThat(valueOf("jwt_session_size_bytes_count")).isEqualTo(1);
		assertThat(valueOf("jwt_session_size_bytes_sum")).isBetween(300.0, 1000.0);
		assertThat(valueOf("jwt_session_cookies_sum")).isEqualTo(1);

		assertThat(run("name")).isEqualTo("sam");
		assertThat(valueOf("jwt_session_tokens_opened_total{key=\"key\"}")).isEqualTo(1);
		assertThat(valueOf("jwt_session_tokens_opening_seconds_count")).isEqualTo(1);
		assertThat(valueOf("jwt_session_size_bytes_count")).isEqualTo(1);

		run("log-out");
		assertThat(valueOf("jwt_session_revocations_live")).isEqualTo(1);
	}

	@Test
	void aSessionThatIsTooLargeIsCountedOnce() {
		run("set:a");
		assertThat(this.browser.get(ScriptedApplication.path("log-in:" + "x".repeat(2000))).status()).isEqualTo(500);
		assertThat(valueOf("jwt_session_writes_refused_total{reason=\"too-large\"}")).isEqualTo(1);
		assertThat(valueOf("jwt_session_size_bytes_count")).isEqualTo(1);
	}

	@Test
	void whatComesFromOutsideMakesFewTagsAndShowsNothingSecret() {
		run("log-in:samantha", "set:attribute-of-hers");
		String id = run("id");
		String token = this.browser.cookies().values().iterator().next();
		TestBrowser attacker = this.application.newBrowser();
		for (int i = 0; i < 20; i++) {
			attacker.cookies().put("jwt-session", withKey(token, "made-up-" + i));
			assertThat(attacker.get(ScriptedApplication.path("name")).body()).isEqualTo("nobody");
		}
		attacker.cookies().put("jwt-session", withKey(token, "<script>"));
		attacker.get(ScriptedApplication.path("name"));
		attacker.cookies().put("jwt-session", "garbage");
		attacker.get(ScriptedApplication.path("name"));
		String scraped = scrape();
		assertThat(scraped.lines().filter((line) -> line.startsWith("jwt_session_tokens_unknown_key_total{")))
			.hasSize(17);
		assertThat(scraped.lines().filter((line) -> line.startsWith("jwt_session_"))).hasSizeLessThan(60);
		assertThat(valueOf("jwt_session_tokens_rejected_total{reason=\"unknown-key\"}")).isEqualTo(21);
		assertThat(valueOf("jwt_session_tokens_unknown_key_total{key=\"other\"}")).isEqualTo(5);
		assertThat(valueOf("jwt_session_tokens_rejected_total{reason=\"malformed\"}")).isEqualTo(1);
		String tag = token.substring(token.lastIndexOf('.') + 1);
		assertThat(scraped.lines()).noneMatch((line) -> line.contains(token) || line.contains(tag));
		assertThat(scraped).doesNotContain(id, "samantha", "attribute-of-hers", "<script>", "garbage");
	}

	private String run(String... steps) {
		return this.browser.get(ScriptedApplication.path(steps)).body();
	}

	private double valueOf(String series) {
		List<String> values = scrape().lines()
			.filter((line) -> line.startsWith(series + " "))
			.map((line) -> line.substring(series.length() + 1))
			.toList();
		assertThat(values).as(series).hasSize(1);
		return Double.parseDouble(values.get(0));
	}

	private String scrape() {
		return this.application.newBrowser().get("/actuator/prometheus").body();
	}

	private static String withKey(String token, String id) {
		int end = token.indexOf('.');
		String header = new String(Base64.getUrlDecoder().decode(token.substring(0, end)), StandardCharsets.US_ASCII);
		String changed = header.replace("\"kid\":\"key\"", "\"kid\":\"" + id + "\"");
		assertThat(changed).isNotEqualTo(header);
		return Base64.getUrlEncoder().withoutPadding().encodeToString(changed.getBytes(StandardCharsets.US_ASCII))
				+ token.substring(end);
	}

}
