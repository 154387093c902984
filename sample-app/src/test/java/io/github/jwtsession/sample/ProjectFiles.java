package io.github.jwtsession.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The project's files, which a test reads, as they are in the checkout.
 */
final class ProjectFiles {

	private ProjectFiles() {
	}

	/** The directory of the README, wherever the test is run from. */
	static Path root() {
		Path directory = Path.of("").toAbsolutePath();
		while (!Files.exists(directory.resolve("mvnw"))) {
			directory = directory.getParent();
		}
		return directory;
	}

	/** All pages of documentation. */
	static List<Path> pages() {
		return Stream.of("", "docs", "sample-app", "benchmarks", "benchmarks/end-to-end")
			.flatMap((directory) -> list(directory, ".md"))
			.toList();
	}

	/** The scripts that users of the sample run. */
	static List<Path> scripts() {
		return list("sample-app", ".sh").toList();
	}

	static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Stream<Path> list(String directory, String suffix) {
		try (Stream<Path> files = Files.list(root().resolve(directory))) {
			return files.filter((file) -> file.toString().endsWith(suffix)).sorted().toList().stream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
