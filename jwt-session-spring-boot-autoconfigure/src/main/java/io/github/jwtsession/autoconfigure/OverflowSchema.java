package io.github.jwtsession.autoconfigure;

import java.util.Locale;
import java.util.function.Supplier;

import io.github.jwtsession.overflow.OverflowStoreException;
import io.github.jwtsession.revocation.jdbc.JdbcPlatform;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.boot.jdbc.init.PlatformPlaceholderDatabaseDriverResolver;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.boot.sql.init.DatabaseInitializationSettings;

/**
 * Whether the table of what does not fit into sessions is made at start, and by which
 * script: as {@link RevocationSchema} decides it for revocations.
 */
final class OverflowSchema {

	private static final String PREFIX = "jwt.session.overflow.jdbc.";

	private static final Log logger = LogFactory.getLog(OverflowSchema.class);

	private final JdbcOverflowProperties properties;

	OverflowSchema(JdbcOverflowProperties properties) {
		this.properties = properties;
	}

	/**
	 * What the initializer is to do.
	 * @param product what the database is, {@code null} if it does not answer. Asked only
	 * if there is need to
	 * @return the settings
	 * @throws OverflowStoreException if there is no script for this database
	 */
	DatabaseInitializationSettings settings(Supplier<@Nullable DatabaseProduct> product) {
		DatabaseInitializationSettings settings = new DatabaseInitializationSettings();
		settings.setMode(DatabaseInitializationMode.NEVER);
		DatabaseInitializationMode mode = this.properties.getInitializeSchema();
		DatabaseProduct answer = (mode != DatabaseInitializationMode.NEVER) ? product.get() : null;
		boolean always = mode == DatabaseInitializationMode.ALWAYS;
		if (answer == null && always) {
			logger.warn("The table of what does not fit into sessions is not made at this start, although '" + PREFIX
					+ "initialize-schema' is 'always': the database does not answer");
		}
		if (answer != null && (always || answer.embedded())) {
			settings.setMode(DatabaseInitializationMode.ALWAYS);
			settings.setSchemaLocations(new PlatformPlaceholderDatabaseDriverResolver().resolveAll(platform(answer),
					this.properties.getSchema()));
			settings.setContinueOnError(this.properties.isContinueOnError());
		}
		return settings;
	}

	private String platform(DatabaseProduct product) {
		String configured = this.properties.getPlatform();
		if (configured != null) {
			return configured;
		}
		JdbcPlatform platform = JdbcPlatform.ofProduct(product.name());
		if (platform != null) {
			return platform.toString();
		}
		if (!this.properties.getDefaultSchemaLocation().equals(this.properties.getSchema())) {
			return DatabaseDriver.fromProductName(product.name()).getId();
		}
		throw new OverflowStoreException(
				"'%sinitialize-schema' is '%s', but there is no schema script for the database '%s'. There are those for %s."
					.formatted(PREFIX, this.properties.getInitializeSchema().name().toLowerCase(Locale.ROOT),
							product.name(), JdbcPlatform.describeAll()),
				("Set '%1$splatform' to the one that this database takes the script of, or '%1$sschema' to a script of your "
						+ "own, or '%1$sinitialize-schema' to 'never' if the table is there.")
					.formatted(PREFIX),
				null);
	}

}
