package io.github.jwtsession.revocation;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.github.jwtsession.DocumentedYaml;
import io.github.jwtsession.TestBrowser;
import io.github.jwtsession.revocation.redis.RedisRevocationStore;
import io.github.jwtsession.store.StoreConfigurationException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Two instances over HTTP that share revocations in a real server, which is killed and
 * started again in between. Skipped where it is not installed, but not in continuous
 * integration.
 */
class RevocationServerTests {

	@ParameterizedTest
	@EnumSource
	void nothingIsForgottenWhenTheStoreIsKilled(TestServer kind) throws IOException {
		try (TestServer.Running server = kind.start();
				RevocationTestApplication one = start(server);
				RevocationTestApplication two = start(server)) {
			TestBrowser thiefOfSam = logInAndCopy(one, two, "sam");
			TestBrowser thiefOfKim = logInAndCopy(one, two, "kim");
			TestBrowser thiefOfPat = logInAndCopy(one, two, "pat");
			TestBrowser bystander = logInAndCopy(one, two, "kay");
			end(one, thiefOfSam);
			two.poll();
			assertThat(thiefOfSam.get("/name").body()).isEqualTo("nobody");

			server.kill();
			end(one, thiefOfKim);
			one.revocations().revokePrincipal("pat");
			assertThat(one.registry().state().unwritten()).isEqualTo(2);
			assertThat(two.poll()).isFalse();
			assertThat(thiefOfSam.get("/name").body()).isEqualTo("nobody");
			assertThat(thiefOfKim.get("/name").body()).isEqualTo("kim");

			server.start();
			await(() -> two.poll() && one.poll() && two.poll());
			assertThat(one.registry().state().unwritten()).isZero();
			assertThat(thiefOfKim.get("/name").body()).isEqualTo("nobody");
			assertThat(thiefOfPat.get("/name").body()).isEqualTo("nobody");
			assertThat(bystander.get("/name").body()).isEqualTo("kay");
			try (RevocationTestApplication three = start(server)) {
				assertThat(thiefOfSam.at(three.port()).get("/name").body()).isEqualTo("nobody");
				assertThat(thiefOfKim.at(three.port()).get("/name").body()).isEqualTo("nobody");
				assertThat(thiefOfPat.at(three.port()).get("/name").body()).isEqualTo("nobody");
				assertThat(bystander.at(three.port()).get("/name").body()).isEqualTo("kay");
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void whatIsTakenBackStaysSoWhenTheStoreIsKilled(TestServer kind) throws IOException {
		try (TestServer.Running server = kind.start();
				RevocationTestApplication one = start(server);
				RevocationTestApplication two = start(server)) {
			TestBrowser sam = logInAndCopy(one, two, "sam");
			one.revocations().revokePrincipal("sam");
			two.poll();
			assertThat(sam.get("/name").body()).isEqualTo("nobody");
			assertThat(two.revocations().reinstatePrincipal("sam")).isTrue();
			one.poll();
			assertThat(sam.at(one.port()).get("/name").body()).isEqualTo("sam");

			server.kill();
			assertThat(one.poll()).isFalse();
			server.start();
			await(() -> two.poll() && one.poll() && two.poll());
			try (RevocationTestApplication three = start(server)) {
				for (RevocationTestApplication instance : List.of(one, two, three)) {
					assertThat(sam.at(instance.port()).get("/name").body()).isEqualTo("sam");
				}
			}
			one.revocations().revokePrincipal("sam");
			two.poll();
			assertThat(sam.at(two.port()).get("/name").body()).isEqualTo("nobody");
		}
	}

	/**
	 * Nothing but our own timeout is configured.
	 */
	@ParameterizedTest
	@EnumSource
	@Timeout(120)
	void connectionsThatDieSilentlyHoldNobodyUpForLong(TestServer kind) throws IOException {
		try (TestServer.Running server = kind.start();
				FreezingProxy proxy = new FreezingProxy(server.port());
				RevocationTestApplication one = start(server.propertiesWithoutTimeouts(proxy.port()),
						"jwt.session.revocation.timeout=500ms");
				RevocationTestApplication two = start(server)) {
			TestBrowser thief = logInAndCopy(one, two, "sam");
			proxy.freezeConnections();
			end(one, thief);
			await(() -> one.poll() && two.poll());
			assertThat(thief.get("/name").body()).isEqualTo("nobody");
			assertThat(one.registry().state().unwritten()).isZero();

			proxy.setFrozen(true);
			proxy.freezeConnections();
			one.revocations().revokePrincipal("kim");
			assertThat(one.poll()).isFalse();
			proxy.setFrozen(false);
			proxy.freezeConnections();
			await(() -> one.poll() && two.poll());
			assertThat(two.registry().check("a", "kim", Instant.EPOCH)).isEqualTo(RevocationStatus.REVOKED);
		}
	}

	/**
	 * As docs/operations.md says to configure PostgreSQL: neither does the pool find out
	 * about its dead connections one after another, nor does its attempt to connect hang
	 * until the server has enough of it, which is a minute.
	 */
	@Test
	void poolIsBackSoonAfterTheDatabaseHasHung() throws IOException {
		try (TestServer.Running server = TestServer.POSTGRESQL.start();
				FreezingProxy proxy = new FreezingProxy(server.port());
				RevocationTestApplication one = start(
						Arrays.stream(server.propertiesWithoutTimeouts(proxy.port()))
							.map((property) -> property.startsWith("spring.datasource.url=")
									? property + "?loginTimeout=1" : property)
							.toArray(String[]::new),
						"jwt.session.revocation.timeout=500ms", "spring.datasource.hikari.connection-timeout=500",
						"spring.datasource.hikari.maximum-pool-size=5")) {
			HikariPoolMXBean pool = one.bean(HikariDataSource.class).getHikariPoolMXBean();
			await(() -> pool.getIdleConnections() == 5);
			proxy.setFrozen(true);
			proxy.freezeConnections();
			assertThat(one.poll()).isFalse();
			await(() -> pool.getIdleConnections() == 0);
			int attempts = proxy.accepted();
			await(() -> proxy.accepted() > attempts + 3);
			proxy.setFrozen(false);
			await(one::poll);
		}
	}

	/**
	 * As it happens in life, by the thread that polls.
	 */
	@ParameterizedTest
	@EnumSource
	void instancesConvergeByThemselves(TestServer kind) throws IOException {
		try (TestServer.Running server = kind.start();
				RevocationTestApplication one = start(server, "jwt.session.revocation.poll-interval=1s");
				RevocationTestApplication two = start(server, "jwt.session.revocation.poll-interval=1s")) {
			TestBrowser thief = logInAndCopy(one, two, "sam");
			assertThat(thief.get("/name").body()).isEqualTo("sam");
			one.revocations().revokePrincipal("sam");
			await(() -> thief.get("/name").body().equals("nobody"));
		}
	}

	@Test
	void redisTellsOfWhatIsNewBetweenPolls() throws IOException {
		try (TestServer.Running server = TestServer.REDIS.start();
				RevocationTestApplication one = start(server);
				RevocationTestApplication two = start(server)) {
			await(() -> one.poll() && two.poll());
			one.registry().end("a", Instant.now().plusSeconds(60));
			await(() -> two.registry().isEnded("a"));
		}
	}

	@Test
	void whatRedisLostIsThereOnceAgainAlthoughBothInstancesHaveIt() throws IOException {
		try (TestServer.Running server = TestServer.REDIS.start();
				RevocationTestApplication one = start(server);
				RevocationTestApplication two = start(server)) {
			await(() -> one.poll() && two.poll());
			for (int i = 0; i < 125; i++) {
				one.registry().end("a" + i, Instant.now().plusSeconds(600));
			}
			await(() -> one.poll() && two.poll());
			StringRedisTemplate redis = one.bean(StringRedisTemplate.class);
			redis.delete(RedisRevocationStore.DEFAULT_KEY);
			CompletableFuture<Boolean> other = CompletableFuture.supplyAsync(two::poll);
			assertThat(one.poll()).isTrue();
			assertThat(other.join()).isTrue();
			await(() -> one.poll() && two.poll());
			assertThat(redis.opsForStream().size(RedisRevocationStore.DEFAULT_KEY)).isEqualTo(125);
		}
	}

	@Test
	void entryOfALaterVersionIsSkipped() throws IOException {
		try (TestServer.Running server = TestServer.REDIS.start(); RevocationTestApplication one = start(server)) {
			StringRedisTemplate redis = one.bean(StringRedisTemplate.class);
			redis.opsForStream().add(RedisRevocationStore.DEFAULT_KEY, Map.of("kind", "device"));
			one.registry().end("a", Instant.now().plusSeconds(60));
			assertThat(one.poll()).isTrue();
			try (RevocationTestApplication two = start(server)) {
				assertThat(two.registry().isEnded("a")).isTrue();
			}
		}
	}

	/**
	 * As docs/operations.md says what a load balancer is to ask.
	 */
	@ParameterizedTest
	@EnumSource(names = { "REDIS", "POSTGRESQL" })
	void storeThatIsDownTakesNoInstanceOutOfRotationUnlessConfigured(TestServer kind) throws IOException {
		DocumentedYaml page = DocumentedYaml.of("operations.md");
		String[] withoutContributors = page.propertiesAfter("turn off the one of your store:");
		String[] inTheGroup = page.propertiesAfter("name our contributor. With `allow` it");
		// the libraries of both stores are there, the server of one
		String otherStore = "management.health.%s.enabled=false".formatted((kind == TestServer.REDIS) ? "db" : "redis");
		try (TestServer.Running server = kind.start();
				RevocationTestApplication allow = start(server, otherStore);
				RevocationTestApplication configured = start(server,
						Stream.of(withoutContributors, inTheGroup).flatMap(Arrays::stream).toArray(String[]::new));
				RevocationTestApplication deny = start(server,
						Stream
							.of(inTheGroup,
									new String[] { "jwt.session.revocation.on-failure=deny",
											"jwt.session.revocation.poll-interval=100ms" })
							.flatMap(Arrays::stream)
							.toArray(String[]::new))) {
			for (RevocationTestApplication instance : List.of(allow, configured, deny)) {
				assertThat(status(instance, "/actuator/health/readiness")).isEqualTo(200);
			}
			assertThat(status(allow, "/actuator/health")).isEqualTo(200);
			assertThat(status(configured, "/actuator/health")).isEqualTo(200);
			server.kill();
			assertThat(allow.poll()).isFalse();
			assertThat(configured.poll()).isFalse();
			await(() -> deny.registry().state().denying());
			assertThat(status(allow, "/actuator/health/readiness")).isEqualTo(200);
			assertThat(status(allow, "/actuator/health")).isEqualTo(503);
			assertThat(status(configured, "/actuator/health/readiness")).isEqualTo(200);
			assertThat(status(configured, "/actuator/health")).isEqualTo(200);
			assertThat(status(deny, "/actuator/health/readiness")).isEqualTo(503);
			server.start();
			await(() -> status(deny, "/actuator/health/readiness") == 200);
		}
	}

	private static int status(RevocationTestApplication instance, String path) {
		return instance.newBrowser().get(path).status();
	}

	@ParameterizedTest
	@EnumSource(names = { "POSTGRESQL", "MARIADB" })
	void databaseThatIsConfiguredWronglyStopsTheStart(TestServer kind) throws IOException {
		try (TestServer.Running server = kind.start()) {
			assertThat(problemAtStart(server, "initialize-schema=always", "initialize-schema=never"))
				.hasMessageStartingWith(
						"'jwt.session.revocation.store' is 'jdbc', but there is no table JWT_SESSION_REVOCATION: ")
				.extracting(StoreConfigurationException::getRemedy, InstanceOfAssertFactories.STRING)
				.contains("'jwt.session.revocation.jdbc.initialize-schema=always'",
						"schema-%s.sql".formatted((kind == TestServer.MARIADB) ? "mysql" : "postgresql"));
			assertThat(problemAtStart(server, "datasource.username=.*", "datasource.username=nobody"))
				.hasMessageStartingWith(
						"'jwt.session.revocation.store' is 'jdbc', but the database refuses the connection: ");
			assertThat(problemAtStart(server, "/(postgres|test)\\?[^&]*", "/none?")).hasMessageStartingWith(
					"'jwt.session.revocation.store' is 'jdbc', but the database refuses the connection: ");
			String[] properties = server.properties();
			server.kill();
			try (RevocationTestApplication one = start(properties)) {
				assertThat(one.registry().state().failing()).isTrue();
			}
		}
	}

	private static StoreConfigurationException problemAtStart(TestServer.Running server, String regex,
			String replacement) {
		String[] properties = Arrays.stream(server.properties())
			.map((property) -> property.replaceFirst(regex, replacement))
			.toArray(String[]::new);
		assertThat(properties).isNotEqualTo(server.properties());
		return problemAtStart(properties);
	}

	private static StoreConfigurationException problemAtStart(String[] properties, String... more) {
		Throwable failure = catchThrowable(() -> start(properties, more).close());
		while (failure != null && !(failure instanceof StoreConfigurationException)) {
			failure = failure.getCause();
		}
		assertThat(failure).isInstanceOf(StoreConfigurationException.class);
		return (StoreConfigurationException) failure;
	}

	@Test
	void redisThatIsConfiguredWronglyStopsTheStart() throws IOException {
		try (TestServer.Running server = TestServer.REDIS.start(); RevocationTestApplication one = start(server)) {
			StringRedisTemplate redis = one.bean(StringRedisTemplate.class);
			redis.opsForValue().set("taken", "by somebody else");
			assertThat(problemAtStart(server.properties(), "jwt.session.revocation.redis.key=taken"))
				.hasMessageStartingWith(
						"'jwt.session.revocation.store' is 'redis', but the key 'taken' holds something else "
								+ "than a stream: WRONGTYPE")
				.extracting(StoreConfigurationException::getRemedy, InstanceOfAssertFactories.STRING)
				.contains("'jwt.session.revocation.redis.key'");
			assertThat(problemAtStart(server.properties(), "spring.data.redis.database=99"))
				.hasMessageContaining("Redis has no such database: ERR");
			redis.execute((RedisCallback<String>) (connection) -> {
				connection.execute("ACL", "SETUSER".getBytes(), "shop".getBytes(), "on".getBytes(), ">right".getBytes(),
						"~other".getBytes(), "+@all".getBytes());
				connection.serverCommands().setConfig("requirepass", "right");
				return null;
			});
			assertThat(problemAtStart(server.properties())).hasMessageContaining("Redis refuses the connection: NOAUTH")
				.extracting(StoreConfigurationException::getRemedy, InstanceOfAssertFactories.STRING)
				.contains("'spring.data.redis.password'");
			assertThat(problemAtStart(server.properties(), "spring.data.redis.password=wrong-one"))
				.hasMessageContaining("Redis refuses the connection: WRONGPASS")
				.hasMessageNotContaining("wrong-one");
			assertThat(problemAtStart(server.properties(), "spring.data.redis.username=shop",
					"spring.data.redis.password=right"))
				.hasMessageContaining("the user of Redis may not use the key 'jwt-session:revocations': NOPERM")
				.extracting(StoreConfigurationException::getRemedy, InstanceOfAssertFactories.STRING)
				.contains("ACL SETUSER <name> ~jwt-session:revocations ~jwt-session:revocations:claim");
			redis.execute((RedisCallback<String>) (connection) -> {
				connection.execute("ACL", Stream
					.of(("SETUSER shop resetkeys resetchannels -@all ~jwt-session:revocations "
							+ "~jwt-session:revocations:claim &jwt-session:revocations +xadd +xrange +xdel +publish "
							+ "+subscribe +set +get +del +pexpire")
						.split(" "))
					.map(String::getBytes)
					.toArray(byte[][]::new));
				return null;
			});
			try (RevocationTestApplication two = start(server, "spring.data.redis.username=shop",
					"spring.data.redis.password=right")) {
				assertThat(two.registry().state().failing()).isFalse();
			}
		}
	}

	private static RevocationTestApplication start(TestServer.Running server, String... properties) {
		return start(server.properties(), properties);
	}

	private static RevocationTestApplication start(String[] serverProperties, String... properties) {
		String[] all = Stream.of(serverProperties, properties).flatMap(Arrays::stream).toArray(String[]::new);
		return RevocationTestApplication.start(all);
	}

	/**
	 * Log in on one instance, and copy the cookie to a browser at the other.
	 */
	private static TestBrowser logInAndCopy(RevocationTestApplication one, RevocationTestApplication two, String name) {
		TestBrowser browser = one.newBrowser();
		browser.get("/log-in?name=" + name);
		TestBrowser thief = two.newBrowser();
		thief.cookies().putAll(browser.cookies());
		assertThat(thief.get("/name").body()).isEqualTo(name);
		return thief;
	}

	/**
	 * Log the owner of a copied cookie out.
	 */
	private static void end(RevocationTestApplication one, TestBrowser thief) {
		TestBrowser owner = one.newBrowser();
		owner.cookies().putAll(thief.cookies());
		assertThat(owner.get("/log-out").status()).isEqualTo(200);
	}

	private static void await(Callable<Boolean> condition) {
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(condition);
	}

}
