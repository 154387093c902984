package io.github.jwtsession.servlet;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

import io.github.jwtsession.MutableClock;
import io.github.jwtsession.SessionRevocations;
import io.github.jwtsession.TestBrowser;
import io.github.jwtsession.TestBrowser.Response;
import io.github.jwtsession.revocation.RevocationRegistry;
import io.github.jwtsession.revocation.shared.SharedRevocationRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static io.github.jwtsession.servlet.ScriptedApplication.path;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The end of a session is final, over HTTP and on two instances that share revocations:
 * whatever requests of it are under way, and whatever they do.
 */
@ExtendWith(OutputCaptureExtension.class)
class FinalEndTests {

	private static final MutableClock clock = new MutableClock(Instant.parse("2026-01-02T12:00:00Z"));

	private static final ScriptedApplication application = new ScriptedApplication();

	private int sequence;

	@BeforeAll
	static void start() {
		for (int i = 0; i < 2; i++) {
			application.start(clock, "jwt.session.revocation.store=jdbc", "jwt.session.revocation.poll-interval=1h",
					"spring.datasource.url=jdbc:h2:mem:final-end;DB_CLOSE_DELAY=-1",
					"jwt.session.revocation.jdbc.initialize-schema=always");
		}
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@BeforeEach
	void startNextDay() {
		clock.startNextDay();
	}

	/**
	 * What the request under way does when its session has ended.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "set:a", "change-id", "void-former", "log-in:bob", "log-in:alice", "switch-to:bob",
			"remove:visits", "change-id,set:a", "interval:7200", "log-out,context:alice", "log-out,set:a" })
	void aRequestUnderWayRevivesNothing(String steps) {
		for (String end : new String[] { "log-out", "revoke:alice", "revoke-all" }) {
			TestBrowser browser = loggedIn("alice");
			Map<String, String> copy = new TreeMap<>(browser.cookies());
			Response late = during(browser, "name", steps, () -> {
				TestBrowser other = with(copy);
				assertThat(other.get(path(end)).status()).isEqualTo(200);
			});
			assertThat(late.status()).isEqualTo(200);
			browser.keepCookies(late);
			assertThat(browser.get(path("name")).body()).as(end).isIn("nobody", "anonymous");
			// Without the tombstone that the response may have brought, elsewhere.
			poll();
			Map<String, String> cookies = new TreeMap<>(browser.cookies());
			cookies.remove("jwt-session-t");
			assertThat(with(cookies).at(application.port(1)).get(path("name")).body()).as(end).isEqualTo("nobody");
		}
	}

	@Test
	void aReadUnderWayDoesNotRenewASessionThatHasEnded() {
		TestBrowser browser = loggedIn("alice");
		Map<String, String> copy = new TreeMap<>(browser.cookies());
		clock.advance(Duration.ofMinutes(10));
		Response late = during(browser, "name", "get:visits", () -> with(copy).get(path("log-out")));
		assertThat(late.setCookies()).isEmpty();
	}

	@Test
	void whoRevokesTheOthersOfHisSessionsKeepsThisOne() {
		TestBrowser elsewhere = loggedIn("alice");
		TestBrowser browser = loggedIn("alice");
		clock.advance(Duration.ofSeconds(1));
		browser.get(path("revoke:alice", "change-id"));
		poll();
		assertThat(browser.get(path("name")).body()).isEqualTo("alice");
		assertThat(browser.at(application.port(1)).get(path("name")).body()).isEqualTo("alice");
		assertThat(elsewhere.get(path("name")).body()).isEqualTo("nobody");
		assertThat(elsewhere.at(application.port(1)).get(path("name")).body()).isEqualTo("nobody");
	}

	@Test
	void whoRevokesHisSessionsAndDoesNoMoreEndsThisOneToo() {
		TestBrowser browser = loggedIn("alice");
		clock.advance(Duration.ofSeconds(1));
		browser.get(path("revoke:alice", "set:a"));
		assertThat(browser.get(path("name")).body()).isEqualTo("nobody");
	}

	@Test
	void anIdChangedOnAnInstanceThatHasNotHeardOfTheRevocationSavesNothing() {
		TestBrowser browser = loggedIn("alice").at(application.port(1));
		clock.advance(Duration.ofMinutes(1));
		application.bean(0, SessionRevocations.class).revokePrincipal("alice");
		clock.advance(Duration.ofMillis(100));
		browser.get(path("change-id"));
		assertThat(browser.get(path("name")).body()).isEqualTo("alice");
		poll();
		assertThat(browser.get(path("name")).body()).isEqualTo("nobody");
	}

	@Test
	void aLoginUnderWayCountsFromWhenItsRequestBegan() {
		for (String steps : new String[] { "log-in:alice", "set:a,log-in:alice" }) {
			TestBrowser browser = application.newBrowser();
			Response late = during(browser, "id", steps, () -> {
				clock.advance(Duration.ofSeconds(1));
				application.bean(0, SessionRevocations.class).revokePrincipal("alice");
				clock.advance(Duration.ofSeconds(1));
			});
			browser.keepCookies(late);
			assertThat(browser.get(path("name")).body()).isEqualTo("nobody");
			poll();
			assertThat(browser.at(application.port(1)).get(path("name")).body()).isEqualTo("nobody");
		}
	}

	@Test
	void aLoginInAnAnonymousSessionThatAParallelLoginHasTakenOverCounts() {
		TestBrowser browser = application.newBrowser();
		browser.get(path("set:a"));
		Map<String, String> copy = new TreeMap<>(browser.cookies());
		Response late = during(browser, "id", "log-in:alice", () -> with(copy).get(path("log-in:alice")));
		browser.keepCookies(late);
		assertThat(browser.get(path("name")).body()).isEqualTo("alice");
	}

	/**
	 * A password is reset: whoever holds the link has no session, one that is not his, or
	 * one in which nobody is logged in.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "id", "set:a", "log-in:bob", "log-in:alice" })
	void whoIsRevokedAndLoggedInByOneRequestIsLoggedIn(String before) {
		for (String revocation : new String[] { "revoke:alice", "revoke-all" }) {
			for (String login : new String[] { "log-in:alice", "log-out-if-there,log-in:alice" }) {
				TestBrowser elsewhere = loggedIn("alice");
				TestBrowser browser = application.newBrowser();
				browser.get(path(before));
				clock.advance(Duration.ofSeconds(5));
				browser.keepCookies(
						during(browser, "id", revocation + "," + login, () -> clock.advance(Duration.ofMillis(50))));
				assertThat(browser.get(path("name")).body()).as(revocation + "," + login).isEqualTo("alice");
				assertThat(elsewhere.get(path("name")).body()).isEqualTo("nobody");
				poll();
				assertThat(browser.at(application.port(1)).get(path("name")).body()).isEqualTo("alice");
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "revoke-all,change-id", "revoke-all,log-out,set:a", "revoke-all,change-id/change-id" })
	void whoRevokesAllSessionsKeepsThisOneIfNobodyIsLoggedIn(String requests) {
		TestBrowser elsewhere = loggedIn("alice");
		TestBrowser browser = application.newBrowser();
		browser.get(path("set:a"));
		clock.advance(Duration.ofMillis(60_500));
		for (String steps : requests.split("/")) {
			browser.get(path(steps));
		}
		poll();
		assertThat(browser.get(path("get:a")).body()).isEqualTo("1");
		assertThat(browser.at(application.port(1)).get(path("get:a")).body()).isEqualTo("1");
		assertThat(elsewhere.get(path("name")).body()).isEqualTo("nobody");
	}

	@Test
	void whoLogsInAndIsRevokedByOthersMeanwhileIsNotSavedByARevocationOfHisOwn() {
		TestBrowser browser = application.newBrowser();
		browser.keepCookies(during(browser, "revoke:bob", "log-in:alice", () -> {
			clock.advance(Duration.ofMillis(50));
			application.bean(0, SessionRevocations.class).revokePrincipal("alice");
		}));
		assertThat(browser.get(path("name")).body()).isEqualTo("nobody");
	}

	@Test
	void revokingWhoActsAsAnotherEndsTheirSession() {
		TestBrowser browser = loggedIn("admin");
		browser.get(path("switch-to:user"));
		assertThat(browser.get(path("name")).body()).isEqualTo("user");
		clock.advance(Duration.ofSeconds(1));
		application.bean(0, SessionRevocations.class).revokePrincipal("admin");
		assertThat(browser.get(path("name")).body()).isEqualTo("nobody");
		poll();
		assertThat(browser.at(application.port(1)).get(path("name")).body()).isEqualTo("nobody");
	}

	@Test
	void whoBecomesAnotherWithoutALoginKeepsTheTimeOfHis() {
		TestBrowser browser = loggedIn("admin");
		clock.advance(Duration.ofMinutes(1));
		Instant afterLogin = clock.instant();
		clock.advance(Duration.ofMinutes(1));
		browser.get(path("switch-to:user"));
		application.bean(0, SessionRevocations.class).revokePrincipal("user", afterLogin);
		assertThat(browser.get(path("name")).body()).isEqualTo("nobody");
	}

	/**
	 * Who is revoked who acted as another for some time, with another id of the session
	 * each time.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "switch-to:user,change-id", "switch-to:user,change-id/switch-back,change-id",
			"switch-to:user,change-id/switch-to:other,change-id" })
	void whoActsAsAnotherHasNotLoggedInByThat(String requests) {
		TestBrowser browser = loggedIn("admin");
		clock.advance(Duration.ofMinutes(1));
		Instant afterLogin = clock.instant();
		for (String steps : requests.split("/")) {
			clock.advance(Duration.ofMinutes(1));
			browser.get(path(steps));
		}
		assertThat(browser.get(path("name")).body()).isNotEqualTo("nobody");
		application.bean(0, SessionRevocations.class).revokePrincipal("admin", afterLogin);
		assertThat(browser.get(path("name")).body()).isEqualTo("nobody");
	}

	@Test
	void theContextUnderANameOfTheApplicationsHasItsPrincipalFound() {
		TestBrowser browser = application.newBrowser();
		browser.get(path("log-in-under-a-key-of-its-own:alice"));
		browser.get(path("set:a"));
		browser.get(path("remove:a"));
		assertThat(browser.get(path("name")).body()).isEqualTo("alice");
		clock.advance(Duration.ofSeconds(1));
		application.bean(0, SessionRevocations.class).revokePrincipal("alice");
		assertThat(browser.get(path("name")).body()).isEqualTo("nobody");
	}

	/**
	 * Somebody else logs in, or the same user again, in a session in which somebody is
	 * logged in.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "log-in-without-change-of-id:bob", "log-in-under-a-key-of-its-own:bob",
			"log-in-under-a-key-of-its-own:bob,change-id", "log-in-under-a-key-of-its-own:alice,change-id" })
	void whoLogsInAnewCountsFromThen(String steps) {
		TestBrowser browser = application.newBrowser();
		browser.get(path(steps.contains("own") ? "log-in-under-a-key-of-its-own:alice" : "log-in:alice"));
		clock.advance(Duration.ofMinutes(1));
		Instant between = clock.instant();
		application.bean(0, SessionRevocations.class).revokePrincipal("bob");
		clock.advance(Duration.ofMinutes(1));
		browser.get(path(steps));
		application.bean(0, SessionRevocations.class).revokePrincipal("alice", between);
		assertThat(browser.get(path("name")).body()).isEqualTo(steps.contains("bob") ? "bob" : "alice");
	}

	@Test
	void aLoginWithoutAPrincipalIsWarnedOfOnce(CapturedOutput output) {
		for (int i = 0; i < 2; i++) {
			TestBrowser browser = application.newBrowser();
			browser.get(path("log-in:"));
			browser.get(path("log-in-under-a-key-of-its-own:"));
		}
		assertThat(output).containsOnlyOnce("A session has a login without a principal")
			.contains("UsernamePasswordAuthenticationToken.getName() returned nothing");
	}

	@Test
	void whatTheClientHadBeforeIsVoidWhenTheSessionSaysSo() {
		TestBrowser browser = loggedIn("alice");
		Map<String, String> copy = new TreeMap<>(browser.cookies());
		browser.get(path("void-former"));
		assertThat(browser.get(path("name")).body()).isEqualTo("alice");
		assertThat(with(copy).get(path("name")).body()).isEqualTo("nobody");
		poll();
		assertThat(with(copy).at(application.port(1)).get(path("name")).body()).isEqualTo("nobody");
		assertThat(browser.at(application.port(1)).get(path("name")).body()).isEqualTo("alice");
	}

	@Test
	void whatAnAnonymousClientHadBeforeIsVoidEverywhereWhenTheSessionSaysSo() {
		TestBrowser browser = application.newBrowser();
		browser.get(path("set:a"));
		Map<String, String> copy = new TreeMap<>(browser.cookies());
		browser.get(path("void-former"));
		assertThat(browser.get(path("get:a")).body()).isEqualTo("1");
		poll();
		assertThat(with(copy).get(path("get:a")).body()).isEqualTo("none");
		assertThat(with(copy).at(application.port(1)).get(path("get:a")).body()).isEqualTo("none");
		assertThat(browser.at(application.port(1)).get(path("get:a")).body()).isEqualTo("1");
	}

	@Test
	void anAnonymousSessionThatHasEndedHereIsRevokedEverywhereByItsId() {
		TestBrowser browser = application.newBrowser();
		browser.get(path("set:a"));
		String id = browser.get(path("id")).body();
		Map<String, String> copy = new TreeMap<>(browser.cookies());
		browser.get(path("log-out"));
		application.bean(0, SessionRevocations.class).revokeSession(id);
		poll();
		assertThat(with(copy).at(application.port(1)).get(path("get:a")).body()).isEqualTo("none");
	}

	@Test
	void theEndOfASessionInWhichSomebodyWasLoggedInConcernsOtherInstances() {
		TestBrowser browser = loggedIn("alice");
		Map<String, String> copy = new TreeMap<>(browser.cookies());
		browser.get(path("remove:SPRING_SECURITY_CONTEXT"));
		assertThat(browser.get(path("name")).body()).isEqualTo("anonymous");
		browser.get(path("log-out"));
		poll();
		assertThat(with(copy).get(path("name")).body()).isEqualTo("nobody");
		assertThat(with(copy).at(application.port(1)).get(path("name")).body()).isEqualTo("nobody");
	}

	@Test
	void whoHasLoggedOutWithinHisSessionLogsInAnew() {
		TestBrowser browser = loggedIn("alice");
		browser.get(path("remove:SPRING_SECURITY_CONTEXT"));
		clock.advance(Duration.ofSeconds(1));
		application.bean(0, SessionRevocations.class).revokePrincipal("alice");
		clock.advance(Duration.ofSeconds(1));
		browser.get(path("log-in-without-change-of-id:alice"));
		assertThat(browser.get(path("name")).body()).isEqualTo("alice");
	}

	@Test
	void theEndOfASessionInWhichNobodyIsLoggedInCostsOtherInstancesNothing() {
		poll();
		int known = application.bean(1, RevocationRegistry.class).size();
		TestBrowser browser = application.newBrowser();
		browser.get(path("set:a"));
		Map<String, String> copy = new TreeMap<>(browser.cookies());
		browser.get(path("log-out"));
		assertThat(with(copy).get(path("get:a")).body()).isEqualTo("none");
		poll();
		assertThat(application.bean(1, RevocationRegistry.class).size()).isEqualTo(known);
		assertThat(with(new TreeMap<>(browser.cookies())).at(application.port(1)).get(path("get:a")).body())
			.isEqualTo("none");
	}

	private TestBrowser loggedIn(String name) {
		TestBrowser browser = application.newBrowser();
		browser.get(path("set:visits"));
		browser.get(path("log-in:" + name));
		assertThat(browser.get(path("name")).body()).isEqualTo(name);
		clock.advance(Duration.ofSeconds(1));
		return browser;
	}

	private static TestBrowser with(Map<String, String> cookies) {
		TestBrowser browser = application.newBrowser();
		browser.cookies().putAll(cookies);
		return browser;
	}

	/**
	 * Serve a request in whose middle something else happens.
	 */
	private Response during(TestBrowser browser, String before, String after, Runnable meanwhile) {
		String id = "during-" + this.sequence++ + "-" + System.identityHashCode(this);
		CompletableFuture<Response> response = browser.start(path(before, "hold:" + id, after));
		application.gate().awaitArrival(id);
		meanwhile.run();
		application.gate().open(id);
		return response.join();
	}

	private static void poll() {
		for (int i = 0; i < 2; i++) {
			assertThat(application.bean(i, SharedRevocationRegistry.class).poll()).isTrue();
		}
	}

}
