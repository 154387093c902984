package io.github.jwtsession.servlet;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.github.jwtsession.MutableClock;
import io.github.jwtsession.TestBrowser;
import io.github.jwtsession.TestBrowser.Response;
import io.github.jwtsession.revocation.shared.SharedRevocationRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static io.github.jwtsession.servlet.ScriptedApplication.path;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sessions that an instance cannot accept for the time being, since it has not heard from
 * the store of revocations, or its clock is wrong. Its login page begins another session,
 * and the user is back when the cause is over.
 */
class TemporaryRefusalTests {

	private static final MutableClock clockOfOne = new MutableClock(Instant.parse("2026-01-02T12:00:00Z"));

	private static final MutableClock clockOfTwo = new MutableClock(clockOfOne.instant());

	private static final ScriptedApplication application = new ScriptedApplication();

	private static final SwitchedDataSource database = new SwitchedDataSource();

	@BeforeAll
	static void start() {
		application.with("dataSource", database);
		for (MutableClock clock : List.of(clockOfOne, clockOfTwo)) {
			application.start(clock, "jwt.session.revocation.store=jdbc", "jwt.session.revocation.poll-interval=200ms",
					"jwt.session.revocation.on-failure=deny", "jwt.session.revocation.jdbc.initialize-schema=always");
		}
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@BeforeEach
	void startNextDay() {
		clockOfOne.startNextDay();
		clockOfTwo.set(clockOfOne.instant());
		poll();
	}

	@Test
	void userIsBackWhenTheClockIsRight() {
		clockOfTwo.advance(Duration.ofMinutes(-2));
		TestBrowser browser = loggedIn();
		visitLoginPageOfTwo(browser);
		assertThat(name(browser, 0)).isEqualTo("alice");
		visitLoginPageOfTwo(browser);
		clockOfTwo.set(clockOfOne.instant());
		assertThat(name(browser, 1)).isEqualTo("alice");
		browser.get(path("set:b"));
		assertThat(name(browser, 0)).isEqualTo("alice");
	}

	@Test
	void userIsBackWhenTheStoreAnswers() {
		TestBrowser browser = loggedIn();
		switchOff();
		visitLoginPageOfTwo(browser);
		visitLoginPageOfTwo(browser);
		assertThat(name(browser, 0)).isEqualTo("anonymous");
		switchOn();
		for (int instance = 0; instance < 2; instance++) {
			assertThat(name(browser, instance)).isEqualTo("alice");
			browser.get(path("set:b"));
		}
	}

	@Test
	void whoLogsInAnewMeanwhileStaysLoggedIn() {
		TestBrowser browser = loggedIn();
		switchOff();
		visitLoginPageOfTwo(browser);
		browser.get(path("log-in:bob"));
		assertThat(name(browser, 0)).isEqualTo("bob");
		switchOn();
		assertThat(name(browser, 0)).isEqualTo("bob");
		assertThat(name(browser, 1)).isEqualTo("bob");
	}

	/**
	 * The page that one instance refuses may be answered after the session has got
	 * another id on another one.
	 */
	@Test
	void whatBeginsMeanwhileDoesNotTakeThePlaceOfTheSessionUnderItsNextId() {
		clockOfTwo.advance(Duration.ofMinutes(-2));
		TestBrowser browser = loggedIn();
		Response late = browser.at(application.port(1)).start(path("set:a")).join();
		browser.at(application.port(0)).get(path("change-id"));
		browser.keepCookies(late);
		assertThat(name(browser, 0)).isEqualTo("alice");
	}

	@Test
	void aClockThatIsAheadLosesNothing() {
		clockOfTwo.advance(Duration.ofSeconds(2));
		for (int first = 0; first < 2; first++) {
			TestBrowser browser = application.newBrowser().at(application.port(first));
			browser.get(path("set:a"));
			browser.get(path("log-in:alice"));
			for (String step : new String[] { "set:b", "change-id", "set:c" }) {
				assertThat(name(browser, 1 - first)).isEqualTo("alice");
				assertThat(name(browser, first)).isEqualTo("alice");
				browser.get(path(step));
			}
			assertThat(name(browser, 1 - first)).isEqualTo("alice");
			assertThat(browser.get(path("get:c")).body()).isEqualTo("1");
		}
	}

	@Test
	void clocksThatAreSetBackLoseNothing() {
		TestBrowser browser = loggedIn();
		browser.get(path("revoke:bob"));
		advance(Duration.ofSeconds(-5));
		for (int instance = 0; instance < 2; instance++) {
			assertThat(name(browser, instance)).isEqualTo("alice");
			browser.get(path("set:b"));
			browser.get(path("change-id"));
			assertThat(name(browser, 1 - instance)).isEqualTo("alice");
			TestBrowser other = application.newBrowser().at(application.port(instance));
			other.get(path("set:a"));
			other.get(path("log-in:carol"));
			assertThat(name(other, 1 - instance)).isEqualTo("carol");
		}
	}

	private static TestBrowser loggedIn() {
		TestBrowser browser = application.newBrowser();
		browser.get(path("set:a"));
		browser.get(path("log-in:alice"));
		return browser;
	}

	/**
	 * Its CSRF token is written into a new session.
	 */
	private static void visitLoginPageOfTwo(TestBrowser browser) {
		assertThat(name(browser, 1)).isIn("nobody", "anonymous");
		browser.get(path("set:csrf"));
		assertThat(browser.get(path("get:csrf")).body()).isEqualTo("1");
	}

	private static String name(TestBrowser browser, int instance) {
		return browser.at(application.port(instance)).get(path("name")).body();
	}

	private static void advance(Duration duration) {
		clockOfOne.advance(duration);
		clockOfTwo.advance(duration);
	}

	/**
	 * A second after the last answer of the database.
	 */
	private static void switchOff() {
		advance(Duration.ofSeconds(1));
		poll();
		advance(Duration.ofSeconds(1));
		database.off = true;
		Awaitility.await().until(() -> isDenying(0) && isDenying(1));
	}

	private static void switchOn() {
		database.off = false;
		Awaitility.await().until(() -> !isDenying(0) && !isDenying(1));
	}

	private static boolean isDenying(int instance) {
		return application.bean(instance, SharedRevocationRegistry.class).state().denying();
	}

	private static void poll() {
		for (int instance = 0; instance < 2; instance++) {
			assertThat(application.bean(instance, SharedRevocationRegistry.class).poll()).isTrue();
		}
	}

	/**
	 * A database that can be switched off.
	 */
	private static final class SwitchedDataSource extends DelegatingDataSource {

		private volatile boolean off;

		SwitchedDataSource() {
			super(new DriverManagerDataSource("jdbc:h2:mem:temporary-refusal;DB_CLOSE_DELAY=-1"));
		}

		@Override
		public Connection getConnection() throws SQLException {
			if (this.off) {
				throw new SQLException("The test's database is switched off");
			}
			return super.getConnection();
		}

	}

}
