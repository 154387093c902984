package io.github.jwtsession.autoconfigure;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.jdbc.init.DatabaseInitializationProperties;

/**
 * Configuration properties for what does not fit into sessions, in a database.
 */
@ConfigurationProperties("jwt.session.overflow.jdbc")
public class JdbcOverflowProperties extends DatabaseInitializationProperties {

	private static final String DEFAULT_SCHEMA_LOCATION = "classpath:io/github/jwtsession/overflow/schema-@@platform@@.sql";

	/**
	 * Name of the table that holds what does not fit into sessions.
	 */
	private String tableName = "JWT_SESSION_OVERFLOW";

	@Override
	public String getDefaultSchemaLocation() {
		return DEFAULT_SCHEMA_LOCATION;
	}

	public String getTableName() {
		return this.tableName;
	}

	public void setTableName(String tableName) {
		this.tableName = tableName;
	}

}
