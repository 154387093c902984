package io.github.jwtsession.autoconfigure;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

import javax.sql.DataSource;

import io.github.jwtsession.SessionRevocations;
import io.github.jwtsession.revocation.DefaultSessionRevocations;
import io.github.jwtsession.revocation.MemoryRevocationRegistry;
import io.github.jwtsession.revocation.Revocation;
import io.github.jwtsession.revocation.RevocationRegistry;
import io.github.jwtsession.revocation.UnsupportedSessionRevocations;
import io.github.jwtsession.revocation.jdbc.JdbcRevocationStore;
import io.github.jwtsession.revocation.redis.RedisRevocationStore;
import io.github.jwtsession.revocation.shared.FailureMode;
import io.github.jwtsession.revocation.shared.RevocationStore;
import io.github.jwtsession.store.StoreConfigurationException;
import io.github.jwtsession.revocation.shared.SharedRevocationRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.boot.sql.init.DatabaseInitializationSettings;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.Lifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.AbstractDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link JwtSessionRevocationAutoConfiguration}, and for those of the stores.
 */
@ExtendWith(OutputCaptureExtension.class)
class JwtSessionRevocationAutoConfigurationTests {

	private static final String NO_TABLE = "'jwt.session.revocation.store' is 'jdbc', but there is no table "
			+ "JWT_SESSION_REVOCATION: ";

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JwtSessionAutoConfiguration.class,
				JwtSessionJdbcAutoConfiguration.class, JwtSessionRedisAutoConfiguration.class,
				JwtSessionRevocationAutoConfiguration.class, SessionAutoConfiguration.class));

	private final WebApplicationContextRunner databaseRunner = this.contextRunner
		.withConfiguration(
				AutoConfigurations.of(DataSourceAutoConfiguration.class, JwtSessionActuatorAutoConfiguration.class))
		.withPropertyValues("jwt.session.revocation.store=jdbc",
				"spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID());

	@Test
	void revocationsAreInMemoryByDefault() {
		this.contextRunner.run((context) -> {
			assertThat(context).getBean(RevocationRegistry.class).isInstanceOf(MemoryRevocationRegistry.class);
			assertThat(context).getBean(SessionRevocations.class).isInstanceOf(DefaultSessionRevocations.class);
		});
	}

	@Test
	void revocationsMayBeNone() {
		this.contextRunner.withPropertyValues("jwt.session.revocation.store=none").run((context) -> {
			assertThat(context).getBean(RevocationRegistry.class).isInstanceOf(MemoryRevocationRegistry.class);
			assertThat(context).getBean(SessionRevocations.class).isInstanceOf(UnsupportedSessionRevocations.class);
		});
	}

	@Test
	void backsOffWhenUserDefinesTheRegistry() {
		this.databaseRunner.withUserConfiguration(UserRegistry.class).run((context) -> {
			assertThat(context).hasSingleBean(RevocationRegistry.class)
				.doesNotHaveBean(RevocationStore.class)
				.doesNotHaveBean(DataSourceScriptDatabaseInitializer.class)
				.doesNotHaveBean(RevocationHealthIndicator.class);
			context.getBean(SessionRevocations.class).revokeAll(Instant.EPOCH);
			then(context.getBean(RevocationRegistry.class)).should()
				.revokeAll(Instant.EPOCH, Instant.EPOCH.plus(Duration.ofDays(3650)));
		});
	}

	@Test
	void backsOffWhenUserDefinesSessionRevocations() {
		this.databaseRunner.withUserConfiguration(UserRevocations.class).run((context) -> {
			assertThat(context).hasSingleBean(SessionRevocations.class)
				.hasSingleBean(SharedRevocationRegistry.class)
				.hasSingleBean(RevocationStore.class);
			assertThat(context).getBean(SessionRevocations.class)
				.isSameAs(context.getBean("userRevocations", SessionRevocations.class));
			assertThat(health(context).getStatus()).isEqualTo(Status.UP);
		});
	}

	@Test
	void backsOffWhenUserDefinesAStore() {
		this.databaseRunner.withBean(ConnectedStore.class).run((context) -> {
			assertThat(context).hasSingleBean(RevocationStore.class)
				.hasSingleBean(SharedRevocationRegistry.class)
				.doesNotHaveBean(DataSourceScriptDatabaseInitializer.class);
			assertThat(context).getBean(RevocationStore.class).isInstanceOf(ConnectedStore.class);
		});
	}

	@Test
	void backsOffWithoutSessionsInAJwt() {
		this.databaseRunner.withPropertyValues("jwt.session.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(RevocationStore.class)
				.doesNotHaveBean(RevocationRegistry.class)
				.doesNotHaveBean(SessionRevocations.class));
	}

	@Test
	void revocationsMayBeInADatabase() {
		this.databaseRunner.run((context) -> {
			assertThat(context).hasSingleBean(JdbcRevocationStore.class);
			assertThat(context.getBean(SharedRevocationRegistry.class).isRunning()).isTrue();
			assertThat(health(context).getStatus()).isEqualTo(Status.UP);
			assertThat(health(context).getDetails()).containsEntry("unwritten", 0).containsEntry("revocations", 0);
		});
	}

	@Test
	void revocationsMayBeInRedis() {
		this.contextRunner.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class))
			.withPropertyValues("jwt.session.revocation.store=redis", "spring.data.redis.host=127.0.0.1",
					"spring.data.redis.port=1", "spring.data.redis.timeout=1s")
			.run((context) -> assertThat(context).hasSingleBean(RedisRevocationStore.class)
				.hasSingleBean(SharedRevocationRegistry.class));
	}

	@ParameterizedTest
	@CsvSource({ "memory", "none" })
	void startsWithoutAnyLibraryOfAStore(String store) {
		this.contextRunner.withPropertyValues("jwt.session.revocation.store=" + store)
			.withClassLoader(new FilteredClassLoader("org.springframework.jdbc", "org.springframework.transaction",
					"org.springframework.data", "org.springframework.boot.jdbc", "org.springframework.boot.sql",
					"org.springframework.boot.data.redis", "org.springframework.boot.health", "io.lettuce"))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(SessionRevocations.class));
	}

	@Test
	void missingLibraryIsExplained() {
		this.contextRunner.withPropertyValues("jwt.session.revocation.store=jdbc")
			.withClassLoader(new FilteredClassLoader(JdbcTemplate.class))
			.run((context) -> assertFailure(context, "is 'jdbc', but its library is not on the classpath",
					"spring-boot-starter-jdbc"));
		this.contextRunner.withPropertyValues("jwt.session.revocation.store=redis")
			.withClassLoader(new FilteredClassLoader(StringRedisTemplate.class))
			.run((context) -> assertFailure(context, "is 'redis', but its library is not on the classpath",
					"spring-boot-starter-data-redis"));
	}

	@Test
	void missingConnectionIsExplained() {
		this.contextRunner.withPropertyValues("jwt.session.revocation.store=jdbc")
			.run((context) -> assertFailure(context, "there is no DataSource", "spring.datasource"));
		this.contextRunner.withPropertyValues("jwt.session.revocation.store=redis")
			.run((context) -> assertFailure(context, "there is no connection to Redis", "spring.data.redis"));
	}

	@ParameterizedTest
	@CsvSource({ "0", "-1s" })
	void pollIntervalMustBeAboveZero(String interval) {
		this.databaseRunner.withPropertyValues("jwt.session.revocation.poll-interval=" + interval)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("jwt.session.revocation.poll-interval")
				.hasMessageContaining("above zero"));
	}

	@ParameterizedTest
	@CsvSource({ "0, above zero", "-1s, above zero", "31s, at most 30 seconds" })
	void timeoutMustBeInItsRange(String timeout, String message) {
		this.databaseRunner.withPropertyValues("jwt.session.revocation.timeout=" + timeout)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("jwt.session.revocation.timeout")
				.hasMessageContaining(message));
	}

	@Test
	void spoolWithoutAStoreIsSaidToHaveNoEffect(CapturedOutput output) {
		this.contextRunner.withPropertyValues("jwt.session.revocation.spool=/none/such")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("'jwt.session.revocation.spool' has no effect");
	}

	@Test
	void spoolThatCannotBeUsedIsExplained() {
		this.databaseRunner.withPropertyValues("jwt.session.revocation.spool=/none/such")
			.run((context) -> assertFailure(context, "'jwt.session.revocation.spool' is '/none/such'", "directory"));
	}

	@Test
	void schemaIsMadeOnlyInAnEmbeddedDatabaseUnlessConfigured() {
		this.databaseRunner.run((context) -> assertThat(hasTable(context)).isTrue());
		this.databaseRunner.withPropertyValues("jwt.session.revocation.jdbc.initialize-schema=never")
			.run((context) -> assertFailure(context, NO_TABLE, "initialize-schema=always"));
	}

	@Test
	void missingTableStopsTheStartWithTheScriptAndThePropertyThatMakeIt(CapturedOutput output) {
		this.databaseRunner.withPropertyValues("jwt.session.revocation.jdbc.initialize-schema=never").run((context) -> {
			assertFailure(context, NO_TABLE,
					"Set 'jwt.session.revocation.jdbc.initialize-schema=always' to have it made at the start, or run the "
							+ "script io/github/jwtsession/revocation/schema-h2.sql of jwt-session-core yourself.");
			assertThat(output).doesNotContain("does not answer");
		});
		this.databaseRunner.withPropertyValues("jwt.session.revocation.jdbc.initialize-schema=always")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void tableOfAnotherNameThatIsMissingStopsTheStart() {
		this.databaseRunner.withPropertyValues("jwt.session.revocation.jdbc.table-name=SHOP_REVOCATION")
			.run((context) -> assertFailure(context, "there is no table SHOP_REVOCATION: ",
					"Make it as the script io/github/jwtsession/revocation/schema-h2.sql of jwt-session-core does, with "
							+ "the name SHOP_REVOCATION in place of JWT_SESSION_REVOCATION"));
	}

	@Test
	void tableWithOtherColumnsStopsTheStart() {
		this.databaseRunner
			.withPropertyValues("spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID() + ";INIT=CREATE TABLE "
					+ "IF NOT EXISTS JWT_SESSION_REVOCATION (ID BIGINT)")
			.run((context) -> assertFailure(context,
					"the table JWT_SESSION_REVOCATION has not the columns that belong there: ",
					"after you have dropped or renamed the one that is there"));
	}

	@Test
	void tableThatMayNotBeReadStopsTheStart() throws SQLException {
		String name = UUID.randomUUID().toString();
		try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:" + name, "sa", "");
				Statement statement = connection.createStatement()) {
			statement.execute("CREATE TABLE JWT_SESSION_REVOCATION (ID BIGINT)");
			statement.execute("CREATE USER SHOP PASSWORD 'shop'");
			this.databaseRunner
				.withPropertyValues("spring.datasource.url=jdbc:h2:mem:" + name, "spring.datasource.username=SHOP",
						"spring.datasource.password=shop", "jwt.session.revocation.jdbc.initialize-schema=never")
				.run((context) -> assertFailure(context, "may not use the table JWT_SESSION_REVOCATION: ",
						"Grant the user SELECT, INSERT and DELETE on JWT_SESSION_REVOCATION"));
			this.databaseRunner
				.withPropertyValues("spring.datasource.url=jdbc:h2:mem:" + name, "spring.datasource.username=SHOP",
						"spring.datasource.password=not-" + name)
				.run((context) -> {
					assertFailure(context, "the database refuses the connection: ", "'spring.datasource.password'");
					assertThat(context.getStartupFailure()).rootCause().hasMessageNotContaining("not-" + name);
				});
		}
	}

	@ParameterizedTest
	@CsvSource({ "never", "embedded", "always" })
	void unknownPlatformStopsTheStart(String mode) {
		this.databaseRunner
			.withPropertyValues("jwt.session.revocation.jdbc.platform=foo",
					"jwt.session.revocation.jdbc.initialize-schema=" + mode)
			.run((context) -> assertFailure(context,
					"'jwt.session.revocation.jdbc.platform' is 'foo', for which there is no schema script. There are those "
							+ "for 'h2' (H2), 'mysql' (MySQL, MariaDB), 'postgresql' (PostgreSQL).",
					"'jwt.session.revocation.jdbc.schema'"));
	}

	@Test
	void platformOfAnOwnScriptMayBeAny() {
		this.databaseRunner.withPropertyValues("jwt.session.revocation.jdbc.platform=2",
				"jwt.session.revocation.jdbc.schema=classpath:io/github/jwtsession/revocation/schema-h@@platform@@.sql")
			.run((context) -> assertThat(hasTable(context)).isTrue());
	}

	@Test
	void databaseWithoutAScriptStopsTheStart() {
		StoreSchema schema = schema();
		assertThatExceptionOfType(StoreConfigurationException.class)
			.isThrownBy(() -> schema.settings(() -> new DatabaseProduct("DB2/LINUXX8664", false)))
			.withMessage(
					"'jwt.session.revocation.jdbc.initialize-schema' is 'always', but there is no schema script for "
							+ "the database 'DB2/LINUXX8664'. There are those for 'h2' (H2), 'mysql' (MySQL, MariaDB), "
							+ "'postgresql' (PostgreSQL).")
			.satisfies((ex) -> assertThat(ex.getRemedy()).contains("'jwt.session.revocation.jdbc.platform'"));
	}

	@Test
	void mariadbTakesTheScriptOfMysql() {
		assertThat(schema().settings(() -> new DatabaseProduct("MariaDB", false)).getSchemaLocations())
			.containsExactly("classpath:io/github/jwtsession/revocation/schema-mysql.sql");
	}

	private static StoreSchema schema() {
		JdbcRevocationProperties properties = new JdbcRevocationProperties();
		properties.setInitializeSchema(DatabaseInitializationMode.ALWAYS);
		return new StoreSchema("jwt.session.revocation.jdbc.", "revocations", properties, null);
	}

	@ParameterizedTest
	@CsvSource({ "never", "embedded" })
	void databaseThatHangsDoesNotHoldTheStartUp(String mode, CapturedOutput output) {
		this.contextRunner.withUserConfiguration(DatabaseThatHangs.class)
			.withPropertyValues("jwt.session.revocation.store=jdbc", "jwt.session.revocation.timeout=50ms",
					"jwt.session.revocation.jdbc.initialize-schema=" + mode)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(SharedRevocationRegistry.class).state().failing()).isTrue();
				assertThat(context.getBean(DatabaseThatHangs.class).threads)
					.allSatisfy((thread) -> assertThat(thread).startsWith("jwt-session-revocation-store"));
			});
		assertThat(output).contains("No answer within 50 ms");
	}

	@Test
	void tableIsNotMadeInADatabaseThatHangs(CapturedOutput output) {
		DataSource dataSource = new DatabaseThatHangs().dataSource();
		DatabaseInitializationSettings settings = schema()
			.settings(() -> DatabaseProduct.ask(dataSource, Duration.ofMillis(50)));
		assertThat(settings.getMode()).isEqualTo(DatabaseInitializationMode.NEVER);
		assertThat(output).contains("The table of revocations is not made at this start, although "
				+ "'jwt.session.revocation.jdbc.initialize-schema' is 'always': the database does not answer");
	}

	@Test
	void schemaInitializerIsNoneThatAnApplicationInjects() {
		this.databaseRunner.run((context) -> {
			assertThat(context).hasSingleBean(DataSourceScriptDatabaseInitializer.class);
			UserOfAnInitializer user = context.getAutowireCapableBeanFactory().createBean(UserOfAnInitializer.class);
			assertThat(user.initializer).isNull();
		});
	}

	@Test
	void schemaInitializerMayBeTheUsers() {
		DataSourceScriptDatabaseInitializer initializer = mock(DataSourceScriptDatabaseInitializer.class);
		this.databaseRunner
			.withBean("jwtSessionRevocationSchemaInitializer", DataSourceScriptDatabaseInitializer.class,
					() -> initializer)
			.run((context) -> assertFailure(context, NO_TABLE, "initialize-schema"));
	}

	private static boolean hasTable(AssertableWebApplicationContext context) {
		return !new JdbcTemplate(context.getBean(DataSource.class))
			.queryForList("SELECT 1 FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_NAME = 'JWT_SESSION_REVOCATION'")
			.isEmpty();
	}

	@Test
	void databaseThatIsAwayIsAWarningOrStopsTheStart(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(DatabaseThatIsAway.class)
			.withConfiguration(AutoConfigurations.of(JwtSessionActuatorAutoConfiguration.class))
			.withPropertyValues("jwt.session.revocation.store=jdbc")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(health(context).getStatus()).isEqualTo(RevocationHealthIndicator.DEGRADED);
			});
		assertThat(output).contains("The store of revocations does not answer");
		this.contextRunner.withUserConfiguration(DatabaseThatIsAway.class)
			.withPropertyValues("jwt.session.revocation.store=jdbc", "jwt.session.revocation.on-failure=deny")
			.run((context) -> assertFailure(context, "'jwt.session.revocation.on-failure' is 'deny'", "'allow'"));
	}

	@Test
	void instanceThatRefusesSessionsIsDown() {
		SharedRevocationRegistry registry = SharedRevocationRegistry.builder(mock(RevocationStore.class))
			.failureMode(FailureMode.DENY)
			.build();
		assertThat(new RevocationHealthIndicator(registry).health().getStatus()).isEqualTo(Status.DOWN);
	}

	@Test
	void storeIsReadAtStartEvenWhenBeansAreLazy() {
		this.databaseRunner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> {
				assertThat(context.getBeanFactory().containsSingleton("jwtSessionRevocationRegistry")).isTrue();
				assertThat(context.getBean(SharedRevocationRegistry.class).isRunning()).isTrue();
			});
	}

	/**
	 * Connection factories are of phase zero.
	 */
	@Test
	void whatIsUnwrittenIsWrittenBeforeTheConnectionIsClosed() {
		ConnectedStore store = new ConnectedStore();
		this.contextRunner.withBean(ConnectedStore.class, () -> store)
			.withPropertyValues("jwt.session.revocation.store=redis", "jwt.session.revocation.poll-interval=1h")
			.run((context) -> {
				store.connected = false;
				context.getBean(SessionRevocations.class).revokePrincipal("sam");
				store.connected = true;
			});
		assertThat(store.written).hasSize(1);
	}

	@Test
	void healthIndicatorMayBeDisabled() {
		this.databaseRunner.withPropertyValues("management.health.jwtsessionrevocations.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(RevocationHealthIndicator.class));
	}

	private static Health health(AssertableWebApplicationContext context) {
		return context.getBean("jwtSessionRevocationsHealthIndicator", HealthIndicator.class).health();
	}

	private static void assertFailure(AssertableWebApplicationContext context, String description, String action) {
		assertThat(context).hasFailed();
		FailureAnalysis analysis = new StoreFailureAnalyzer().analyze(context.getStartupFailure());
		assertThat(analysis.getCause()).isInstanceOf(StoreConfigurationException.class);
		assertThat(analysis.getDescription()).contains(description);
		assertThat(analysis.getAction()).contains(action);
	}

	private static final class ConnectedStore implements RevocationStore, Lifecycle {

		private final List<Revocation> written = new ArrayList<>();

		private volatile boolean connected = true;

		@Override
		public void append(Collection<Revocation> revocations) {
			requireConnection();
			this.written.addAll(revocations);
		}

		@Override
		public List<Stored> read(@Nullable Position from, int limit) {
			requireConnection();
			return List.of();
		}

		@Override
		public Duration overlap() {
			return Duration.ZERO;
		}

		@Override
		public void delete(Collection<Position> positions) {
		}

		private void requireConnection() {
			if (!this.connected) {
				throw new IllegalStateException("The test's store is not connected");
			}
		}

		@Override
		public void start() {
			this.connected = true;
		}

		@Override
		public void stop() {
			this.connected = false;
		}

		@Override
		public boolean isRunning() {
			return this.connected;
		}

	}

	static final class UserOfAnInitializer {

		private final @Nullable DataSourceScriptDatabaseInitializer initializer;

		UserOfAnInitializer(ObjectProvider<DataSourceScriptDatabaseInitializer> initializer) {
			this.initializer = initializer.getIfAvailable();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UserRevocations {

		@Bean
		SessionRevocations userRevocations() {
			return mock(SessionRevocations.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UserRegistry {

		@Bean
		RevocationRegistry userRegistry() {
			return mock(RevocationRegistry.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class DatabaseThatHangs {

		private final List<String> threads = new CopyOnWriteArrayList<>();

		@Bean
		JdbcConnectionDetails connectionDetails() {
			return new JdbcConnectionDetails() {
				@Override
				public String getUsername() {
					return "test";
				}

				@Override
				public String getPassword() {
					return "test";
				}

				@Override
				public String getJdbcUrl() {
					return "jdbc:postgresql://database/test";
				}
			};
		}

		@Bean
		DataSource dataSource() {
			return new AbstractDataSource() {
				@Override
				public Connection getConnection() throws SQLException {
					DatabaseThatHangs.this.threads.add(Thread.currentThread().getName());
					while (true) {
						// also when it is interrupted, as a driver does
						LockSupport.park();
					}
				}

				@Override
				public Connection getConnection(String username, String password) throws SQLException {
					return getConnection();
				}
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class DatabaseThatIsAway {

		@Bean
		DataSource dataSource() {
			return new AbstractDataSource() {
				@Override
				public Connection getConnection() throws SQLException {
					throw new SQLException("The test's database is away");
				}

				@Override
				public Connection getConnection(String username, String password) throws SQLException {
					return getConnection();
				}
			};
		}

	}

}
