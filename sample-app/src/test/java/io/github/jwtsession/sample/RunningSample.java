package io.github.jwtsession.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sample in a process of its own, on a port that is free.
 */
final class RunningSample implements AutoCloseable {

	private static final Pattern STARTED = Pattern.compile("Tomcat started on port (\\d+)");

	private final Process process;

	private final List<String> log = new ArrayList<>();

	private final int port;

	private RunningSample(Process process) throws IOException {
		this.process = process;
		this.port = awaitPort();
	}

	/**
	 * The command that starts it.
	 * @param directory where a file may be written, the class path, which is too long for
	 * a command on some systems
	 * @param options options of the JVM
	 * @return the command, to which arguments of the application may be added
	 */
	static List<String> command(Path directory, String... options) throws IOException {
		String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		Path file = Files.writeString(directory.resolve("java.options"),
				"-cp \"%s\"".formatted(classPath.replace("\\", "\\\\")));
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@" + file,
						"-XX:TieredStopAtLevel=1", "-Dserver.port=0", "-Dserver.address=127.0.0.1"));
		command.addAll(List.of(options));
		command.add(SampleApplication.class.getName());
		return command;
	}

	/**
	 * Starts it, and waits until it serves.
	 * @param builder what becomes the sample, by itself or by {@code exec}
	 * @return the running sample
	 * @throws AssertionError if it ends instead, with what it had to say
	 */
	static RunningSample start(ProcessBuilder builder) throws IOException {
		return new RunningSample(builder.redirectErrorStream(true).start());
	}

	int port() {
		return this.port;
	}

	/** What it has logged until it served. */
	List<String> log() {
		return this.log;
	}

	@Override
	public void close() {
		this.process.destroyForcibly().onExit().join();
	}

	private int awaitPort() throws IOException {
		BufferedReader output = new BufferedReader(
				new InputStreamReader(this.process.getInputStream(), StandardCharsets.UTF_8));
		for (String line = output.readLine(); line != null; line = output.readLine()) {
			this.log.add(line);
			Matcher started = STARTED.matcher(line);
			if (started.find()) {
				return Integer.parseInt(started.group(1));
			}
		}
		throw new AssertionError("It did not start: " + String.join("\n", this.log));
	}

}
