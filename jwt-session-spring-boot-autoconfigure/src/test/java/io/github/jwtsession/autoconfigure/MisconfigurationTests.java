package io.github.jwtsession.autoconfigure;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.jwtsession.key.SessionKeys;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is said of each entry of a table of misconfigurations, word by word, and whether
 * the advice helps: a command is run as it is printed.
 */
class MisconfigurationTests {

	private static final Path TABLE = Path.of("src/test/resources/misconfigurations.md");

	private static final String PASSWORD = "password";

	private static final Pattern COMMAND = Pattern.compile("\\n\\n {4}(.*)$");

	/**
	 * A key that takes the place of one that cannot be used.
	 */
	private static final Pattern ADDED_ALIAS = Pattern.compile("-alias (\\S+-2) ");

	@TempDir
	private static Path template;

	@TempDir
	private Path directory;

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JwtSessionAutoConfiguration.class,
				JwtSessionRevocationAutoConfiguration.class, JwtSessionServletAutoConfiguration.class,
				SslAutoConfiguration.class, SessionAutoConfiguration.class));

	@BeforeAll
	static void makeFiles() throws Exception {
		keytool("-genseckey", "-alias", "aes-key", "-keyalg", "AES", "-keysize", "256");
		keytool("-genseckey", "-alias", "long-key", "-keyalg", "HmacSHA512", "-keysize", "512");
		keytool("-genkeypair", "-alias", "key-pair", "-keyalg", "RSA", "-dname", "CN=test");
		Files.writeString(template.resolve("text.p12"), "no keystore");
		Files.createFile(template.resolve("empty.p12"));
		Files.createFile(template.resolve("empty.txt"));
		Files.writeString(template.resolve("rsa.json"),
				"{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\","
						+ "\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
						+ "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}]}");
		Files.writeString(template.resolve("broken.json"), "{\"keys\":[");
		Files.writeString(template.resolve("text.txt"), "this is no key!\n");
		Files.writeString(template.resolve("utf16.txt"), "A".repeat(43), StandardCharsets.UTF_16);
		String key = "A".repeat(43);
		Files.writeString(template.resolve("other.jwk"), jwk("\"alg\":\"A128GCM\"", key));
		Files.writeString(template.resolve("loose.jwk"), jwk("\"kid\":\"a\"", "!!" + key));
		Files.writeString(template.resolve("kid.jwk"), jwk("\"kid\":\"a\\n2026 ERROR forged\"", key));
	}

	private static String jwk(String member, String key) {
		return "{\"kty\":\"oct\",%s,\"k\":\"%s\"}".formatted(member, key);
	}

	private static void keytool(String... arguments) throws Exception {
		List<String> command = new ArrayList<>(
				List.of(new File(System.getProperty("java.home"), "bin/keytool").getPath()));
		command.addAll(List.of(arguments));
		command.addAll(List.of("-keystore", template.resolve("sessions.p12").toString(), "-storepass", PASSWORD,
				"-storetype", "pkcs12"));
		assertThat(new ProcessBuilder(command).redirectErrorStream(true).start().waitFor()).isZero();
	}

	@BeforeEach
	void copyFiles() throws Exception {
		try (Stream<Path> files = Files.list(template)) {
			for (Path file : files.toList()) {
				Files.copy(file, this.directory.resolve(file.getFileName()));
			}
		}
		Files.createDirectory(this.directory.resolve("keys"));
		Files.createDirectories(this.directory.resolve("src/main/resources"));
	}

	static Stream<Misconfiguration> table() {
		return Misconfiguration.read(TABLE);
	}

	@ParameterizedTest
	@MethodSource("table")
	void isExplainedAndTheAdviceHelps(Misconfiguration misconfiguration) {
		List<String> properties = misconfiguration.properties().stream().map(this::inDirectory).toList();
		AtomicReference<ConfigurableApplicationContext> source = new AtomicReference<>();
		this.contextRunner.withPropertyValues(properties.toArray(String[]::new))
			.withInitializer(source::set)
			.run((context) -> {
				assertThat(context).hasFailed();
				FailureAnalysis analysis = analyze(context.getStartupFailure(), source.get());
				String description = portable(analysis.getDescription());
				String action = portable(analysis.getAction());
				assertThat(misconfiguration.print(description, action))
					.isEqualTo(misconfiguration.print(misconfiguration.description(), misconfiguration.action()));
			});
		String command = command(misconfiguration.action());
		if (command != null) {
			assertThatTheCommandHelps(inDirectory(command), properties);
		}
	}

	/**
	 * As Spring Boot does it.
	 */
	private static FailureAnalysis analyze(Throwable failure, ConfigurableApplicationContext context) {
		ArgumentResolver arguments = ArgumentResolver.of(BeanFactory.class, context.getBeanFactory())
			.and(Environment.class, context.getEnvironment());
		for (FailureAnalyzer analyzer : SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class, arguments, (type, name, absent) -> {
			})) {
			FailureAnalysis analysis = analyzer.analyze(failure);
			if (analysis != null) {
				return analysis;
			}
		}
		throw new AssertionError("Nothing explains it", failure);
	}

	private String inDirectory(String text) {
		return text.replace("<directory>", this.directory.toString());
	}

	private String portable(String text) {
		return text.strip()
			.replace(this.directory.toString(), "<directory>")
			.replace("'" + System.getProperty("user.name") + "'", "'<user>'");
	}

	/**
	 * The command that an advice ends with.
	 */
	private static String command(String action) {
		Matcher command = COMMAND.matcher(action);
		return command.find() ? command.group(1) : null;
	}

	/**
	 * Whoever pastes it has the application started with what it exported, or finds its
	 * keystore as the properties ask for it.
	 */
	private void assertThatTheCommandHelps(String command, List<String> properties) {
		Map<String, Object> exported = run(command);
		boolean shows = command.contains("-list") || command.startsWith("head ");
		if (shows || command.contains("src/main/resources")) {
			// what it shows is for a person to use, what it makes for the next build
			return;
		}
		List<String> remaining = new ArrayList<>(properties);
		if (!exported.isEmpty()) {
			remaining
				.removeIf((property) -> property.startsWith("jwt.session.secrets") || property.startsWith("keystore."));
		}
		Matcher alias = ADDED_ALIAS.matcher(command);
		if (alias.find()) {
			remaining.add("jwt.session.secret-id=" + alias.group(1));
		}
		this.contextRunner.withPropertyValues(remaining.toArray(String[]::new))
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
						new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
								exported)))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(SessionKeys.class).active().id()).doesNotStartWith("random-");
			});
	}

	/**
	 * Run it in a shell, as somebody who is asked for a password and types it.
	 * @return the environment variables that it has exported
	 */
	private Map<String, Object> run(String command) {
		try {
			Path environment = this.directory.resolve("environment");
			ProcessBuilder shell = new ProcessBuilder("bash", "-c",
					"set -e\n%s\nenv -0 > '%s'".formatted(command, environment))
				.directory(this.directory.toFile())
				.redirectErrorStream(true);
			shell.environment()
				.merge("PATH", System.getProperty("java.home") + "/bin", (path, bin) -> bin + ":" + path);
			Process process = shell.start();
			process.getOutputStream().write((PASSWORD + "\n" + PASSWORD + "\n").getBytes(StandardCharsets.UTF_8));
			process.getOutputStream().close();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			int expected = command.contains("-list") ? 1 : 0;
			assertThat(process.waitFor()).as("%s: %s", command, output).isEqualTo(expected);
			if (expected != 0) {
				return Map.of();
			}
			Map<String, Object> exported = new HashMap<>();
			for (String variable : Files.readString(environment).split("\0")) {
				int equals = variable.indexOf('=');
				if (variable.startsWith("JWT_SESSION_") || variable.startsWith("KEYSTORE_")) {
					exported.put(variable.substring(0, equals), variable.substring(equals + 1));
				}
			}
			return exported;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
