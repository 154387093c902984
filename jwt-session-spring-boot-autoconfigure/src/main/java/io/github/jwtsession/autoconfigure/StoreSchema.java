package io.github.jwtsession.autoconfigure;

import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

import io.github.jwtsession.store.StoreConfigurationException;
import io.github.jwtsession.store.jdbc.JdbcPlatform;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.boot.jdbc.EmbeddedDatabaseConnection;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.jdbc.init.DatabaseInitializationProperties;
import org.springframework.boot.jdbc.init.PlatformPlaceholderDatabaseDriverResolver;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.boot.sql.init.DatabaseInitializationSettings;

/**
 * Whether the table of a store is made at start, and by which script.
 */
final class StoreSchema {

	private static final Log logger = LogFactory.getLog(StoreSchema.class);

	private final String prefix;

	private final String contents;

	private final DatabaseInitializationProperties properties;

	private final @Nullable JdbcConnectionDetails connectionDetails;

	/**
	 * Create an instance.
	 * @param prefix what the names of the properties begin with, the last dot included
	 * @param contents what the table is of
	 * @param properties what is configured
	 * @param connectionDetails what Spring Boot connects the DataSource to, {@code null}
	 * if it does not
	 */
	StoreSchema(String prefix, String contents, DatabaseInitializationProperties properties,
			@Nullable JdbcConnectionDetails connectionDetails) {
		this.prefix = prefix;
		this.contents = contents;
		this.properties = properties;
		this.connectionDetails = connectionDetails;
	}

	/**
	 * What the initializer is to do.
	 * @param product what the database is, {@code null} if it does not answer. Asked only
	 * if there is need to
	 * @return the settings
	 * @throws StoreConfigurationException if there is no script for this database, or for
	 * the platform that is configured
	 */
	DatabaseInitializationSettings settings(Supplier<@Nullable DatabaseProduct> product) {
		requireKnown(this.properties.getPlatform());
		DatabaseInitializationSettings settings = new DatabaseInitializationSettings();
		settings.setMode(DatabaseInitializationMode.NEVER);
		if (!mayBeWanted()) {
			return settings;
		}
		DatabaseProduct answer = product.get();
		if (isWanted(answer)) {
			settings.setMode(DatabaseInitializationMode.ALWAYS);
			settings.setSchemaLocations(locations(answer));
			settings.setContinueOnError(this.properties.isContinueOnError());
		}
		return settings;
	}

	/**
	 * A database of which it is known that it is not embedded need not be asked, and the
	 * start not wait for it.
	 */
	private boolean mayBeWanted() {
		return switch (this.properties.getInitializeSchema()) {
			case NEVER -> false;
			case ALWAYS -> true;
			case EMBEDDED -> this.connectionDetails == null || EmbeddedDatabaseConnection
				.isEmbedded(this.connectionDetails.getDriverClassName(), this.connectionDetails.getJdbcUrl());
		};
	}

	private boolean isWanted(@Nullable DatabaseProduct product) {
		boolean always = this.properties.getInitializeSchema() == DatabaseInitializationMode.ALWAYS;
		if (product != null) {
			return always || product.embedded();
		}
		if (always) {
			logger.warn(("The table of %s is not made at this start, although '%sinitialize-schema' is 'always': the "
					+ "database does not answer")
				.formatted(this.contents, this.prefix));
		}
		// what does not answer is not embedded
		return false;
	}

	private List<String> locations(DatabaseProduct product) {
		String platform = this.properties.getPlatform();
		if (platform == null) {
			platform = platformOf(product);
		}
		return new PlatformPlaceholderDatabaseDriverResolver().resolveAll(platform, this.properties.getSchema());
	}

	private String platformOf(DatabaseProduct product) {
		JdbcPlatform platform = JdbcPlatform.ofProduct(product.name());
		if (platform != null) {
			return platform.toString();
		}
		if (isOurs()) {
			throw new StoreConfigurationException(
					"'%sinitialize-schema' is '%s', but there is no schema script for the database '%s'. There are those for %s."
						.formatted(this.prefix, this.properties.getInitializeSchema().name().toLowerCase(Locale.ROOT),
								product.name(), JdbcPlatform.describeAll()),
					("Set '%1$splatform' to the one that this database takes the script of, or '%1$sschema' to a script "
							+ "of your own, or '%1$sinitialize-schema' to 'never' if the table is there.")
						.formatted(this.prefix),
					null);
		}
		return DatabaseDriver.fromProductName(product.name()).getId();
	}

	private void requireKnown(@Nullable String platform) {
		if (platform != null && isOurs() && JdbcPlatform.ofName(platform) == null) {
			throw new StoreConfigurationException(
					"'%splatform' is '%s', for which there is no schema script. There are those for %s."
						.formatted(this.prefix, platform, JdbcPlatform.describeAll()),
					("Set '%1$splatform' to one of these, or remove it to have it found out, or set '%1$sschema' to a "
							+ "script of your own.")
						.formatted(this.prefix),
					null);
		}
	}

	private boolean isOurs() {
		return this.properties.getDefaultSchemaLocation().equals(this.properties.getSchema());
	}

}
