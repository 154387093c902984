package io.github.jwtsession.revocation.jdbc;

import java.sql.SQLException;
import java.time.Duration;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The connections that a pool of HikariCP has in reserve. Loaded only where HikariCP is
 * there.
 */
final class HikariIdleConnections {

	private static final Log logger = LogFactory.getLog(HikariIdleConnections.class);

	private HikariIdleConnections() {
	}

	/**
	 * Close them, and those in use when they are returned. HikariCP would try one after
	 * another, each for {@code validationTimeout}: with the defaults a minute for ten
	 * that have died.
	 * <p>
	 * Not where none is idle: there are too few for what the application does, and to
	 * close any would make it worse. Nor where an attempt to connect may hang for longer
	 * than a call: the pool would begin one at once, most likely in vain, and make no
	 * other until it is over.
	 * @param dataSource the pool, or what wraps it; any other is left alone
	 * @param timeout how long a call may take
	 */
	static void evict(DataSource dataSource, Duration timeout) {
		try {
			if (!dataSource.isWrapperFor(HikariDataSource.class)) {
				return;
			}
			HikariDataSource hikari = dataSource.unwrap(HikariDataSource.class);
			HikariPoolMXBean pool = hikari.getHikariPoolMXBean();
			if (pool != null && pool.getIdleConnections() > 0 && hikari.getConnectionTimeout() <= timeout.toMillis()) {
				pool.softEvictConnections();
			}
		}
		catch (SQLException ex) {
			logger.debug("The pool was not asked for its connections", ex);
		}
	}

}
