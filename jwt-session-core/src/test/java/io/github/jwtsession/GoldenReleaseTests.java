package io.github.jwtsession;

import java.nio.file.FileAlreadyExistsException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.github.jwtsession.attribute.GoldenAttributes;
import io.github.jwtsession.token.GoldenTokens;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Makes the golden files of a release, as {@code src/test/resources/tokens/README.md}
 * says.
 */
class GoldenReleaseTests {

	@Test
	void changesNoFileOfARelease() {
		for (String release : GoldenFiles.releases()) {
			assertThatExceptionOfType(FileAlreadyExistsException.class)
				.isThrownBy(() -> GoldenFiles.write(release, Map.of("aliases.txt", List.of())));
		}
	}

	/**
	 * A file that no test knows any more, of a format that is gone for instance, would
	 * not be read.
	 */
	@Test
	void knowsAllFilesOfARelease() throws Exception {
		Set<String> known = files().keySet();
		for (String release : GoldenFiles.releases()) {
			assertThat(known).containsAll(GoldenFiles.files(release));
		}
	}

	static Map<String, List<String>> files() throws Exception {
		Map<String, List<String>> files = new TreeMap<>(GoldenAttributes.files());
		files.putAll(GoldenTokens.files());
		return files;
	}

}
