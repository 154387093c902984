package io.github.jwtsession.overflow;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.jwtsession.MutableClock;
import io.github.jwtsession.TestBrowser;
import io.github.jwtsession.TestBrowser.Response;
import io.github.jwtsession.overflow.OverflowStore.Blob;
import io.github.jwtsession.overflow.jdbc.JdbcOverflowStore;
import io.github.jwtsession.overflow.redis.RedisOverflowStore;
import io.github.jwtsession.revocation.TestServer;
import io.github.jwtsession.store.StoreConfigurationException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Two instances over HTTP whose sessions overflow into a real server, which is killed and
 * started again in between. Skipped where it is not installed, but not in continuous
 * integration.
 */
class OverflowServerTests {

	private static final int CART = 200_000;

	private static final Map<TestServer, TestServer.Running> SERVERS = new EnumMap<>(TestServer.class);

	private static TestServer.Running server(TestServer kind) throws IOException {
		TestServer.Running server = SERVERS.get(kind);
		if (server == null) {
			server = kind.start();
			SERVERS.put(kind, server);
		}
		return server;
	}

	/**
	 * Delete what other tests have left, and all that there is besides.
	 */
	private static void clear(OverflowTestApplication instance) {
		if (instance.bean(OverflowStore.class) instanceof RedisOverflowStore) {
			instance.bean(StringRedisTemplate.class).execute((RedisCallback<String>) (connection) -> {
				connection.serverCommands().flushDb();
				return "done";
			});
			return;
		}
		instance.bean(JdbcTemplate.class).update("DELETE FROM " + JdbcOverflowStore.DEFAULT_TABLE_NAME);
	}

	/**
	 * Have everything expire, and be deleted. Redis does not know of the clock of the
	 * test: what it would have deleted by now goes by hand.
	 */
	private static void expire(OverflowTestApplication instance, MutableClock clock) {
		clock.advance(Duration.ofHours(3));
		if (instance.bean(OverflowStore.class) instanceof RedisOverflowStore) {
			StringRedisTemplate redis = instance.bean(StringRedisTemplate.class);
			for (String key : redis.keys(RedisOverflowStore.DEFAULT_KEY_PREFIX + "blob:*")) {
				assertThat(redis.getExpire(key, TimeUnit.MINUTES)).isBetween(1L, 95L);
				redis.delete(key);
			}
			clock.advance(Duration.ofHours(2));
		}
		assertThat(instance.overflow().maintain()).isTrue();
	}

	@AfterAll
	static void stopServers() throws IOException {
		for (TestServer.Running server : SERVERS.values()) {
			server.close();
		}
		SERVERS.clear();
	}

	@ParameterizedTest
	@EnumSource
	void cartThatIsLargerThanAnyCookieIsOnBothInstances(TestServer kind) throws IOException {
		TestServer.Running server = server(kind);
		try (OverflowTestApplication one = OverflowTestApplication.start(server);
				OverflowTestApplication two = OverflowTestApplication.start(server)) {
			clear(one);
			TestBrowser browser = one.newBrowser();
			assertThat(browser.get("/add?bytes=" + CART).body()).isEqualTo(String.valueOf(CART));
			assertThat(browser.cookies().values().stream().mapToInt(String::length).sum()).isLessThan(2000);
			assertThat(browser.at(two.port()).get("/cart").body()).isEqualTo(String.valueOf(CART));
			assertThat(browser.get("/add?bytes=1000").body()).isEqualTo(String.valueOf(CART + 1000));
			assertThat(browser.at(one.port()).get("/cart").body()).isEqualTo(String.valueOf(CART + 1000));
			assertThat(one.blobs()).isEqualTo(2);
			assertThat(one.overflow().statistics().bytes()).isGreaterThan(CART);
			assertThat(one.overflow().statistics().oldest()).isNotNull();
			long misses = two.overflow().state().misses();
			browser.at(two.port());
			for (int i = 0; i < 3; i++) {
				assertThat(browser.get("/cart").body()).isEqualTo(String.valueOf(CART + 1000));
			}
			assertThat(two.overflow().state().misses()).isEqualTo(misses);
		}
	}

	/**
	 * Whoever does not read the cart does not touch the store, and is not disturbed if it
	 * is away.
	 */
	@ParameterizedTest
	@EnumSource
	void loginPagesAndTokensNeverAskTheStore(TestServer kind) throws IOException {
		TestServer.Running server = server(kind);
		try (OverflowTestApplication one = OverflowTestApplication.start(server);
				OverflowTestApplication two = OverflowTestApplication.start(server)) {
			clear(one);
			TestBrowser browser = one.newBrowser();
			browser.get("/add?bytes=20000");
			long readsOfOne = one.reads();
			server.kill();
			browser.at(two.port());
			assertThat(browser.get("/csrf").status()).isEqualTo(200);
			assertThat(logIn(browser).status()).isEqualTo(302);
			browser.at(one.port());
			assertThat(browser.get("/count").body()).isEqualTo("1");
			assertThat(browser.get("/names").body()).contains("cart", "count", "SPRING_SECURITY_CONTEXT");
			assertThat(one.reads()).isEqualTo(readsOfOne);
			assertThat(two.reads()).isZero();
			assertThat(browser.at(two.port()).get("/cart").status()).isEqualTo(503);
			assertThat(logOut(browser).status()).isEqualTo(302);
			assertThat(browser.get("/names").body()).isEqualTo("none");
		}
		finally {
			server.start();
		}
	}

	@ParameterizedTest
	@EnumSource
	void storeThatIsKilledInTheMiddleLosesAndReplacesNothing(TestServer kind) throws IOException {
		TestServer.Running server = server(kind);
		try (OverflowTestApplication one = OverflowTestApplication.start(server);
				OverflowTestApplication two = OverflowTestApplication.start(server)) {
			clear(one);
			TestBrowser browser = one.newBrowser();
			browser.get("/add?bytes=20000");
			server.kill();
			// One has the cart in its cache, two has not.
			assertThat(browser.get("/cart").body()).isEqualTo("20000");
			assertThat(browser.get("/add?bytes=1").status()).isEqualTo(500);
			assertThat(browser.at(two.port()).get("/cart").status()).isEqualTo(503);
			assertThat(browser.get("/add?bytes=1").status()).isEqualTo(503);
			assertThat(browser.get("/count").body()).isEqualTo("1");
			server.start();
			if (kind == TestServer.REDIS) {
				// It has kept nothing.
				awaitStatus(browser, "/cart", 200);
				assertThat(browser.get("/cart").body()).isEqualTo("none");
			}
			else {
				awaitStatus(browser, "/cart", 200);
				assertThat(browser.get("/cart").body()).isEqualTo("20000");
			}
			assertThat(browser.get("/count").body()).isEqualTo("2");
			awaitStatus(browser, "/add?bytes=20000", 200);
			assertThat(browser.at(one.port()).get("/cart").body()).isNotEqualTo("none");
		}
		finally {
			server.start();
		}
	}

	private static void awaitStatus(TestBrowser browser, String path, int status) {
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> browser.get(path).status() == status);
	}

	@ParameterizedTest
	@EnumSource
	void instancesAreReplacedOneAfterTheOther(TestServer kind) throws IOException {
		TestServer.Running server = server(kind);
		List<OverflowTestApplication> instances = new ArrayList<>(
				List.of(OverflowTestApplication.start(server), OverflowTestApplication.start(server)));
		try {
			TestBrowser browser = instances.get(0).newBrowser();
			int size = 20_000;
			browser.get("/add?bytes=" + size);
			for (int i = 0; i < 2; i++) {
				instances.get(i).close();
				instances.set(i, OverflowTestApplication.start(server));
				for (OverflowTestApplication instance : instances) {
					assertThat(browser.at(instance.port()).get("/cart").body()).isEqualTo(String.valueOf(size));
					size++;
					assertThat(browser.get("/add?bytes=1").body()).isEqualTo(String.valueOf(size));
				}
			}
		}
		finally {
			instances.forEach(OverflowTestApplication::close);
		}
	}

	@ParameterizedTest
	@EnumSource
	void whatEndsIsDeletedAtOnceAndEverythingElseAfterTheTimeout(TestServer kind) throws IOException {
		MutableClock clock = new MutableClock(Instant.parse("2026-01-02T12:00:00Z"));
		try (OverflowTestApplication one = OverflowTestApplication.start(server(kind), clock)) {
			clear(one);
			for (int i = 0; i < 3; i++) {
				TestBrowser browser = one.newBrowser();
				browser.get("/add?bytes=20000");
				browser.get("/change-id");
				browser.get("/add?bytes=1");
				assertThat(one.blobs()).isEqualTo(2);
				TestBrowser other = one.newBrowser();
				other.get("/add?bytes=20000");
				assertThat(browser.get("/cart").body()).isEqualTo("20001");
				if (i == 0) {
					browser.get("/invalidate");
					other.get("/invalidate");
				}
				else if (i == 1) {
					logIn(browser);
					logOut(browser);
					other.get("/revoke");
				}
				else {
					clock.advance(Duration.ofMinutes(62));
					expire(one, clock);
				}
				clock.advance(Duration.ofSeconds(10));
				assertThat(one.overflow().maintain()).isTrue();
				assertThat(one.blobs()).isZero();
				assertThat(one.overflow().statistics().bytes()).isZero();
			}
		}
	}

	/**
	 * Sessions that are begun, written, renewed and left, by two instances.
	 */
	@ParameterizedTest
	@EnumSource
	void soakLeavesNoOrphans(TestServer kind) throws IOException {
		MutableClock clock = new MutableClock(Instant.parse("2026-01-02T12:00:00Z"));
		TestServer.Running server = server(kind);
		try (OverflowTestApplication one = OverflowTestApplication.start(server, clock);
				OverflowTestApplication two = OverflowTestApplication.start(server, clock)) {
			clear(one);
			List<TestBrowser> browsers = new ArrayList<>();
			for (int i = 0; i < 12; i++) {
				browsers.add(one.newBrowser());
				browsers.get(i).get("/add?bytes=" + (13_000 + i));
			}
			int sum = 0;
			for (int round = 0; round < 16; round++) {
				clock.advance(Duration.ofMinutes(20));
				for (int i = 0; i < 12; i++) {
					// A third goes on, and must find its cart however late it is.
					if (i % 3 == 0) {
						TestBrowser browser = browsers.get(i).at(((round + i) % 2 == 0) ? one.port() : two.port());
						assertThat(browser.get("/cart").body()).isEqualTo(String.valueOf(13_000 + i));
						sum++;
					}
				}
				assertThat(one.overflow().maintain()).isTrue();
				assertThat(two.overflow().maintain()).isTrue();
			}
			assertThat(sum).isEqualTo(64);
			if (kind != TestServer.REDIS) {
				// By Redis' own clock, none has expired so far.
				assertThat(one.blobs()).isEqualTo(4);
			}
			clock.advance(Duration.ofMinutes(62));
			expire(one, clock);
			assertThat(two.overflow().maintain()).isTrue();
			assertThat(one.blobs()).isZero();
			assertThat(one.overflow().statistics().bytes()).isZero();
		}
	}

	/**
	 * The clock of an instance is half an hour ahead.
	 */
	@ParameterizedTest
	@EnumSource
	void instanceWhoseClockIsAheadDeletesNothing(TestServer kind) throws IOException {
		TestServer.Running server = server(kind);
		MutableClock clock = new MutableClock(Instant.now());
		MutableClock ahead = new MutableClock(Instant.now().plus(Duration.ofMinutes(61 + 30)));
		try (OverflowTestApplication one = OverflowTestApplication.start(server, clock);
				OverflowTestApplication two = OverflowTestApplication.start(server, ahead)) {
			clear(one);
			TestBrowser browser = one.newBrowser();
			browser.get("/add?bytes=20000");
			for (int i = 0; i < 2; i++) {
				ahead.advance(Duration.ofMinutes(2));
				assertThat(two.overflow().maintain()).isTrue();
			}
			assertThat(one.blobs()).isOne();
			assertThat(one.bean(OverflowStore.class).statistics().blobs()).isOne();
		}
	}

	/**
	 * Nobody is logged in, so that the other instance does not learn that the id was
	 * changed.
	 */
	@ParameterizedTest
	@EnumSource
	void endUnderAFormerIdDeletesNothingOfTheLivingSession(TestServer kind) throws IOException {
		MutableClock clock = new MutableClock(Instant.parse("2026-01-02T12:00:00Z"));
		TestServer.Running server = server(kind);
		try (OverflowTestApplication one = OverflowTestApplication.start(server, clock);
				OverflowTestApplication two = OverflowTestApplication.start(server, clock,
						"jwt.session.overflow.cache-size=0")) {
			clear(one);
			TestBrowser browser = one.newBrowser();
			browser.get("/add?bytes=20000");
			TestBrowser copy = two.newBrowser();
			copy.cookies().putAll(browser.cookies());
			browser.get("/change-id");
			assertThat(copy.get("/invalidate").body()).isEqualTo("invalidated");
			assertThat(one.overflow().maintain()).isTrue();
			clock.advance(Duration.ofSeconds(10));
			assertThat(two.overflow().maintain()).isTrue();
			assertThat(browser.at(two.port()).get("/cart").body()).isEqualTo("20000");
		}
	}

	/**
	 * What a database says of a statement that failed goes into the log.
	 */
	@ParameterizedTest
	@EnumSource(names = { "POSTGRESQL", "MARIADB" })
	void messageOfAFailureDoesNotHaveTheBlob(TestServer kind) throws IOException {
		try (OverflowTestApplication one = OverflowTestApplication.start(server(kind))) {
			Blob blob = new Blob("i".repeat(22), "o".repeat(22), new byte[100_000], Instant.now(), Instant.now());
			OverflowStore store = one.bean(OverflowStore.class);
			store.put(List.of(blob));
			assertThatThrownBy(() -> store.put(List.of(blob))).satisfies((thrown) -> {
				for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
					assertThat(String.valueOf(cause.getMessage())).hasSizeLessThan(1000);
				}
			});
			store.delete(List.of(blob.owner()));
		}
	}

	@ParameterizedTest
	@EnumSource
	void blobThatIsGoneFailsOnceAndIsAbsentThen(TestServer kind) throws IOException {
		TestServer.Running server = server(kind);
		try (OverflowTestApplication one = OverflowTestApplication.start(server);
				OverflowTestApplication two = OverflowTestApplication.start(server)) {
			clear(one);
			TestBrowser browser = one.newBrowser();
			browser.get("/add?bytes=20000");
			clear(one);
			assertThat(one.blobs()).isZero();
			browser.at(two.port());
			assertThat(browser.get("/cart").status()).isEqualTo(503);
			assertThat(browser.get("/cart").body()).isEqualTo("none");
			assertThat(browser.get("/add?bytes=20001").body()).isEqualTo("20001");
			assertThat(browser.at(one.port()).get("/cart").body()).isEqualTo("20001");
		}
	}

	@ParameterizedTest
	@EnumSource
	void versionWithoutOverflowAndBackAgain(TestServer kind) throws IOException {
		TestServer.Running server = server(kind);
		try (OverflowTestApplication with = OverflowTestApplication.start(server);
				OverflowTestApplication without = OverflowTestApplication.start(server,
						"jwt.session.overflow.store=none")) {
			TestBrowser browser = with.newBrowser();
			browser.get("/add?bytes=20000");
			browser.at(without.port());
			assertThat(browser.get("/cart").body()).isEqualTo("none");
			assertThat(browser.get("/count").body()).isEqualTo("1");
			browser.at(with.port());
			assertThat(browser.get("/cart").body()).isEqualTo("20000");
			assertThat(browser.get("/count").body()).isEqualTo("2");
		}
	}

	private static Response logIn(TestBrowser browser) {
		return browser.post("/login", "username=sam&password=secret&" + csrf(browser));
	}

	private static Response logOut(TestBrowser browser) {
		return browser.post("/logout", csrf(browser));
	}

	private static String csrf(TestBrowser browser) {
		Matcher token = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"").matcher(browser.get("/login").body());
		assertThat(token.find()).isTrue();
		return "_csrf=" + token.group(1);
	}

	@ParameterizedTest
	@EnumSource(names = { "POSTGRESQL", "MARIADB" })
	void databaseThatIsConfiguredWronglyStopsTheStart(TestServer kind) throws IOException {
		TestServer.Running server = server(kind);
		assertThat(problemAtStart(server, "jwt.session.overflow.jdbc.table-name=NO_TABLE",
				"jwt.session.overflow.jdbc.initialize-schema=never"))
			.hasMessageStartingWith("'jwt.session.overflow.store' is 'jdbc', but there is no table NO_TABLE: ")
			.extracting(StoreConfigurationException::getRemedy, InstanceOfAssertFactories.STRING)
			.contains("'jwt.session.overflow.jdbc.table-name'", "io/github/jwtsession/overflow/schema-");
		assertThat(problemAtStart(server, "spring.datasource.username=nobody", "jwt.session.revocation.store=memory"))
			.hasMessageStartingWith(
					"'jwt.session.overflow.store' is 'jdbc', but the database refuses the connection: ");
	}

	/**
	 * The rights that the message asks for are enough.
	 */
	@Test
	void redisThatIsConfiguredWronglyStopsTheStart() throws IOException {
		TestServer.Running server = server(TestServer.REDIS);
		String[] user = { "jwt.session.revocation.store=memory", "spring.data.redis.username=shop",
				"spring.data.redis.password=right" };
		assertThat(problemAtStart(server, "jwt.session.revocation.store=memory", "spring.data.redis.database=99"))
			.hasMessageContaining("'jwt.session.overflow.store' is 'redis', but Redis has no such database: ERR");
		try (OverflowTestApplication one = OverflowTestApplication.start(server)) {
			clear(one);
			setUser(one, "SETUSER shop on >right ~other +@all");
			StoreConfigurationException problem = problemAtStart(server, user);
			assertThat(problem)
				.hasMessageContaining("the user of Redis may not use the keys that begin with 'jwt-session:overflow:'");
			String rights = problem.getRemedy().substring(problem.getRemedy().indexOf("SETUSER"));
			setUser(one, rights.replace("<name>", "shop resetkeys -@all +info +ping +hello +client +select"));
			try (OverflowTestApplication two = OverflowTestApplication.start(server, user)) {
				TestBrowser browser = two.newBrowser();
				browser.get("/add?bytes=" + CART);
				assertThat(browser.get("/cart").body()).isEqualTo(String.valueOf(CART));
				browser.get("/add?bytes=1000");
				assertThat(two.overflow().maintain()).isTrue();
				assertThat(two.overflow().statistics().blobs()).isEqualTo(2);
				browser.get("/invalidate");
				assertThat(two.overflow().state().failing()).isFalse();
			}
		}
	}

	private static void setUser(OverflowTestApplication instance, String command) {
		instance.bean(StringRedisTemplate.class)
			.execute((RedisCallback<Object>) (connection) -> connection.execute("ACL",
					Stream.of(command.split(" ")).map(String::getBytes).toArray(byte[][]::new)));
	}

	private static StoreConfigurationException problemAtStart(TestServer.Running server, String... properties) {
		Throwable failure = catchThrowable(() -> OverflowTestApplication.start(server, properties).close());
		while (failure != null && !(failure instanceof StoreConfigurationException)) {
			failure = failure.getCause();
		}
		assertThat(failure).isInstanceOf(StoreConfigurationException.class);
		return (StoreConfigurationException) failure;
	}

}
