package io.github.jwtsession.attribute;

import java.util.Map;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.jwtsession.GoldenFiles;
import io.github.jwtsession.GoldenFiles.Line;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests that attributes are written as the last release writes them, and that what any
 * release wrote is read.
 */
class GoldenAttributeTests {

	private static final BiPredicate<Throwable, Throwable> SAME_MESSAGE = (one, other) -> Objects
		.equals(one.getMessage(), other.getMessage());

	/**
	 * What is ignored is not written, or only in part: cookies and headers of a saved
	 * request, and transient fields.
	 */
	private static final RecursiveComparisonConfiguration EQUALITY = RecursiveComparisonConfiguration.builder()
		.withStrictTypeChecking(true)
		.withIgnoredFieldsMatchingRegexes(".*cookies", ".*headers", ".*cached")
		.withEqualsForType(Double::equals, Double.class)
		.withEqualsForType(Float::equals, Float.class)
		.withEqualsForType((one, other) -> one.compareTo(other) == 0, StringBuilder.class)
		.withEqualsForType(SAME_MESSAGE, Throwable.class)
		.build();

	@ParameterizedTest(name = "{0}: {1}")
	@MethodSource("samples")
	void isWrittenAsBefore(String file, String name, Object value) {
		Line line = GoldenFiles.readLast(file).get(name);
		assertThat(line).as("stored sample '%s', see tokens/README.md", name).isNotNull();
		assertThat(GoldenAttributes.write(name, value)).isEqualTo(json(line));
	}

	static Stream<Arguments> samples() {
		return GoldenAttributes.samples()
			.entrySet()
			.stream()
			.flatMap((file) -> file.getValue()
				.entrySet()
				.stream()
				.map((sample) -> arguments(file.getKey(), sample.getKey(), sample.getValue())));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("stored")
	void isReadAsBefore(Line line) {
		Map<String, Object> samples = GoldenAttributes.samples().get(line.file());
		assertThat(samples).as("samples, none of which may be removed").containsKey(line.name());
		Object expected = GoldenAttributes.readAs(line.name(), samples.get(line.name()));
		Object read = GoldenAttributes.read(line.name(), json(line));
		assertThat(read).isNotNull().hasSameClassAs(expected);
		if (HibernateSamples.isUnloaded(expected)) {
			assertThat(HibernateSamples.isUnloaded(read)).isTrue();
			return;
		}
		assertThat(read).usingRecursiveComparison(EQUALITY).isEqualTo(expected);
		assertThat(GoldenAttributes.write(line.name(), read)).isEqualTo(GoldenAttributes.write(line.name(), expected));
	}

	static Stream<Line> stored() {
		return GoldenAttributes.samples().keySet().stream().flatMap(GoldenFiles::readAll);
	}

	/**
	 * An array shows the alias of its elements, which may be arrays.
	 */
	@ParameterizedTest
	@MethodSource("aliases")
	void everyAliasHasASampleThatShowsIt(String alias) {
		Line line = GoldenAttributes.samples()
			.keySet()
			.stream()
			.map((file) -> GoldenFiles.readLast(file).get(alias))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
		assertThat(line).as("stored sample '%s', see tokens/README.md", alias).isNotNull();
		assertThat(json(line)).matches("(?s)\\{\"@\\[*" + Pattern.quote(alias) + "\":.+");
	}

	static Stream<String> aliases() {
		return GoldenAttributes.aliases().keySet().stream();
	}

	private static String json(Line line) {
		return line.columns().get(1);
	}

}
