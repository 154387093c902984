package io.github.jwtsession.sample;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;

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

	@TempDir
	private Path directory;

	@Test
	void usesTheKeyThatItIsToldAtStart() throws Exception {
		Path keyStore = makeKeyStore();
		List<String> command = RunningSample.command(this.directory, "-Dspring.aot.enabled=true");
		command.addAll(List.of("--jwt.session.secret-id=told-at-start",
				"--jwt.session.keystore.location=" + keyStore.toUri(), "--jwt.session.keystore.password=password"));
		try (RunningSample sample = RunningSample.start(new ProcessBuilder(command))) {
			Visitor visitor = new Visitor(sample.port());
			visitor.signIn();
			visitor.get("/");
			visitor.post("/cart/add", Map.of("product", "ginger-snap"));
			assertThat(visitor.get("/checkout").body()).contains("Ginger snap", "sam");
			assertThat(sample.log()).anyMatch((line) -> line.contains("AOT-processed"))
				.noneMatch((line) -> line.contains("a random one is used"));
			String header = visitor.cookies().get(0).getValue().split("\\.")[0];
			assertThat(new String(Base64.getUrlDecoder().decode(header), StandardCharsets.UTF_8))
				.contains("\"told-at-start\"");
		}
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
