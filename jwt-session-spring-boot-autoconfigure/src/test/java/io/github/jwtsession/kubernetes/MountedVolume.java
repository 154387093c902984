package io.github.jwtsession.kubernetes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A volume of a Secret or ConfigMap, changed as the kubelet's {@code AtomicWriter} does
 * it: the files are in a directory with a time for a name, {@code ..data} is a link to
 * it, and each file a link into {@code ..data}. An update makes another directory and
 * renames a link to it over {@code ..data}.
 */
final class MountedVolume {

	private final Path directory;

	private int version;

	MountedVolume(Path directory) {
		this.directory = directory;
	}

	/**
	 * Let the volume have one file of this content.
	 */
	void write(String name, byte[] content) throws IOException {
		Path data = this.directory.resolve("..data");
		Path former = Files.exists(data) ? data.toRealPath() : null;
		Path next = Files.createDirectory(
				this.directory.resolve("..2026_11_29_12_00_0%d.%d".formatted(this.version, 1000 + this.version)));
		this.version++;
		Files.write(next.resolve(name), content);
		Path link = Files.createSymbolicLink(this.directory.resolve("..data_tmp"), next.getFileName());
		Files.move(link, data, StandardCopyOption.ATOMIC_MOVE);
		if (former == null) {
			Files.createSymbolicLink(this.directory.resolve(name), Path.of("..data", name));
			return;
		}
		Files.delete(former.resolve(name));
		Files.delete(former);
	}

}
