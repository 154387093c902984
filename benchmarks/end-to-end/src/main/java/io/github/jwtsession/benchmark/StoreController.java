package io.github.jwtsession.benchmark;

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.session.SessionRepository;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Which store this application has, as a check that it is the one that was asked for.
 */
@RestController
class StoreController {

	private final ObjectProvider<SessionRepository<?>> repository;

	private final ObjectProvider<DataSource> dataSource;

	StoreController(ObjectProvider<SessionRepository<?>> repository, ObjectProvider<DataSource> dataSource) {
		this.repository = repository;
		this.dataSource = dataSource;
	}

	/**
	 * The class that keeps the sessions, and the database behind it.
	 */
	@GetMapping("/store")
	String store() throws SQLException {
		SessionRepository<?> sessions = this.repository.getIfAvailable();
		String name = (sessions != null) ? sessions.getClass().getSimpleName() : "container";
		DataSource database = this.dataSource.getIfAvailable();
		return ((database != null) ? name + " " + product(database) : name) + "\n";
	}

	/**
	 * How many sessions are in the database.
	 */
	@GetMapping("/store/rows")
	String rows() {
		return new JdbcTemplate(this.dataSource.getObject()).queryForObject("select count(*) from SPRING_SESSION",
				Integer.class) + "\n";
	}

	private static String product(DataSource database) throws SQLException {
		try (Connection connection = database.getConnection()) {
			return connection.getMetaData().getDatabaseProductName();
		}
	}

}
