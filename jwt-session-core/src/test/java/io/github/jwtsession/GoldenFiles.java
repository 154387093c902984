package io.github.jwtsession;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What each release writes, in {@code src/test/resources/tokens}. A file has lines of
 * columns with a tab between them, the first of which is the line's name.
 */
public final class GoldenFiles {

	private static final Path ROOT = Path.of("src/test/resources/tokens");

	private static final String TAB = "\t";

	private static final String COMMENT = "# ";

	private GoldenFiles() {
	}

	/**
	 * The releases that there are files of.
	 * @return their numbers, the oldest first
	 */
	public static List<String> releases() {
		try (Stream<Path> folders = Files.list(ROOT)) {
			return folders.filter(Files::isDirectory)
				.map((folder) -> folder.getFileName().toString())
				.sorted(Comparator.comparing(Version::parse))
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The files of a release.
	 * @param release the release
	 * @return their names
	 */
	static List<String> files(String release) {
		Path folder = ROOT.resolve(release);
		try (Stream<Path> files = Files.walk(folder)) {
			return files.filter(Files::isRegularFile)
				.map((file) -> folder.relativize(file).toString().replace(File.separatorChar, '/'))
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Read a file of one release.
	 * @param release the release
	 * @param file the file's name
	 * @return its lines by their names, none if the release has no such file
	 */
	public static Map<String, Line> read(String release, String file) {
		Path path = ROOT.resolve(release).resolve(file);
		Map<String, Line> lines = new LinkedHashMap<>();
		if (!Files.exists(path)) {
			return lines;
		}
		try {
			for (String text : Files.readAllLines(path)) {
				if (!text.startsWith(COMMENT)) {
					List<String> columns = List.of(text.split(TAB));
					lines.put(columns.get(0), new Line(release, file, columns));
				}
			}
			return lines;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Read a file of all releases.
	 * @param file the file's name
	 * @return its lines
	 */
	public static Stream<Line> readAll(String file) {
		return releases().stream().flatMap((release) -> read(release, file).values().stream());
	}

	/**
	 * Read what the last release writes.
	 * @param file the file's name
	 * @return the line of each name in the last release that has it
	 */
	public static Map<String, Line> readLast(String file) {
		Map<String, Line> lines = new LinkedHashMap<>();
		readAll(file).forEach((line) -> lines.put(line.name(), line));
		return lines;
	}

	/**
	 * Write the text of a line.
	 * @param columns the columns, the name first
	 * @return the text
	 */
	public static String line(String... columns) {
		for (String column : columns) {
			if (column.isEmpty() || column.contains(TAB) || column.lines().count() > 1) {
				throw new IllegalArgumentException("This is no column: '" + column + "'");
			}
		}
		return String.join(TAB, columns);
	}

	/**
	 * Write a comment.
	 * @param text what it says
	 * @return the text of the line
	 */
	public static String comment(String text) {
		return COMMENT + text;
	}

	/**
	 * Write the files of a release that has none yet.
	 * @param release the release
	 * @param files lines by the name of the file
	 * @throws IOException if they cannot be written, or if there are files of the release
	 */
	static void write(String release, Map<String, List<String>> files) throws IOException {
		Path folder = Files.createDirectory(ROOT.resolve(Version.parse(release).toString()));
		for (Map.Entry<String, List<String>> file : files.entrySet()) {
			Path path = folder.resolve(file.getKey());
			Files.createDirectories(path.getParent());
			Files.write(path, file.getValue());
		}
	}

	/**
	 * A line of a file.
	 *
	 * @param release the release
	 * @param file the name of the file
	 * @param columns the columns, the name first
	 */
	public record Line(String release, String file, List<String> columns) {

		/**
		 * What the line is called, the first column.
		 * @return the name
		 */
		public String name() {
			return this.columns.get(0);
		}

		/**
		 * Where the line stands: what is in it is long.
		 */
		@Override
		public String toString() {
			return this.release + "/" + this.file + ": " + name();
		}

	}

}
