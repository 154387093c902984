package io.github.jwtsession.revocation.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

import javax.sql.DataSource;

import io.github.jwtsession.revocation.Revocation;
import io.github.jwtsession.revocation.shared.RevocationStore;
import io.github.jwtsession.store.jdbc.JdbcStoreProblem;
import io.github.jwtsession.store.jdbc.JdbcTransactions;
import io.github.jwtsession.store.jdbc.StoreTable;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.ClassUtils;

/**
 * Revocations in a table, one row each. Its identity column is the position.
 */
public final class JdbcRevocationStore implements RevocationStore {

	/**
	 * The table of the schema scripts.
	 */
	public static final String DEFAULT_TABLE_NAME = "JWT_SESSION_REVOCATION";

	private static final StoreTable TABLE = new StoreTable("jwt.session.revocation", DEFAULT_TABLE_NAME,
			"io/github/jwtsession/revocation/schema-*.sql",
			"SELECT, INSERT and DELETE on %s, and UPDATE as well on %1$s_CLAIM");

	private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

	/**
	 * A row gets its number when it is inserted, and is visible when that is committed.
	 */
	private static final Duration OVERLAP = Duration.ofMinutes(1);

	private static final boolean HIKARI_PRESENT = ClassUtils.isPresent("com.zaxxer.hikari.HikariDataSource",
			JdbcRevocationStore.class.getClassLoader());

	private final DataSource dataSource;

	private final Duration timeout;

	private final JdbcTransactions transactions;

	private final JdbcRepairClaim claim;

	private final JdbcStoreProblem problem;

	private final String insert;

	private final String selectAll;

	private final String selectFrom;

	private final String delete;

	/**
	 * Create a store whose calls take five seconds at most.
	 * @param dataSource where the table is
	 * @param tableName its name
	 */
	public JdbcRevocationStore(DataSource dataSource, String tableName) {
		this(dataSource, tableName, DEFAULT_TIMEOUT);
	}

	/**
	 * Create a store.
	 * @param dataSource where the table is
	 * @param tableName its name. The table of claims has the same and ends in
	 * {@code _CLAIM}
	 * @param timeout how long to wait for the database, more than zero and far less than
	 * a minute
	 */
	public JdbcRevocationStore(DataSource dataSource, String tableName, Duration timeout) {
		this.dataSource = dataSource;
		this.timeout = timeout;
		this.transactions = new JdbcTransactions(dataSource, timeout);
		this.claim = new JdbcRepairClaim(this.transactions, tableName + "_CLAIM");
		this.problem = new JdbcStoreProblem(this.transactions, TABLE, tableName);
		this.insert = "INSERT INTO %s (KIND, SUBJECT, ISSUED_BEFORE, EXPIRES_AT) VALUES (?, ?, ?, ?)"
			.formatted(tableName);
		String select = "SELECT REVOCATION_ID, KIND, SUBJECT, ISSUED_BEFORE, EXPIRES_AT FROM " + tableName;
		this.selectAll = select + " ORDER BY REVOCATION_ID LIMIT ?";
		this.selectFrom = select + " WHERE REVOCATION_ID >= ? ORDER BY REVOCATION_ID LIMIT ?";
		this.delete = "DELETE FROM %s WHERE REVOCATION_ID = ?".formatted(tableName);
	}

	@Override
	public void append(Collection<Revocation> revocations) {
		List<Object[]> rows = revocations.stream().map(JdbcRevocationStore::toRow).toList();
		explained((jdbc) -> jdbc.batchUpdate(this.insert, rows));
	}

	private <T> T explained(Function<JdbcTemplate, T> statements) {
		try {
			return this.transactions.run(statements);
		}
		catch (RuntimeException ex) {
			throw this.problem.explain(ex);
		}
	}

	private static Object[] toRow(Revocation revocation) {
		return new Object[] { JdbcKind.format(revocation), revocation.subject(),
				revocation.issuedBefore().toEpochMilli(), revocation.until().getEpochSecond() };
	}

	@Override
	public List<Stored> read(@Nullable Position from, int limit) {
		return explained((jdbc) -> (from != null)
				? jdbc.query(this.selectFrom, JdbcRevocationStore::fromRow, from.minor(), limit)
				: jdbc.query(this.selectAll, JdbcRevocationStore::fromRow, limit));
	}

	private static Stored fromRow(ResultSet row, int index) throws SQLException {
		return new Stored(new Position(0, row.getLong("REVOCATION_ID")), toRevocation(row));
	}

	private static @Nullable Revocation toRevocation(ResultSet row) throws SQLException {
		try {
			String subject = row.getString("SUBJECT");
			JdbcKind kind = JdbcKind.parse(row.getString("KIND"));
			return new Revocation(kind.kind(), (subject != null) ? subject : "",
					Instant.ofEpochMilli(row.getLong("ISSUED_BEFORE")),
					Instant.ofEpochSecond(row.getLong("EXPIRES_AT")), kind.supersedes());
		}
		catch (IllegalArgumentException | DateTimeException ex) {
			return null;
		}
	}

	@Override
	public Duration overlap() {
		return OVERLAP;
	}

	@Override
	public void delete(Collection<Position> positions) {
		List<Object[]> ids = positions.stream().map((position) -> new Object[] { position.minor() }).toList();
		this.transactions.run((jdbc) -> jdbc.batchUpdate(this.delete, ids));
	}

	/**
	 * What one call has waited for in vain, others would: a database that has hung leaves
	 * all connections of before dead.
	 */
	@Override
	public void reset() {
		if (HIKARI_PRESENT) {
			HikariIdleConnections.evict(this.dataSource, this.timeout);
		}
	}

	@Override
	public boolean claimRepair(String owner, Duration lease) {
		return this.claim.take(owner, lease);
	}

	@Override
	public void releaseRepair(String owner) {
		this.claim.release(owner);
	}

}
