package io.github.jwtsession.autoconfigure;

import java.time.Duration;

import javax.sql.DataSource;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.jwtsession.autoconfigure.JwtSessionProperties.Overflow.Store;
import io.github.jwtsession.overflow.OverflowStore;
import io.github.jwtsession.overflow.jdbc.JdbcOverflowStore;
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
 * {@link EnableAutoConfiguration Auto-configuration} of attributes that stand in a
 * database since they do not fit into the session's cookies.
 */
@AutoConfiguration(after = JwtSessionAutoConfiguration.class, before = JwtSessionOverflowAutoConfiguration.class)
@ConditionalOnClass({ JdbcTemplate.class, DataSourceScriptDatabaseInitializer.class, Caffeine.class })
@ConditionalOnProperty(name = "jwt.session.overflow.store", havingValue = "jdbc")
@ConditionalOnBean(SessionLifetime.class)
@ConditionalOnMissingBean(OverflowStore.class)
@EnableConfigurationProperties(JdbcOverflowProperties.class)
@Import(DatabaseInitializationDependencyConfigurer.class)
public final class JwtSessionOverflowJdbcAutoConfiguration {

	/**
	 * How long a pool of Spring Boot's waits for its database. Without its table the
	 * start fails.
	 */
	private static final Duration SCHEMA_TIMEOUT = Duration.ofSeconds(30);

	@Bean
	@DependsOnDatabaseInitialization
	JdbcOverflowStore jwtSessionOverflowStore(ObjectProvider<DataSource> dataSource, JdbcOverflowProperties properties,
			JwtSessionProperties sessionProperties) {
		return new JdbcOverflowStore(require(dataSource), properties.getTableName(),
				JwtSessionOverflowAutoConfiguration.timeout(sessionProperties.getOverflow()));
	}

	/**
	 * As that of revocations: the start does not wait for a database that does not
	 * answer.
	 */
	@Bean(defaultCandidate = false)
	@ConditionalOnMissingBean(name = "jwtSessionOverflowSchemaInitializer")
	DataSourceScriptDatabaseInitializer jwtSessionOverflowSchemaInitializer(ObjectProvider<DataSource> dataSources,
			ObjectProvider<JdbcConnectionDetails> connectionDetails, JdbcOverflowProperties properties) {
		DataSource dataSource = require(dataSources);
		StoreSchema schema = new StoreSchema("jwt.session.overflow.jdbc.", "what does not fit into sessions",
				properties, connectionDetails.getIfUnique());
		return new DataSourceScriptDatabaseInitializer(dataSource,
				schema.settings(() -> DatabaseProduct.ask(dataSource, SCHEMA_TIMEOUT)));
	}

	private static DataSource require(ObjectProvider<DataSource> dataSources) {
		DataSource dataSource = dataSources.getIfUnique();
		if (dataSource == null) {
			throw JwtSessionOverflowAutoConfiguration.unusable(Store.JDBC,
					"there is no DataSource, or several of which none is primary",
					"Configure one with 'spring.datasource.*', or define a JdbcOverflowStore bean");
		}
		return dataSource;
	}

}
