package io.github.jwtsession.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.crypto.KeyGenerator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the sample as the build has processed it ahead of time. Where its key is, it is
 * told when it starts.
 */
class AheadOfTimeTests {

	private static final char[] PASSWORD = "password".toCharArray();

	private static final Pattern STARTED = Pattern.compile("Tomcat started on port (\\d+)");

	@TempDir
	private Path directory;

	@Test
	void usesTheKeyThatItIsToldAtStart() throws Exception {
		Path keyStore = makeKeyStore();
		Process process = start("--jwt.session.secret-id=told-at-start",
				"--jwt.session.keystore.location=" + keyStore.toUri(), "--jwt.session.keystore.password=password");
		try {
			List<String> log = new ArrayList<>();
			Visitor visitor = new Visitor(awaitPort(process, log));
			visitor.signIn();
			visitor.get("/");
			visitor.post("/cart/add", Map.of("product", "ginger-snap"));
			assertThat(visitor.get("/checkout").body()).contains("Ginger snap", "sam");
			assertThat(log).anyMatch((line) -> line.contains("AOT-processed"))
				.noneMatch((line) -> line.contains("a random one is used"));
			String header = visitor.cookies().get(0).getValue().split("\\.")[0];
			assertThat(new String(Base64.getUrlDecoder().decode(header), StandardCharsets.UTF_8))
				.contains("\"told-at-start\"");
		}
		finally {
			process.destroyForcibly().waitFor();
		}
	}

	private Process start(String... arguments) throws IOException {
		String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		Path options = Files.writeString(this.directory.resolve("java.options"),
				"-cp \"%s\"".formatted(classPath.replace("\\", "\\\\")));
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@" + options,
						"-XX:TieredStopAtLevel=1", "-Dspring.aot.enabled=true", SampleApplication.class.getName(),
						"--server.port=0", "--server.address=127.0.0.1"));
		command.addAll(List.of(arguments));
		return new ProcessBuilder(command).redirectErrorStream(true).start();
	}

	private static int awaitPort(Process process, List<String> log) throws IOException {
		BufferedReader output = new BufferedReader(
				new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
		for (String line = output.readLine(); line != null; line = output.readLine()) {
			log.add(line);
			Matcher started = STARTED.matcher(line);
			if (started.find()) {
				return Integer.parseInt(started.group(1));
			}
		}
		throw new AssertionError("It did not start: " + String.join("\n", log));
	}

	private Path makeKeyStore() throws IOException, GeneralSecurityException {
		KeyGenerator generator = KeyGenerator.getInstance("AES");
		generator.init(256);
		KeyStore keyStore = KeyStore.getInstance("PKCS12");
		keyStore.load(null, PASSWORD);
		keyStore.setEntry("told-at-start", new KeyStore.SecretKeyEntry(generator.generateKey()),
				new KeyStore.PasswordProtection(PASSWORD));
		Path file = this.directory.resolve("sessions.p12");
		try (OutputStream out = Files.newOutputStream(file)) {
			keyStore.store(out, PASSWORD);
		}
		return file;
	}

}
