package io.github.jwtsession.revocation.jdbc;

import java.sql.SQLException;

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
	 * another, each for {@code validationTimeout}, as long as callers wait: with the
	 * defaults a minute for ten that have died. Where none is idle, there are too few for
	 * what the application does, and to close any would make it worse.
	 * @param dataSource the pool, or what wraps it; any other is left alone
	 */
	static void evict(DataSource dataSource) {
		try {
			if (!dataSource.isWrapperFor(HikariDataSource.class)) {
				return;
			}
			HikariPoolMXBean pool = dataSource.unwrap(HikariDataSource.class).getHikariPoolMXBean();
			if (pool != null && pool.getIdleConnections() > 0) {
				pool.softEvictConnections();
			}
		}
		catch (SQLException ex) {
			logger.debug("The pool was not asked for its connections", ex);
		}
	}

}
