package io.github.jwtsession.revocation;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.jwtsession.Installation;
import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server that stores what instances share, run by the test on loopback: as Debian's
 * packages redis-server, postgresql and mariadb-server install it.
 */
public enum TestServer {

	/**
	 * Keeps nothing when it is killed.
	 */
	REDIS("redis-server", "redis-server") {
		@Override
		List<String> command(Path directory, int port) {
			return List.of(executable(), "--bind", "127.0.0.1", "--port", String.valueOf(port), "--save", "",
					"--appendonly", "no", "--dir", directory.toString());
		}

		@Override
		List<String> properties(int port) {
			return List.of("jwt.session.revocation.store=redis", "spring.data.redis.host=127.0.0.1",
					"spring.data.redis.port=" + port, "spring.data.redis.timeout=1s",
					"spring.data.redis.connect-timeout=1s");
		}
	},

	/**
	 * Keeps what was committed. It does not run as root.
	 */
	POSTGRESQL("postgres", "postgresql") {
		@Override
		void prepare(Path directory) {
			String initdb = find("initdb");
			run(List.of("chown", "-R", "postgres", directory.toString()));
			run(as("postgres", List.of(initdb, "-D", directory.resolve("data").toString(), "-U", "test", "-A", "trust",
					"-E", "UTF8", "--locale=C")));
		}

		@Override
		List<String> command(Path directory, int port) {
			return as("postgres", List.of(executable(), "-D", directory.resolve("data").toString(), "-p",
					String.valueOf(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="));
		}

		@Override
		List<String> properties(int port) {
			return jdbc("test", "postgresql://127.0.0.1:%d/postgres?connectTimeout=1&socketTimeout=5".formatted(port));
		}
	},

	/**
	 * Keeps what was committed, and stands for MySQL too. It does not run as root.
	 */
	MARIADB("mariadbd", "mariadb-server") {
		@Override
		void prepare(Path directory) {
			run(List.of("chown", "-R", "mysql", directory.toString()));
			run(as("mysql", List.of(find("mariadb-install-db"), "--no-defaults", "--skip-test-db",
					"--auth-root-authentication-method=normal", "--datadir=" + directory.resolve("data"))));
		}

		@Override
		List<String> command(Path directory, int port) {
			return as("mysql",
					List.of(executable(), "--no-defaults", "--datadir=" + directory.resolve("data"),
							"--bind-address=127.0.0.1", "--port=" + port, "--socket=" + directory.resolve("socket"),
							"--pid-file=" + directory.resolve("pid")));
		}

		@Override
		List<String> properties(int port) {
			return jdbc("root",
					"mariadb://127.0.0.1:%d/test?createDatabaseIfNotExist=true&connectTimeout=1000&socketTimeout=5000"
						.formatted(port));
		}
	};

	private static final String ROOT = "root";

	private final String binary;

	private final String packages;

	TestServer(String binary, String packages) {
		this.binary = binary;
		this.packages = packages;
	}

	abstract List<String> command(Path directory, int port);

	abstract List<String> properties(int port);

	void prepare(Path directory) {
	}

	String executable() {
		return find(this.binary);
	}

	private static String find(String binary) {
		return Installation.get(binary).toString();
	}

	private static List<String> jdbc(String username, String url) {
		return List.of("jwt.session.revocation.store=jdbc", "jwt.session.revocation.jdbc.initialize-schema=always",
				"spring.datasource.username=" + username, "spring.datasource.hikari.connection-timeout=1000",
				"spring.datasource.url=jdbc:" + url);
	}

	private static List<String> as(String user, List<String> command) {
		List<String> all = new ArrayList<>();
		if (ROOT.equals(System.getProperty("user.name"))) {
			all.addAll(List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups"));
		}
		all.addAll(command);
		return all;
	}

	private static void run(List<String> command) {
		try {
			Process process = new ProcessBuilder(command).directory(new File("/"))
				.redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
			assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
			assertThat(process.exitValue()).as(String.join(" ", command)).isZero();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Start one.
	 * @return the server, to be closed
	 * @throws IOException if that fails
	 */
	public Running start() throws IOException {
		Installation.require(this.packages, this.binary);
		// not JUnit's, which the server's user might not be able to enter
		Path directory = Files.createTempDirectory("jwt-session-" + this.binary);
		prepare(directory);
		Running server = new Running(directory, freePort());
		server.start();
		return server;
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	/**
	 * A server that runs, or was killed.
	 */
	public final class Running implements AutoCloseable {

		private final Path directory;

		private final int port;

		private Process process;

		private Running(Path directory, int port) {
			this.directory = directory;
			this.port = port;
		}

		/**
		 * Where it listens.
		 * @return the port
		 */
		public int port() {
			return this.port;
		}

		/**
		 * Properties of an application that uses it.
		 * @return names and values
		 */
		public String[] properties() {
			return TestServer.this.properties(this.port).toArray(String[]::new);
		}

		/**
		 * Properties of an application that has configured no timeout of its driver.
		 */
		String[] propertiesWithoutTimeouts(int port) {
			return TestServer.this.properties(port)
				.stream()
				.filter((property) -> !property.contains("timeout="))
				.map((property) -> property.replaceAll("[?&](connectTimeout|socketTimeout)=[0-9]+", ""))
				.toArray(String[]::new);
		}

		/**
		 * Start it again.
		 */
		public void start() {
			Awaitility.await(TestServer.this.binary)
				.atMost(Duration.ofSeconds(30))
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(200))
				.until(this::runsAndListens);
		}

		private boolean runsAndListens() throws IOException {
			if (this.process == null || !this.process.isAlive()) {
				this.process = new ProcessBuilder(command(this.directory, this.port)).directory(new File("/"))
					.redirectErrorStream(true)
					.redirectOutput(ProcessBuilder.Redirect.DISCARD)
					.start();
			}
			return isListening();
		}

		private boolean isListening() {
			try (Socket socket = new Socket()) {
				socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port), 1000);
				return true;
			}
			catch (IOException ex) {
				return false;
			}
		}

		/**
		 * Kill it.
		 */
		public void kill() {
			List<ProcessHandle> all = new ArrayList<>(this.process.descendants().toList());
			all.add(this.process.toHandle());
			all.forEach(ProcessHandle::destroyForcibly);
			all.forEach((handle) -> handle.onExit().join());
		}

		@Override
		public void close() throws IOException {
			kill();
			run(List.of("rm", "-rf", this.directory.toString()));
		}

	}

}
