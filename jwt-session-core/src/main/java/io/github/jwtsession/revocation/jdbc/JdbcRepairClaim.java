package io.github.jwtsession.revocation.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.jwtsession.store.jdbc.JdbcTransactions;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.BadSqlGrammarException;

/**
 * Which instance repairs the table: the one whose id is in the only row of another. A
 * database without that table, which former versions do not have, lets each instance.
 */
final class JdbcRepairClaim {

	private static final Log logger = LogFactory.getLog(JdbcRepairClaim.class);

	private static final int ID = 1;

	private final JdbcTransactions transactions;

	private final String tableName;

	private final String update;

	private final String insert;

	private final String delete;

	private final AtomicBoolean warned = new AtomicBoolean();

	JdbcRepairClaim(JdbcTransactions transactions, String tableName) {
		this.transactions = transactions;
		this.tableName = tableName;
		this.update = "UPDATE %s SET OWNER = ?, EXPIRES_AT = ? WHERE CLAIM_ID = ? AND (OWNER = ? OR EXPIRES_AT < ?)"
			.formatted(tableName);
		this.insert = "INSERT INTO %s (CLAIM_ID, OWNER, EXPIRES_AT) VALUES (?, ?, ?)".formatted(tableName);
		this.delete = "DELETE FROM %s WHERE CLAIM_ID = ? AND OWNER = ?".formatted(tableName);
	}

	/**
	 * Take the claim, or keep it.
	 * @return {@code false} if another instance has it
	 */
	boolean take(String owner, Duration lease) {
		Instant now = Instant.now();
		long until = now.plus(lease).toEpochMilli();
		try {
			return this.transactions
				.run((jdbc) -> jdbc.update(this.update, owner, until, ID, owner, now.toEpochMilli())) == 1
					|| this.transactions.run((jdbc) -> jdbc.update(this.insert, ID, owner, until)) == 1;
		}
		catch (DuplicateKeyException | PessimisticLockingFailureException ex) {
			return false;
		}
		catch (BadSqlGrammarException ex) {
			warnOnce();
			return true;
		}
	}

	private void warnOnce() {
		if (this.warned.compareAndSet(false, true)) {
			logger.warn("The table %s cannot be used: after a loss each instance writes what is missing, so that it is "
				.formatted(this.tableName)
					+ "there several times. The schema scripts of 'io/github/jwtsession/revocation' make the table");
		}
	}

	void release(String owner) {
		try {
			this.transactions.run((jdbc) -> jdbc.update(this.delete, ID, owner));
		}
		catch (BadSqlGrammarException ex) {
			warnOnce();
		}
	}

}
