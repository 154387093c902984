package io.github.jwtsession.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Function;

import javax.sql.DataSource;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Runs statements in transactions of their own, whatever the application has under way: a
 * logout counts at once, and a row must be seen soon after it has its number.
 * <p>
 * A connection that has died silently, as when a firewall forgets it, would keep a driver
 * waiting for ever. So the driver waits for the network no longer than the timeout, by
 * {@link Connection#setNetworkTimeout}; it then closes the connection, and the pool makes
 * another one. The connection has its former timeout when the pool gets it back.
 */
public final class JdbcTransactions {

	private static final Log logger = LogFactory.getLog(JdbcTransactions.class);

	private final DataSource dataSource;

	private final Duration timeout;

	/**
	 * Create it.
	 * @param dataSource where connections come from
	 * @param timeout how long to wait for the database, more than zero
	 */
	public JdbcTransactions(DataSource dataSource, Duration timeout) {
		this.dataSource = dataSource;
		this.timeout = timeout;
	}

	/**
	 * Run statements in one transaction.
	 * @param <T> what they return
	 * @param statements are given what runs them
	 * @return what they return
	 */
	public <T> T run(Function<JdbcTemplate, T> statements) {
		try (Connection connection = this.dataSource.getConnection()) {
			Integer former = setNetworkTimeout(connection, (int) this.timeout.toMillis());
			try {
				return run(connection, statements);
			}
			finally {
				if (former != null) {
					setNetworkTimeout(connection, former);
				}
			}
		}
		catch (SQLException ex) {
			throw new DataAccessResourceFailureException("There is no connection to the database", ex);
		}
	}

	private <T> T run(Connection connection, Function<JdbcTemplate, T> statements) throws SQLException {
		JdbcTemplate jdbc = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
		jdbc.setQueryTimeout((int) Math.max(this.timeout.toSeconds(), 1));
		boolean autoCommit = connection.getAutoCommit();
		connection.setAutoCommit(false);
		try {
			T result = statements.apply(jdbc);
			connection.commit();
			return result;
		}
		catch (RuntimeException | SQLException ex) {
			rollBack(connection);
			throw ex;
		}
		finally {
			if (!connection.isClosed()) {
				connection.setAutoCommit(autoCommit);
			}
		}
	}

	/**
	 * Not by a template of Spring, which logs an error with a stack trace if the
	 * connection has died.
	 */
	private static void rollBack(Connection connection) {
		try {
			connection.rollback();
		}
		catch (SQLException ex) {
			logger.debug("A transaction was not rolled back", ex);
		}
	}

	/**
	 * Not every driver can. The registry gives the call up in any case; only its thread
	 * and its connection then wait for longer.
	 * @return the former timeout, {@code null} if the driver cannot
	 */
	private static @Nullable Integer setNetworkTimeout(Connection connection, int milliseconds) {
		try {
			int former = connection.getNetworkTimeout();
			connection.setNetworkTimeout(Runnable::run, milliseconds);
			return former;
		}
		catch (SQLException | AbstractMethodError | UnsupportedOperationException ex) {
			logger.debug("The network timeout of a connection was not set", ex);
			return null;
		}
	}

}
