package io.github.jwtsession;

import org.junit.jupiter.api.Test;

/**
 * Writes the files of the release that the system property {@code golden.release} names,
 * see {@code tokens/README.md}. Not a test: it runs when it is asked for by its name.
 */
class GoldenReleaseWriter {

	@Test
	void writeTheFilesOfANewRelease() throws Exception {
		GoldenFiles.write(System.getProperty("golden.release"), GoldenReleaseTests.files());
	}

}
