package io.github.jwtsession.revocation.jdbc;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import javax.sql.DataSource;

import io.github.jwtsession.revocation.Revocation;
import io.github.jwtsession.revocation.Revocation.Kind;
import io.github.jwtsession.revocation.RevocationIndex;
import io.github.jwtsession.revocation.RevocationStatus;
import io.github.jwtsession.revocation.shared.RevocationStore;
import io.github.jwtsession.revocation.shared.RevocationStore.Position;
import io.github.jwtsession.revocation.shared.RevocationStore.Stored;
import org.junit.jupiter.api.Test;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JdbcRevocationStore}, with H2 and its schema script.
 */
class JdbcRevocationStoreTests {

	private final DataSource dataSource = newDatabase();

	private final RevocationStore store = new JdbcRevocationStore(this.dataSource,
			JdbcRevocationStore.DEFAULT_TABLE_NAME);

	private static DataSource newDatabase() {
		DataSource dataSource = new DriverManagerDataSource("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
		ResourceDatabasePopulator script = new ResourceDatabasePopulator(
				new ClassPathResource("io/github/jwtsession/revocation/schema-h2.sql"));
		script.execute(dataSource);
		script.execute(dataSource);
		return dataSource;
	}

	@Test
	void rowsAreReadInPagesFromAPosition() {
		Revocation a = new Revocation(Kind.SESSION, "JccDJF_DaC3jGmZ4TrYHig", Instant.EPOCH, Instant.ofEpochSecond(7));
		Revocation b = new Revocation(Kind.PRINCIPAL, "p".repeat(27), Instant.ofEpochMilli(1234),
				Instant.ofEpochSecond(8));
		Revocation c = new Revocation(Kind.ALL, "", Instant.ofEpochMilli(5678), Instant.ofEpochSecond(9));
		this.store.append(List.of(a, b));
		this.store.append(List.of(c));
		List<Stored> all = this.store.read(null, 10);
		assertThat(all).extracting(Stored::revocation).containsExactly(a, b, c);
		assertThat(this.store.read(all.get(1).position(), 1)).containsExactly(all.get(1));
		assertThat(this.store.read(all.get(1).position(), 10)).containsExactly(all.get(1), all.get(2));
		this.store.delete(List.of(all.get(0).position(), new Position(0, 12345)));
		assertThat(this.store.read(null, 10)).containsExactly(all.get(1), all.get(2));
	}

	@Test
	void whatWasTakenBackFitsIntoTheTableOfFormerVersions() {
		Instant supersedes = Instant.parse("2100-01-02T12:00:00Z");
		Revocation a = new Revocation(Kind.PRINCIPAL, "p".repeat(27), Instant.EPOCH, Instant.ofEpochSecond(8),
				supersedes);
		Revocation b = new Revocation(Kind.ALL, "", Instant.ofEpochMilli(1234), Instant.ofEpochSecond(8), supersedes);
		this.store.append(List.of(a, b));
		assertThat(this.store.read(null, 10)).extracting(Stored::revocation).containsExactly(a, b);
	}

	@Test
	void rowOfALaterVersionIsReadAsNone() {
		new JdbcTemplate(this.dataSource)
			.update("INSERT INTO JWT_SESSION_REVOCATION (KIND, SUBJECT, ISSUED_BEFORE, EXPIRES_AT) "
					+ "VALUES ('device', 'x', 0, 7)");
		Revocation a = new Revocation(Kind.SESSION, "a", Instant.EPOCH, Instant.ofEpochSecond(7));
		this.store.append(List.of(a));
		assertThat(this.store.read(null, 10)).extracting(Stored::revocation).containsExactly(null, a);
	}

	@Test
	void nameOfThePrincipalIsNotInTheTable() {
		String name = "sam".repeat(1000) + "é😀";
		RevocationIndex index = new RevocationIndex();
		this.store.append(List.of(index.revokePrincipal(name, Instant.ofEpochMilli(1), Instant.ofEpochSecond(9))));
		assertThat(new JdbcTemplate(this.dataSource).queryForList("SELECT SUBJECT FROM JWT_SESSION_REVOCATION",
				String.class))
			.singleElement()
			.asString()
			.hasSize(27)
			.doesNotContain("sam");
		RevocationIndex other = new RevocationIndex();
		this.store.read(null, 10).forEach((stored) -> other.addStored(stored.revocation(), Instant.ofEpochMilli(1)));
		assertThat(other.check("a", name, Instant.EPOCH)).isEqualTo(RevocationStatus.REVOKED);
	}

}
