package io.github.jwtsession.store.jdbc;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * A kind of database for which there is a schema script.
 */
public enum JdbcPlatform {

	/**
	 * H2.
	 */
	H2("H2"),

	/**
	 * MySQL and MariaDB.
	 */
	MYSQL("MySQL", "MariaDB"),

	/**
	 * PostgreSQL.
	 */
	POSTGRESQL("PostgreSQL");

	private final List<String> products;

	JdbcPlatform(String... products) {
		this.products = List.of(products);
	}

	/**
	 * Find the platform of a database.
	 * @param product what its driver says it is
	 * @return the platform, {@code null} if there is no script for it
	 */
	public static @Nullable JdbcPlatform ofProduct(String product) {
		return Arrays.stream(values())
			.filter((platform) -> platform.products.stream().anyMatch(product::equalsIgnoreCase))
			.findFirst()
			.orElse(null);
	}

	/**
	 * Find a platform.
	 * @param name its name
	 * @return the platform, {@code null} if there is none of this name
	 */
	public static @Nullable JdbcPlatform ofName(String name) {
		return Arrays.stream(values()).filter((platform) -> platform.toString().equals(name)).findFirst().orElse(null);
	}

	/**
	 * All platforms, for a message.
	 * @return each by its name and what it stands for
	 */
	public static String describeAll() {
		return Arrays.stream(values())
			.map((platform) -> "'%s' (%s)".formatted(platform, String.join(", ", platform.products)))
			.collect(Collectors.joining(", "));
	}

	/**
	 * The name, as {@code jwt.session.revocation.jdbc.platform} and its like have it.
	 */
	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}
