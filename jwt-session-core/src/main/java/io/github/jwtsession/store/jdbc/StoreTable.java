package io.github.jwtsession.store.jdbc;

/**
 * The table of a store, as far as messages tell of it.
 *
 * @param property what all properties of the store begin with, without a dot at the end
 * @param defaultName the table's name in the schema scripts
 * @param scripts where these are on the classpath, {@code *} in place of the platform
 * @param rights what the user of the database needs, {@code %s} in place of the table's
 * name
 */
public record StoreTable(String property, String defaultName, String scripts, String rights) {

	String script(JdbcPlatform platform) {
		return this.scripts.replace("*", platform.toString());
	}

}
