package io.github.jwtsession.autoconfigure;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.jdbc.EmbeddedDatabaseConnection;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What a database says that it is. One that does not answer in time is not asked: the
 * start does not wait for it.
 *
 * @param name its name, as the driver has it
 * @param embedded whether it runs in this process
 */
record DatabaseProduct(String name, boolean embedded) {

	/**
	 * Ask a database.
	 * @param dataSource connects to it
	 * @param timeout for how long to wait
	 * @return what it says, {@code null} if it does not answer
	 */
	static @Nullable DatabaseProduct ask(DataSource dataSource, Duration timeout) {
		FutureTask<DatabaseProduct> answer = new FutureTask<>(question(dataSource));
		Thread thread = new Thread(answer, "jwt-session-database-product");
		thread.setDaemon(true);
		thread.start();
		try {
			return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException ex) {
			return null;
		}
		catch (TimeoutException ex) {
			answer.cancel(true);
			return null;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return null;
		}
	}

	private static Callable<DatabaseProduct> question(DataSource dataSource) {
		return () -> {
			String name = new JdbcTemplate(dataSource).execute(
					(ConnectionCallback<String>) (connection) -> connection.getMetaData().getDatabaseProductName());
			return new DatabaseProduct(String.valueOf(name), EmbeddedDatabaseConnection.isEmbedded(dataSource));
		};
	}

}
