package io.github.jwtsession.store.jdbc;

import java.sql.SQLException;
import java.util.Set;

import io.github.jwtsession.store.StoreConfigurationException;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.PermissionDeniedDataAccessException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.ConnectionCallback;

/**
 * Tells a database that is configured wrongly, which does not pass by itself, from one
 * that does not answer.
 */
public final class JdbcStoreProblem {

	private static final int MAX_LENGTH = 300;

	/**
	 * Classes of SQLSTATE: who connects is not known or may not, or there is no such
	 * database.
	 */
	private static final Set<String> ACCESS_CLASSES = Set.of("28", "3D");

	/**
	 * The user may not use the table: SQLSTATE of PostgreSQL.
	 */
	private static final String DENIED_STATE = "42501";

	/**
	 * The same: codes of H2, and of MySQL and MariaDB.
	 */
	private static final Set<Integer> DENIED_CODES = Set.of(90096, 1142);

	/**
	 * MySQL and MariaDB, at the connection: may not use the database, or there is none.
	 */
	private static final Set<Integer> NO_DATABASE = Set.of(1044, 1049);

	private final JdbcTransactions transactions;

	private final StoreTable table;

	private final String tableName;

	/**
	 * Create an instance.
	 * @param transactions what the store asks the database by
	 * @param table the store's table
	 * @param tableName how it is called
	 */
	public JdbcStoreProblem(JdbcTransactions transactions, StoreTable table, String tableName) {
		this.transactions = transactions;
		this.table = table;
		this.tableName = tableName;
	}

	/**
	 * What to throw for a statement that failed.
	 * @param failure what it threw
	 * @return a {@link StoreConfigurationException} if the configuration is to blame,
	 * else the same
	 */
	public RuntimeException explain(RuntimeException failure) {
		SQLException cause = sqlException(failure);
		if (cause == null) {
			return failure;
		}
		if (failure instanceof PermissionDeniedDataAccessException || isDenied(cause)) {
			return problem("the user of the database may not use the table " + this.tableName, cause,
					"Grant the user " + this.table.rights().formatted(this.tableName) + ".");
		}
		if (failure instanceof BadSqlGrammarException) {
			return explainTable(cause);
		}
		if (isAccessRefused(cause)) {
			return problem("the database refuses the connection", cause,
					"Put right 'spring.datasource.url', 'spring.datasource.username' and "
							+ "'spring.datasource.password', or what the DataSource is made of.");
		}
		return failure;
	}

	private static @Nullable SQLException sqlException(Throwable failure) {
		SQLException deepest = null;
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof SQLException sql) {
				deepest = sql;
			}
		}
		return deepest;
	}

	private static boolean isAccessRefused(SQLException cause) {
		String state = cause.getSQLState();
		return (state != null && state.length() == 5 && ACCESS_CLASSES.contains(state.substring(0, 2)))
				|| NO_DATABASE.contains(cause.getErrorCode());
	}

	private static boolean isDenied(SQLException cause) {
		return DENIED_STATE.equals(cause.getSQLState()) || DENIED_CODES.contains(cause.getErrorCode());
	}

	private StoreConfigurationException explainTable(SQLException cause) {
		JdbcPlatform platform = platform();
		if (hasTable()) {
			return problem("the table %s has not the columns that belong there".formatted(this.tableName), cause,
					("Make it as %s, after you have dropped or renamed the one that is there, or set "
							+ "'%s.jdbc.table-name' to another table.")
						.formatted(script(platform), this.table.property()));
		}
		return problem("there is no table %s".formatted(this.tableName), cause, remedyForNoTable(platform));
	}

	private String remedyForNoTable(@Nullable JdbcPlatform platform) {
		if (!this.tableName.equals(this.table.defaultName())) {
			return ("Make it as %s, with the name %s in place of %s, or set '%s.jdbc.table-name' to the table that is "
					+ "there.")
				.formatted(script(platform), this.tableName, this.table.defaultName(), this.table.property());
		}
		if (platform == null) {
			return "Make it as %s.".formatted(script(null));
		}
		return ("Set '%s.jdbc.initialize-schema=always' to have it made at the start, or run the script %s of "
				+ "jwt-session-core yourself.")
			.formatted(this.table.property(), this.table.script(platform));
	}

	private String script(@Nullable JdbcPlatform platform) {
		return (platform != null) ? "the script %s of jwt-session-core does".formatted(this.table.script(platform))
				: "the scripts %s of jwt-session-core do for other databases".formatted(this.table.scripts());
	}

	private boolean hasTable() {
		try {
			this.transactions
				.run((jdbc) -> jdbc.queryForList("SELECT 1 FROM %s WHERE 1 = 0".formatted(this.tableName)));
			return true;
		}
		catch (RuntimeException ex) {
			return false;
		}
	}

	private @Nullable JdbcPlatform platform() {
		try {
			String product = this.transactions.run((jdbc) -> jdbc.execute(
					(ConnectionCallback<String>) (connection) -> connection.getMetaData().getDatabaseProductName()));
			return JdbcPlatform.ofProduct(String.valueOf(product));
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

	private StoreConfigurationException problem(String reason, SQLException cause, String remedy) {
		String message = String.valueOf(cause.getMessage()).strip().replaceAll("\\s+", " ");
		return new StoreConfigurationException(
				"'%s.store' is 'jdbc', but %s: %s".formatted(this.table.property(), reason,
						(message.length() > MAX_LENGTH) ? message.substring(0, MAX_LENGTH) + "..." : message),
				remedy, cause);
	}

}
