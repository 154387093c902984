package io.github.jwtsession;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import io.github.jwtsession.attribute.AttributesFuzz;
import io.github.jwtsession.cookie.CookieHeaderFuzz;
import io.github.jwtsession.jwe.CompactJweFuzz;
import io.github.jwtsession.token.ClaimsFuzz;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tries what fuzzing starts from, and what it once found, on the fuzz targets.
 * {@code README.md}, "Develop it", says how to go on from there.
 */
class FuzzCorpusTests {

	private static final Path CORPUS = Path.of("src", "test", "resources", "fuzz");

	static Stream<Arguments> inputs() {
		return Stream
			.of(inputs("cookies", CookieHeaderFuzz::fuzzerTestOneInput),
					inputs("jwe", CompactJweFuzz::fuzzerTestOneInput), inputs("claims", ClaimsFuzz::fuzzerTestOneInput),
					inputs("attributes", AttributesFuzz::fuzzerTestOneInput))
			.flatMap((inputs) -> inputs);
	}

	private static Stream<Arguments> inputs(String folder, Target target) {
		try (Stream<Path> files = Files.list(CORPUS.resolve(folder))) {
			return files.sorted().map((file) -> arguments(CORPUS.relativize(file), file, target)).toList().stream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("inputs")
	void targetHolds(Path name, Path input, Target target) throws Exception {
		target.fuzzerTestOneInput(Files.readAllBytes(input));
	}

	private interface Target {

		void fuzzerTestOneInput(byte[] data) throws Exception;

	}

}
