package io.github.jwtsession.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.crypto.spec.SecretKeySpec;

import io.github.jwtsession.cookie.CookieSettings;
import io.github.jwtsession.cookie.SessionCookies;
import io.github.jwtsession.key.SessionKey;
import io.github.jwtsession.key.SessionKeys;
import io.github.jwtsession.revocation.MemoryRevocationRegistry;
import io.github.jwtsession.revocation.RevocationRegistry;
import io.github.jwtsession.session.RefusedWrite;
import io.github.jwtsession.session.RejectionReason;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.support.StaticListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the documentation of metrics and the dashboard name the meters that there
 * are, and no others.
 */
class MetricsDocumentationTests {

	private static final Path DOCS = Path.of("..", "docs");

	private static final Pattern PROMETHEUS_NAME = Pattern.compile("\\bjwt_session_\\w+");

	private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

	@BeforeEach
	void bind() {
		StaticListableBeanFactory beans = new StaticListableBeanFactory();
		java.time.Clock clock = java.time.Clock.systemUTC();
		beans.addBean("revocations", new MemoryRevocationRegistry(clock));
		new SessionTokenMetrics(SessionKeys.of(new SessionKey("key", new SecretKeySpec(new byte[32], "AES"))),
				new SessionCookies(CookieSettings.builder("sid").build()),
				beans.getBeanProvider(RevocationRegistry.class), clock, true)
			.bindTo(this.registry);
	}

	@Test
	void tableNamesTheMetersWithTypeTagsAndUnit() throws IOException {
		Set<String> documented = rows("jwt.session.").map((row) -> String.join(" | ", row.subList(0, 4)))
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(documented).isEqualTo(SessionTokenMetricsTests.ours(this.registry)
			.map((meter) -> String.join(" | ", "`" + meter.getId().getName() + "`", type(meter), tags(meter),
					baseUnit(meter)))
			.collect(Collectors.toCollection(TreeSet::new)));
	}

	@Test
	void tableNamesWhatPrometheusReads() throws IOException {
		assertThat(rows("jwt.session.").map((row) -> row.get(4).replace("`", "")).toList())
			.containsExactlyInAnyOrderElementsOf(families());
	}

	@Test
	void everyMeaningIsDocumented() throws IOException {
		assertThat(rows("jwt.session.")).allSatisfy((row) -> assertThat(row.get(5)).isNotBlank());
	}

	@Test
	void everyReasonIsDocumented() throws IOException {
		String text = Files.readString(DOCS.resolve("observability.md"));
		String rejected = text.substring(text.indexOf("Of `jwt.session.tokens.rejected`"),
				text.indexOf("Of `jwt.session.writes.refused`"));
		String refused = text.substring(text.indexOf("Of `jwt.session.writes.refused`"), text.indexOf("**Timers**"));
		assertThat(reasons(rejected)).isEqualTo(reasons(RejectionReason.values()));
		assertThat(reasons(refused)).isEqualTo(reasons(RefusedWrite.values()));
	}

	@Test
	void alertsUseNamesThatThereAre() throws IOException {
		String text = Files.readString(DOCS.resolve("observability.md"));
		assertThat(families()).containsAll(familiesIn(text.substring(text.indexOf("| alert |"))));
	}

	@Test
	void dashboardShowsAllMetersAndNoOthers() throws IOException {
		JsonNode dashboard = JsonMapper.shared().readTree(DOCS.resolve("grafana-dashboard.json").toFile());
		List<String> expressions = dashboard.findValuesAsString("expr");
		assertThat(expressions).hasSizeGreaterThan(20);
		assertThat(familiesIn(String.join("\n", expressions))).isEqualTo(families());
		List<String> queries = dashboard.at("/templating/list").findValuesAsString("definition");
		assertThat(queries).hasSize(2);
		assertThat(families()).containsAll(familiesIn(String.join("\n", queries)));
		String scraped = this.registry.scrape();
		assertThat(PROMETHEUS_NAME.matcher(String.join("\n", expressions)).results().map(MatchResult::group))
			.allSatisfy((name) -> assertThat(scraped).containsPattern("(?m)^" + name + "[ {]"));
	}

	/**
	 * What a meter is read as: its maximum is a family of its own, and no meter.
	 */
	private Set<String> families() {
		return this.registry.scrape()
			.lines()
			.filter((line) -> line.startsWith("# TYPE jwt_session_"))
			.map((line) -> line.split(" ")[2])
			.filter((name) -> !name.endsWith("_max"))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static Set<String> familiesIn(String text) {
		return PROMETHEUS_NAME.matcher(text)
			.results()
			.map(MatchResult::group)
			.map((name) -> name.replaceFirst("_(max|sum|count)$", ""))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	/**
	 * The cells of the rows of the documentation whose first cell begins with a name.
	 */
	private static Stream<List<String>> rows(String name) throws IOException {
		return Files.readAllLines(DOCS.resolve("observability.md"))
			.stream()
			.filter((line) -> line.startsWith("| `" + name))
			.map((line) -> Arrays.stream(line.substring(1).split("\\|")).map(String::strip).toList());
	}

	private static Set<String> reasons(String table) {
		return table.lines()
			.filter((line) -> line.startsWith("| `") && !line.startsWith("| `reason`"))
			.map((line) -> line.substring(1, line.indexOf('|', 1)))
			.flatMap((cell) -> Arrays.stream(cell.split(",")))
			.map((reason) -> reason.strip().replace("`", ""))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static Set<String> reasons(Enum<?>[] values) {
		return Arrays.stream(values)
			.map((reason) -> reason.name().toLowerCase(Locale.ROOT).replace('_', '-'))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static String type(Meter meter) {
		return meter.getId().getType().name().toLowerCase(Locale.ROOT).replace('_', ' ');
	}

	private static String tags(Meter meter) {
		return meter.getId()
			.getTags()
			.stream()
			.map(Tag::getKey)
			.map("`%s`"::formatted)
			.collect(Collectors.joining(", "));
	}

	private static String baseUnit(Meter meter) {
		String unit = meter.getId().getBaseUnit();
		return (unit != null) ? unit : "";
	}

}
