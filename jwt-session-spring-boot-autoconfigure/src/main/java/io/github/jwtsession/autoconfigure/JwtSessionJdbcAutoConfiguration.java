package io.github.jwtsession.autoconfigure;

import java.time.Duration;

import javax.sql.DataSource;

import io.github.jwtsession.autoconfigure.JwtSessionProperties.Revocation.Store;
import io.github.jwtsession.revocation.RevocationRegistry;
import io.github.jwtsession.revocation.jdbc.JdbcRevocationStore;
import io.github.jwtsession.revocation.shared.RevocationStore;
import io.github.jwtsession.session.SessionLifetime;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of revocations that instances share
 * through a database.
 */
@AutoConfiguration(after = JwtSessionAutoConfiguration.class, before = JwtSessionRevocationAutoConfiguration.class)
@ConditionalOnClass({ JdbcTemplate.class, DataSourceScriptDatabaseInitializer.class })
@ConditionalOnProperty(name = "jwt.session.revocation.store", havingValue = "jdbc")
@ConditionalOnBean(SessionLifetime.class)
@ConditionalOnMissingBean({ RevocationStore.class, RevocationRegistry.class })
@EnableConfigurationProperties(JdbcRevocationProperties.class)
@Import(DatabaseInitializationDependencyConfigurer.class)
public final class JwtSessionJdbcAutoConfiguration {

	/**
	 * How long a pool of Spring Boot's waits for its database. Far more than a call may
	 * take: without its table the start fails.
	 */
	private static final Duration SCHEMA_TIMEOUT = Duration.ofSeconds(30);

	@Bean
	@DependsOnDatabaseInitialization
	JdbcRevocationStore jwtSessionRevocationStore(ObjectProvider<DataSource> dataSource,
			JdbcRevocationProperties properties, JwtSessionProperties sessionProperties) {
		return new JdbcRevocationStore(require(dataSource), properties.getTableName(),
				JwtSessionRevocationAutoConfiguration.timeout(sessionProperties.getRevocation()));
	}

	/**
	 * As Spring Session's, but for a database that does not answer: the start goes on
	 * without it. No default candidate, since an application that injects an initializer
	 * means its own.
	 */
	@Bean(defaultCandidate = false)
	@ConditionalOnMissingBean(name = "jwtSessionRevocationSchemaInitializer")
	DataSourceScriptDatabaseInitializer jwtSessionRevocationSchemaInitializer(ObjectProvider<DataSource> dataSources,
			ObjectProvider<JdbcConnectionDetails> connectionDetails, JdbcRevocationProperties properties) {
		DataSource dataSource = require(dataSources);
		StoreSchema schema = new StoreSchema("jwt.session.revocation.jdbc.", "revocations", properties,
				connectionDetails.getIfUnique());
		return new DataSourceScriptDatabaseInitializer(dataSource,
				schema.settings(() -> DatabaseProduct.ask(dataSource, SCHEMA_TIMEOUT)));
	}

	private static DataSource require(ObjectProvider<DataSource> dataSources) {
		DataSource dataSource = dataSources.getIfUnique();
		if (dataSource == null) {
			throw JwtSessionRevocationAutoConfiguration.unusable(Store.JDBC,
					"there is no DataSource, or several of which none is primary",
					"Configure one with 'spring.datasource.*', or define a JdbcRevocationStore bean");
		}
		return dataSource;
	}

}
