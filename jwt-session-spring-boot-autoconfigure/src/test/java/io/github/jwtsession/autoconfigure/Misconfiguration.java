package io.github.jwtsession.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * One entry of the table of misconfigurations.
 *
 * @param title what is wrong
 * @param properties the properties, {@code name=value}
 * @param description what the failure analysis has to say
 * @param action what it has to advise
 */
record Misconfiguration(String title, List<String> properties, String description, String action) {

	private static final String TITLE = "### ";

	/**
	 * Read the table: entries that begin with a title, whose parts are divided by a line
	 * of three hyphens.
	 */
	static Stream<Misconfiguration> read(Path table) {
		try {
			return Arrays.stream(Files.readString(table).split("(?m)^" + TITLE)).skip(1).map(Misconfiguration::parse);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Misconfiguration parse(String entry) {
		String[] parts = entry.split("(?m)^---$", 3);
		List<String> lines = parts[0].lines().filter((line) -> !line.isBlank()).toList();
		return new Misconfiguration(lines.get(0), lines.subList(1, lines.size()), parts[1].strip(), parts[2].strip());
	}

	/**
	 * The same with another description and action, as the table would have it.
	 */
	String print(String actualDescription, String actualAction) {
		return TITLE + this.title + "\n\n" + String.join("\n", this.properties) + "\n---\n" + actualDescription
				+ "\n---\n" + actualAction + "\n";
	}

	@Override
	public String toString() {
		return this.title;
	}

}
