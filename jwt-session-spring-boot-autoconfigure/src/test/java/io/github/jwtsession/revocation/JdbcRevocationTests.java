package io.github.jwtsession.revocation;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import javax.sql.DataSource;

import io.github.jwtsession.TestBrowser;
import io.github.jwtsession.revocation.jdbc.JdbcRevocationStore;
import io.github.jwtsession.revocation.shared.SharedRevocationRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for two instances over HTTP that share revocations in an H2 database.
 */
class JdbcRevocationTests {

	private static final String URL = "jdbc:h2:mem:" + UUID.randomUUID();

	private static RevocationTestApplication one;

	private static RevocationTestApplication two;

	@BeforeAll
	static void startBoth() {
		one = start();
		two = start();
	}

	private static RevocationTestApplication start() {
		return RevocationTestApplication.start("jwt.session.revocation.store=jdbc", "spring.datasource.url=" + URL);
	}

	@AfterAll
	static void stopBoth() {
		one.close();
		two.close();
	}

	@BeforeEach
	void forgetEvents() {
		one.deleted().clear();
		two.deleted().clear();
	}

	@Test
	void copiedCookieIsRefusedByTheOtherInstanceAfterLogout() {
		TestBrowser browser = one.newBrowser();
		browser.get("/log-in?name=sam");
		TestBrowser thief = two.newBrowser();
		thief.cookies().putAll(browser.cookies());
		assertThat(thief.get("/name").body()).isEqualTo("sam");
		browser.get("/log-out");
		two.poll();
		assertThat(thief.get("/name").body()).isEqualTo("nobody");
		assertThat(one.deleted()).hasSize(1);
		assertThat(two.deleted()).isEmpty();
	}

	@Test
	void tokenOfTheFormerIdIsRefusedByTheOtherInstance() {
		TestBrowser browser = one.newBrowser();
		browser.get("/log-in?name=sam");
		TestBrowser thief = two.newBrowser();
		thief.cookies().putAll(browser.cookies());
		browser.get("/log-in?name=sam");
		two.poll();
		assertThat(thief.get("/name").body()).isEqualTo("nobody");
		assertThat(browser.at(two.port()).get("/name").body()).isEqualTo("sam");
	}

	@Test
	void userLogsOutEverywhereElse() {
		TestBrowser browser = one.newBrowser();
		TestBrowser elsewhere = two.newBrowser();
		TestBrowser somebodyElse = two.newBrowser();
		browser.get("/log-in?name=sam");
		elsewhere.get("/log-in?name=sam");
		somebodyElse.get("/log-in?name=kim");
		browser.get("/log-out-everywhere-else");
		two.poll();
		assertThat(elsewhere.get("/name").body()).isEqualTo("nobody");
		assertThat(somebodyElse.get("/name").body()).isEqualTo("kim");
		assertThat(browser.at(two.port()).get("/name").body()).isEqualTo("sam");
		elsewhere.get("/log-in?name=sam");
		assertThat(elsewhere.at(one.port()).get("/name").body()).isEqualTo("sam");
	}

	@Test
	void administratorEndsASessionAndAll() {
		TestBrowser sam = one.newBrowser();
		TestBrowser kim = one.newBrowser();
		String id = sam.get("/log-in?name=sam").body();
		kim.get("/log-in?name=kim");
		two.revocations().revokeSession(id);
		one.poll();
		assertThat(sam.get("/name").body()).isEqualTo("nobody");
		assertThat(kim.get("/name").body()).isEqualTo("kim");
		assertThat(two.deleted()).containsExactly(id);
		assertThat(one.deleted()).isEmpty();
		two.revocations().revokeAll();
		one.poll();
		assertThat(kim.get("/name").body()).isEqualTo("nobody");
	}

	@Test
	void rowOfTheFutureLocksNobodyOutAndIsTakenBack() {
		TestBrowser sam = one.newBrowser();
		sam.get("/log-in?name=sam");
		JdbcTemplate database = new JdbcTemplate(one.bean(DataSource.class));
		long tomorrow = Instant.now().plus(Duration.ofDays(1)).toEpochMilli();
		database.update("INSERT INTO JWT_SESSION_REVOCATION (KIND, SUBJECT, ISSUED_BEFORE, EXPIRES_AT) "
				+ "VALUES ('all', '', ?, ?)", tomorrow, tomorrow / 1000);
		two.poll();
		one.poll();
		assertThat(sam.get("/name").body()).isEqualTo("nobody");
		TestBrowser kim = one.newBrowser();
		kim.get("/log-in?name=kim");
		two.poll();
		assertThat(kim.at(two.port()).get("/name").body()).isEqualTo("kim");
		assertThat(two.revocations().reinstateAll()).isTrue();
		database.update("DELETE FROM JWT_SESSION_REVOCATION");
		one.poll();
		two.poll();
		one.poll();
		assertThat(sam.get("/name").body()).isEqualTo("sam");
		try (RevocationTestApplication three = start()) {
			assertThat(sam.at(three.port()).get("/name").body()).isEqualTo("sam");
		}
	}

	@Test
	void whatTheDatabaseLostIsThereOnceAgainAlthoughBothInstancesHaveIt() {
		for (int i = 0; i < 125; i++) {
			one.registry().end("lost" + i, Instant.now().plusSeconds(600));
		}
		two.poll();
		one.poll();
		JdbcTemplate database = new JdbcTemplate(one.bean(DataSource.class));
		database.update("DELETE FROM JWT_SESSION_REVOCATION");
		CompletableFuture<Boolean> other = CompletableFuture.supplyAsync(two::poll);
		assertThat(one.poll()).isTrue();
		assertThat(other.join()).isTrue();
		one.poll();
		two.poll();
		assertThat(database.queryForList("SELECT SUBJECT FROM JWT_SESSION_REVOCATION", String.class))
			.hasSizeGreaterThan(124)
			.doesNotHaveDuplicates();
	}

	@Test
	void formerTableWithoutThatOfClaimsWorksOn() {
		try (RevocationTestApplication alone = RevocationTestApplication.start("jwt.session.revocation.store=jdbc",
				"spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID())) {
			JdbcTemplate database = new JdbcTemplate(alone.bean(DataSource.class));
			database.execute("DROP TABLE JWT_SESSION_REVOCATION_CLAIM");
			alone.registry().end("a", Instant.now().plusSeconds(600));
			alone.poll();
			database.update("DELETE FROM JWT_SESSION_REVOCATION");
			assertThat(alone.poll()).isTrue();
			assertThat(database.queryForList("SELECT SUBJECT FROM JWT_SESSION_REVOCATION")).hasSize(1);
		}
	}

	@Test
	void instanceThatStartsLaterKnowsWhatWasRevokedBefore() {
		TestBrowser browser = one.newBrowser();
		browser.get("/log-in?name=sam");
		TestBrowser thief = one.newBrowser();
		thief.cookies().putAll(browser.cookies());
		browser.get("/log-out");
		try (RevocationTestApplication three = start()) {
			assertThat(thief.at(three.port()).get("/name").body()).isEqualTo("nobody");
		}
	}

	@Test
	void logoutIsWrittenAlthoughTheApplicationsTransactionFails() {
		DataSource dataSource = one.bean(DataSource.class);
		new TransactionTemplate(new JdbcTransactionManager(dataSource)).executeWithoutResult((status) -> {
			one.registry().end("a", Instant.now().plusSeconds(60));
			status.setRollbackOnly();
		});
		two.poll();
		assertThat(two.registry().isEnded("a")).isTrue();
	}

	@Test
	void whatADatabaseThatIsAwayMissesIsWrittenWhenItIsBack() {
		SwitchedDataSource dataSource = new SwitchedDataSource(one.bean(DataSource.class));
		SharedRevocationRegistry away = SharedRevocationRegistry
			.builder(new JdbcRevocationStore(dataSource, JdbcRevocationStore.DEFAULT_TABLE_NAME))
			.build();
		assertThat(away.poll()).isTrue();
		dataSource.off = true;
		away.end("a", Instant.now().plusSeconds(60));
		away.revokePrincipal("sam", Instant.now(), Instant.now().plus(Duration.ofDays(1)));
		two.registry().end("b", Instant.now().plusSeconds(60));
		assertThat(away.poll()).isFalse();
		assertThat(away.isEnded("a")).isTrue();
		assertThat(away.isEnded("b")).isFalse();
		dataSource.off = false;
		assertThat(away.poll()).isTrue();
		assertThat(away.isEnded("b")).isTrue();
		two.poll();
		assertThat(two.registry().isEnded("a")).isTrue();
		assertThat(two.registry().check("c", "sam", Instant.EPOCH)).isEqualTo(RevocationStatus.REVOKED);
	}

	/**
	 * A database that can be switched off.
	 */
	private static final class SwitchedDataSource extends DelegatingDataSource {

		private boolean off;

		SwitchedDataSource(DataSource dataSource) {
			super(dataSource);
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
