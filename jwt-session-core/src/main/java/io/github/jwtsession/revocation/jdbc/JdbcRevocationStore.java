package io.github.jwtsession.revocation.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

import javax.sql.DataSource;

import io.github.jwtsession.revocation.Revocation;
import io.github.jwtsession.revocation.shared.RevocationStore;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Revocations in a table, one row each. Its identity column is the position.
 */
public final class JdbcRevocationStore implements RevocationStore {

	/**
	 * The table of the schema scripts.
	 */
	public static final String DEFAULT_TABLE_NAME = "JWT_SESSION_REVOCATION";

	/**
	 * How long a statement, or a transaction, may take: far less than the overlap.
	 */
	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	/**
	 * A row gets its number when it is inserted, and is visible when that is committed.
	 */
	private static final Duration OVERLAP = Duration.ofMinutes(1);

	private final JdbcTemplate jdbc;

	/**
	 * A transaction of its own, whatever the application has under way: a logout counts
	 * at once, and a row must be seen soon after it has its number.
	 */
	private final TransactionTemplate transaction;

	private final String insert;

	private final String selectAll;

	private final String selectFrom;

	private final String delete;

	/**
	 * Create a store.
	 * @param dataSource where the table is
	 * @param tableName its name
	 */
	public JdbcRevocationStore(DataSource dataSource, String tableName) {
		this.jdbc = new JdbcTemplate(dataSource);
		this.jdbc.setQueryTimeout((int) TIMEOUT.toSeconds());
		this.transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
		this.transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		this.transaction.setTimeout((int) TIMEOUT.toSeconds());
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
		this.transaction.executeWithoutResult((status) -> this.jdbc.batchUpdate(this.insert, rows));
	}

	private static Object[] toRow(Revocation revocation) {
		return new Object[] { JdbcKind.format(revocation), revocation.subject(),
				revocation.issuedBefore().toEpochMilli(), revocation.until().getEpochSecond() };
	}

	@Override
	public List<Stored> read(@Nullable Position from, int limit) {
		List<Stored> page = this.transaction.execute((status) -> (from != null)
				? this.jdbc.query(this.selectFrom, JdbcRevocationStore::fromRow, from.minor(), limit)
				: this.jdbc.query(this.selectAll, JdbcRevocationStore::fromRow, limit));
		return (page != null) ? page : List.of();
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
		this.transaction.executeWithoutResult((status) -> this.jdbc.batchUpdate(this.delete, ids));
	}

}
