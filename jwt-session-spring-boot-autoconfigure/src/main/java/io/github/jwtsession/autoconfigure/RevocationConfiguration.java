package io.github.jwtsession.autoconfigure;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

import javax.sql.DataSource;

import io.github.jwtsession.SessionRevocations;
import io.github.jwtsession.autoconfigure.JwtSessionProperties.Revocation.Store;
import io.github.jwtsession.revocation.DefaultSessionRevocations;
import io.github.jwtsession.revocation.MemoryRevocationRegistry;
import io.github.jwtsession.revocation.RevocationRegistry;
import io.github.jwtsession.revocation.UnsupportedSessionRevocations;
import io.github.jwtsession.revocation.jdbc.JdbcRevocationStore;
import io.github.jwtsession.revocation.redis.RedisRevocationStore;
import io.github.jwtsession.revocation.shared.RevocationStore;
import io.github.jwtsession.revocation.shared.RevocationStoreException;
import io.github.jwtsession.revocation.shared.SharedRevocationRegistry;
import io.github.jwtsession.session.SessionLifetime;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.boot.jdbc.EmbeddedDatabaseConnection;
import org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer;
import org.springframework.boot.jdbc.init.PlatformPlaceholderDatabaseDriverResolver;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.boot.sql.init.DatabaseInitializationSettings;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * How sessions are revoked: {@code jwt.session.revocation.*}.
 */
@Configuration(proxyBeanMethods = false)
class RevocationConfiguration {

	/**
	 * Never lazy: it would not be started, and the store not be read.
	 */
	@Bean
	@Lazy(false)
	@ConditionalOnMissingBean
	RevocationRegistry jwtSessionRevocationRegistry(JwtSessionProperties properties,
			ObjectProvider<RevocationStore> store, SessionLifetime lifetime, ObjectProvider<Clock> clocks) {
		Clock clock = clocks.getIfUnique(Clock::systemUTC);
		return switch (properties.getRevocation().getStore()) {
			case NONE -> MemoryRevocationRegistry.forRequestsOnly(clock);
			case MEMORY -> new MemoryRevocationRegistry(clock);
			case JDBC, REDIS -> shared(properties.getRevocation(), store.getIfAvailable(), lifetime, clock);
		};
	}

	private static RevocationRegistry shared(JwtSessionProperties.Revocation properties,
			@Nullable RevocationStore store, SessionLifetime lifetime, Clock clock) {
		Duration pollInterval = properties.getPollInterval();
		if (pollInterval.isNegative() || pollInterval.isZero()) {
			throw new InvalidConfigurationPropertyValueException("jwt.session.revocation.poll-interval", pollInterval,
					"It must be above zero.");
		}
		if (store == null) {
			throw missingLibrary(properties.getStore());
		}
		return new SharedRevocationRegistry(store, pollInterval, properties.getOnFailure(), lifetime.skewAllowance(),
				clock);
	}

	private static RevocationStoreException missingLibrary(Store store) {
		String starter = (store == Store.JDBC) ? "spring-boot-starter-jdbc" : "spring-boot-starter-data-redis";
		return unusable(store, "its library is not on the classpath",
				"Add the dependency 'org.springframework.boot:%s'".formatted(starter));
	}

	private static RevocationStoreException unusable(Store store, String reason, String remedy) {
		return new RevocationStoreException(
				"'jwt.session.revocation.store' is '%s', but %s.".formatted(store.name().toLowerCase(Locale.ROOT),
						reason),
				remedy + ", or set 'jwt.session.revocation.store' to 'memory', which is correct on a single instance.",
				null);
	}

	@Bean
	@ConditionalOnMissingBean
	SessionRevocations jwtSessionRevocations(JwtSessionProperties properties, RevocationRegistry registry,
			SessionLifetime lifetime, ObjectProvider<Clock> clocks, ApplicationEventPublisher events) {
		if (properties.getRevocation().getStore() == Store.NONE) {
			return new UnsupportedSessionRevocations();
		}
		return new DefaultSessionRevocations(registry, lifetime.longest(), lifetime.skewAllowance(),
				clocks.getIfUnique(Clock::systemUTC), events);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ JdbcTemplate.class, DataSourceScriptDatabaseInitializer.class })
	@ConditionalOnProperty(name = "jwt.session.revocation.store", havingValue = "jdbc")
	@ConditionalOnMissingBean({ RevocationStore.class, RevocationRegistry.class })
	@EnableConfigurationProperties(JdbcRevocationProperties.class)
	@Import(DatabaseInitializationDependencyConfigurer.class)
	static class JdbcConfiguration {

		@Bean
		@DependsOnDatabaseInitialization
		JdbcRevocationStore jwtSessionRevocationStore(ObjectProvider<DataSource> dataSource,
				JdbcRevocationProperties properties) {
			return new JdbcRevocationStore(require(dataSource), properties.getTableName());
		}

		/**
		 * As Spring Session's, but for a database that is not embedded and does not
		 * answer: it need not be asked what it is.
		 */
		@Bean
		DataSourceScriptDatabaseInitializer jwtSessionRevocationSchemaInitializer(
				ObjectProvider<DataSource> dataSources, JdbcRevocationProperties properties) {
			DataSource dataSource = require(dataSources);
			DatabaseInitializationSettings settings = new DatabaseInitializationSettings();
			settings.setMode(DatabaseInitializationMode.NEVER);
			if (isWanted(properties.getInitializeSchema(), dataSource)) {
				settings.setMode(DatabaseInitializationMode.ALWAYS);
				settings.setSchemaLocations(schemaLocations(dataSource, properties));
				settings.setContinueOnError(properties.isContinueOnError());
			}
			return new DataSourceScriptDatabaseInitializer(dataSource, settings);
		}

		/**
		 * No switch over an enum that may not be on the classpath: the compiler would
		 * make one class of it for both switches, and the outer one be lost with it.
		 */
		private static boolean isWanted(DatabaseInitializationMode mode, DataSource dataSource) {
			return mode == DatabaseInitializationMode.ALWAYS
					|| (mode == DatabaseInitializationMode.EMBEDDED && isEmbedded(dataSource));
		}

		private static boolean isEmbedded(DataSource dataSource) {
			try {
				return EmbeddedDatabaseConnection.isEmbedded(dataSource);
			}
			catch (RuntimeException ex) {
				// what does not answer is not embedded
				return false;
			}
		}

		private static List<String> schemaLocations(DataSource dataSource, JdbcRevocationProperties properties) {
			if (properties.getPlatform() != null) {
				return new PlatformPlaceholderDatabaseDriverResolver().resolveAll(properties.getPlatform(),
						properties.getSchema());
			}
			return new PlatformPlaceholderDatabaseDriverResolver().withDriverPlatform(DatabaseDriver.MARIADB, "mysql")
				.resolveAll(dataSource, properties.getSchema());
		}

		private static DataSource require(ObjectProvider<DataSource> dataSources) {
			DataSource dataSource = dataSources.getIfUnique();
			if (dataSource == null) {
				throw unusable(Store.JDBC, "there is no DataSource, or several of which none is primary",
						"Configure one with 'spring.datasource.*', or define a JdbcRevocationStore bean");
			}
			return dataSource;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(StringRedisTemplate.class)
	@ConditionalOnProperty(name = "jwt.session.revocation.store", havingValue = "redis")
	@ConditionalOnMissingBean({ RevocationStore.class, RevocationRegistry.class })
	static class RedisConfiguration {

		@Bean(destroyMethod = "")
		RedisRevocationStore jwtSessionRevocationStore(ObjectProvider<RedisConnectionFactory> connectionFactories,
				JwtSessionProperties properties) {
			RedisConnectionFactory connectionFactory = connectionFactories.getIfUnique();
			if (connectionFactory == null) {
				throw unusable(Store.REDIS, "there is no connection to Redis, or several of which none is primary",
						"Add 'org.springframework.boot:spring-boot-starter-data-redis' and configure "
								+ "'spring.data.redis.*', or define a RedisRevocationStore bean");
			}
			return new RedisRevocationStore(connectionFactory, properties.getRevocation().getRedis().getKey());
		}

	}

}
