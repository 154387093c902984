package io.github.jwtsession.overflow.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

import javax.sql.DataSource;

import io.github.jwtsession.overflow.OverflowStore;
import io.github.jwtsession.store.jdbc.JdbcStoreProblem;
import io.github.jwtsession.store.jdbc.JdbcTransactions;
import io.github.jwtsession.store.jdbc.StoreTable;
import org.jspecify.annotations.Nullable;

/**
 * Blobs in a table, one row each.
 */
public final class JdbcOverflowStore implements OverflowStore {

	/**
	 * The table of the schema scripts.
	 */
	public static final String DEFAULT_TABLE_NAME = "JWT_SESSION_OVERFLOW";

	/**
	 * How long a blob that has expired is left alone.
	 */
	private static final Duration CLOCK_ALLOWANCE = Duration.ofHours(1);

	private static final StoreTable TABLE = new StoreTable("jwt.session.overflow", DEFAULT_TABLE_NAME,
			"io/github/jwtsession/overflow/schema-*.sql", "SELECT, INSERT, UPDATE and DELETE on %s");

	private final JdbcTransactions transactions;

	private final JdbcStoreProblem problem;

	private final String probe;

	/**
	 * Statements that do nothing but need the rights that others need.
	 */
	private final List<String> rights;

	private final String insert;

	private final String select;

	private final String extend;

	private final String transfer;

	private final String delete;

	private final String selectExpired;

	private final String deleteExpired;

	private final String statistics;

	/**
	 * Create a store.
	 * @param dataSource where the table is
	 * @param tableName its name
	 * @param timeout how long to wait for the database, more than zero
	 */
	public JdbcOverflowStore(DataSource dataSource, String tableName, Duration timeout) {
		this.transactions = new JdbcTransactions(dataSource, timeout);
		this.problem = new JdbcStoreProblem(this.transactions, TABLE, tableName);
		this.probe = "SELECT BLOB_ID, OWNER, CREATED_AT, EXPIRES_AT, LENGTH, CONTENT FROM %s WHERE 1 = 0"
			.formatted(tableName);
		this.rights = List.of("UPDATE %s SET LENGTH = LENGTH WHERE 1 = 0".formatted(tableName),
				"DELETE FROM %s WHERE 1 = 0".formatted(tableName),
				"INSERT INTO %1$s SELECT * FROM %1$s WHERE 1 = 0".formatted(tableName));
		this.insert = "INSERT INTO %s (BLOB_ID, OWNER, CREATED_AT, EXPIRES_AT, LENGTH, CONTENT) VALUES (?, ?, ?, ?, ?, ?)"
			.formatted(tableName);
		this.select = "SELECT CONTENT FROM %s WHERE BLOB_ID = ?".formatted(tableName);
		this.extend = "UPDATE %s SET EXPIRES_AT = ? WHERE BLOB_ID = ? AND EXPIRES_AT < ?".formatted(tableName);
		this.transfer = "UPDATE %s SET OWNER = ? WHERE OWNER = ?".formatted(tableName);
		this.delete = "DELETE FROM %s WHERE OWNER = ?".formatted(tableName);
		this.selectExpired = "SELECT BLOB_ID FROM %s WHERE EXPIRES_AT < ? ORDER BY EXPIRES_AT LIMIT ?"
			.formatted(tableName);
		this.deleteExpired = "DELETE FROM %s WHERE BLOB_ID = ? AND EXPIRES_AT < ?".formatted(tableName);
		this.statistics = "SELECT COUNT(*), COALESCE(SUM(LENGTH), 0), MIN(CREATED_AT) FROM " + tableName;
	}

	@Override
	public void verify() {
		try {
			this.transactions.run((jdbc) -> {
				jdbc.queryForList(this.probe);
				return this.rights.stream().mapToInt(jdbc::update).sum();
			});
		}
		catch (RuntimeException ex) {
			throw this.problem.explain(ex);
		}
	}

	/**
	 * Not as a batch: PostgreSQL's driver has the whole statement, blobs included, in the
	 * message of what it throws then.
	 */
	@Override
	public void put(Collection<Blob> blobs) {
		List<Object[]> rows = blobs.stream().map(JdbcOverflowStore::toRow).toList();
		this.transactions.run((jdbc) -> rows.stream().mapToInt((row) -> jdbc.update(this.insert, row)).sum());
	}

	private static Object[] toRow(Blob blob) {
		return new Object[] { blob.id(), blob.owner(), blob.createdAt().getEpochSecond(),
				blob.expiresAt().getEpochSecond(), blob.content().length, blob.content() };
	}

	@Override
	public byte @Nullable [] get(String id) {
		List<byte[]> contents = this.transactions
			.run((jdbc) -> jdbc.query(this.select, (row, index) -> row.getBytes(1), id));
		return contents.isEmpty() ? null : contents.get(0);
	}

	/**
	 * In the order of ids: two instances that lock the same rows do not wait for each
	 * other.
	 */
	@Override
	public void extend(Collection<Extension> extensions) {
		List<Object[]> rows = extensions.stream()
			.sorted(Comparator.comparing(Extension::id))
			.map(JdbcOverflowStore::toRow)
			.toList();
		this.transactions.run((jdbc) -> jdbc.batchUpdate(this.extend, rows));
	}

	private static Object[] toRow(Extension extension) {
		long expiresAt = extension.expiresAt().getEpochSecond();
		return new Object[] { expiresAt, extension.id(), expiresAt };
	}

	@Override
	public void transfer(Collection<Transfer> transfers) {
		List<Object[]> rows = transfers.stream()
			.map((transfer) -> new Object[] { transfer.to(), transfer.from() })
			.toList();
		this.transactions.run((jdbc) -> jdbc.batchUpdate(this.transfer, rows));
	}

	@Override
	public void delete(Collection<String> owners) {
		List<Object[]> rows = owners.stream().sorted().map((owner) -> new Object[] { owner }).toList();
		this.transactions.run((jdbc) -> jdbc.batchUpdate(this.delete, rows));
	}

	/**
	 * Not at once: the clock of the instance that asks may be ahead of that of the one
	 * that wrote.
	 */
	@Override
	public int deleteExpired(Instant now, int limit) {
		long limitTime = now.minus(CLOCK_ALLOWANCE).getEpochSecond();
		List<String> ids = this.transactions
			.run((jdbc) -> jdbc.queryForList(this.selectExpired, String.class, limitTime, limit));
		if (!ids.isEmpty()) {
			List<Object[]> rows = ids.stream().sorted().map((id) -> new Object[] { id, limitTime }).toList();
			this.transactions.run((jdbc) -> jdbc.batchUpdate(this.deleteExpired, rows));
		}
		return ids.size();
	}

	@Override
	public Statistics statistics() {
		Statistics statistics = this.transactions.run((jdbc) -> jdbc.queryForObject(this.statistics, (row, index) -> {
			long oldest = row.getLong(3);
			return new Statistics(row.getLong(1), row.getLong(2), row.wasNull() ? null : Instant.ofEpochSecond(oldest));
		}));
		return Objects.requireNonNull(statistics);
	}

}
