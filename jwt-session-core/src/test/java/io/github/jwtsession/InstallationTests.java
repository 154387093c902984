package io.github.jwtsession;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link Installation}.
 */
class InstallationTests {

	@TempDir
	private Path directory;

	@BeforeEach
	void install() throws IOException {
		assertThat(Files.createFile(this.directory.resolve("server")).toFile().setExecutable(true)).isTrue();
		Files.createFile(this.directory.resolve("notes"));
		Files.createFile(this.directory.resolve("libserver.so"));
	}

	@Test
	void executablesAndLibrariesAreFound() {
		assertThat(installation(true).whyToSkip("server", "server", "libserver.so")).isEmpty();
	}

	@Test
	void testIsSkippedWithThePackageThatItLacks() {
		assertThat(installation(false).whyToSkip("some-package", "server", "notes", "client"))
			.contains("The test needs notes, client (Debian: apt-get install some-package)");
	}

	@Test
	void testFailsInContinuousIntegration() {
		assertThatIllegalStateException().isThrownBy(() -> installation(true).whyToSkip("some-package", "client"))
			.withMessageContaining("client");
	}

	private Installation installation(boolean continuousIntegration) {
		return new Installation(List.of(this.directory), continuousIntegration);
	}

}
