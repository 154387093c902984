package io.github.jwtsession.attribute;

import java.util.Map;
import java.util.stream.Stream;

import io.github.jwtsession.GoldenFiles;
import io.github.jwtsession.GoldenFiles.Line;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that no alias of a type, and no short name of an attribute, ever gets another
 * meaning.
 */
class GoldenAliasTests {

	private static final String SESSION = "{\"%s\":5}";

	@ParameterizedTest(name = "{0}")
	@MethodSource("aliases")
	void anAliasKeepsItsClass(Line line) {
		assertThat(GoldenAttributes.aliases()).containsEntry(line.name(), line.columns().get(1));
	}

	@Test
	void everyAliasIsStored() {
		assertThat(GoldenFiles.readLast(GoldenAttributes.ALIASES)).as("stored aliases, see tokens/README.md")
			.containsOnlyKeys(GoldenAttributes.aliases().keySet());
	}

	static Stream<Line> aliases() {
		return GoldenFiles.readAll(GoldenAttributes.ALIASES);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("names")
	void aNameIsWrittenAsBefore(Line line) {
		String name = line.columns().get(1);
		assertThat(GoldenAttributes.writeSession(name, 5)).isEqualTo(SESSION.formatted(line.name()));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("names")
	void aNameIsReadAsBefore(Line line) {
		String name = line.columns().get(1);
		assertThat(GoldenAttributes.readSession(name, SESSION.formatted(line.name()))).isEqualTo(5);
	}

	@Test
	void everyShortNameIsStored() {
		Map<String, String> names = GoldenAttributes.names();
		assertThat(GoldenFiles.readLast(GoldenAttributes.NAMES)).as("stored names, see tokens/README.md")
			.containsOnlyKeys(names.keySet());
	}

	static Stream<Line> names() {
		return GoldenFiles.readAll(GoldenAttributes.NAMES);
	}

}
