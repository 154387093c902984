package io.github.jwtsession;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Assumptions;

/**
 * What is installed beside the JDK.
 */
public final class Installation {

	private static final Installation MACHINE = new Installation(Stream
		.of(Arrays.stream(System.getenv("PATH").split(File.pathSeparator)),
				Stream.of("/usr/sbin", "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64"),
				versionsOf("/usr/lib/postgresql"))
		.flatMap((directories) -> directories)
		.map(Path::of)
		.toList(), "true".equals(System.getenv("CI")));

	private final List<Path> directories;

	private final boolean continuousIntegration;

	Installation(List<Path> directories, boolean continuousIntegration) {
		this.directories = directories;
		this.continuousIntegration = continuousIntegration;
	}

	/**
	 * Find an executable or a shared library.
	 * @param name the name of the file
	 * @return where it is
	 */
	public static Path get(String name) {
		return MACHINE.find(name).orElseThrow(() -> new IllegalStateException(name + " is not installed"));
	}

	/**
	 * Skip the test that runs where something is not installed; fail in continuous
	 * integration.
	 * @param packages Debian packages that install it
	 * @param names the names of executables or shared libraries
	 */
	public static void require(String packages, String... names) {
		missing(packages, names).ifPresent(Assumptions::abort);
	}

	/**
	 * Skip the test that runs where something is not to be had; fail in continuous
	 * integration.
	 * @param available whether it is
	 * @param name what it is
	 */
	public static void require(boolean available, String name) {
		if (!available) {
			Assumptions.abort(MACHINE.skip("The test needs " + name));
		}
	}

	static Optional<String> missing(String packages, String... names) {
		return MACHINE.whyToSkip(packages, names);
	}

	/**
	 * Why to skip a test, empty if nothing is missing.
	 * @throws IllegalStateException if something is missing in continuous integration
	 */
	Optional<String> whyToSkip(String packages, String... names) {
		List<String> missing = Stream.of(names).filter((name) -> find(name).isEmpty()).toList();
		return missing.isEmpty() ? Optional.empty() : Optional
			.of(skip("The test needs %s (Debian: apt-get install %s)".formatted(String.join(", ", missing), packages)));
	}

	private String skip(String reason) {
		if (this.continuousIntegration) {
			throw new IllegalStateException(reason);
		}
		// on the console too, where Surefire only counts
		LogFactory.getLog(Installation.class).warn("Skipped. " + reason);
		return reason;
	}

	private Optional<Path> find(String name) {
		return this.directories.stream()
			.map((directory) -> directory.resolve(name))
			.filter((file) -> name.contains(".so") ? Files.isRegularFile(file) : Files.isExecutable(file))
			.findFirst();
	}

	private static Stream<String> versionsOf(String directory) {
		File[] versions = new File(directory).listFiles();
		return (versions != null) ? Arrays.stream(versions).map((version) -> version + "/bin") : Stream.empty();
	}

}
