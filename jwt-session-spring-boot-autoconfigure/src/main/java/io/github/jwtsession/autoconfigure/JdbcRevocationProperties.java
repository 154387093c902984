package io.github.jwtsession.autoconfigure;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.jdbc.init.DatabaseInitializationProperties;

/**
 * Configuration properties for revocations in a database.
 */
@ConfigurationProperties("jwt.session.revocation.jdbc")
public class JdbcRevocationProperties extends DatabaseInitializationProperties {

	private static final String DEFAULT_SCHEMA_LOCATION = "classpath:io/github/jwtsession/revocation/schema-@@platform@@.sql";

	/**
	 * Name of the table that holds revocations.
	 */
	private String tableName = "JWT_SESSION_REVOCATION";

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
