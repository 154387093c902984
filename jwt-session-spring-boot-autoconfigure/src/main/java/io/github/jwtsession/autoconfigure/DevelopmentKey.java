package io.github.jwtsession.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

import javax.crypto.spec.SecretKeySpec;

import io.github.jwtsession.jwe.TokenFormat;
import io.github.jwtsession.key.SessionKey;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.security.crypto.keygen.KeyGenerators;

/**
 * A key for who develops an application and has configured none: it is kept in the
 * project's build directory, so that sessions survive a restart, as those of Tomcat do
 * with Spring Boot's developer tools. They must be there and restart the application,
 * which they do not where it is packaged.
 */
final class DevelopmentKey {

	static final String FILE = "jwt-session-development.key";

	private static final Log logger = LogFactory.getLog(DevelopmentKey.class);

	private static final String RESTART_CLASS_LOADER = "org.springframework.boot.devtools.restart.classloader.RestartClassLoader";

	private static final Set<String> BUILD_DIRECTORIES = Set.of("target", "build");

	private static final String OWNER_ONLY = "rw-------";

	private DevelopmentKey() {
	}

	/**
	 * Find the key, or make it.
	 * @param classLoader the application's
	 * @param format what the key has to fit
	 * @param advice how to make a key for where there are no developer tools
	 * @return the key, {@code null} if there are no developer tools, or the key can
	 * neither be read nor written
	 */
	static @Nullable SessionKey find(@Nullable ClassLoader classLoader, TokenFormat format, String advice) {
		Path directory = buildDirectory(classLoader);
		if (directory == null) {
			return null;
		}
		Path file = directory.resolve(FILE);
		try {
			SessionKey key = read(file, format);
			if (key == null) {
				Files.deleteIfExists(file);
				key = create(file, format);
			}
			logger.info("No session key is configured: while this application is developed, the one in %s is used, and "
				.formatted(file) + "sessions survive a restart. Elsewhere, " + advice);
			return key;
		}
		catch (IOException ex) {
			logger.warn("There is no development key in %s: %s".formatted(file, ex));
			return null;
		}
	}

	/**
	 * The directory above the classes that developer tools watch.
	 */
	private static @Nullable Path buildDirectory(@Nullable ClassLoader classLoader) {
		if (!(classLoader instanceof URLClassLoader restarting)
				|| !classLoader.getClass().getName().equals(RESTART_CLASS_LOADER)) {
			return null;
		}
		return Arrays.stream(restarting.getURLs())
			.map(DevelopmentKey::buildDirectoryOf)
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	private static @Nullable Path buildDirectoryOf(URL classes) {
		if (!classes.getProtocol().equals("file")) {
			return null;
		}
		for (Path path = path(classes); path != null; path = path.getParent()) {
			Path name = path.getFileName();
			if (name != null && BUILD_DIRECTORIES.contains(name.toString()) && Files.isDirectory(path)) {
				return path;
			}
		}
		return null;
	}

	private static @Nullable Path path(URL classes) {
		try {
			URI uri = classes.toURI();
			return Path.of(uri);
		}
		catch (URISyntaxException | IllegalArgumentException ex) {
			return null;
		}
	}

	/**
	 * A line with the key's name and the key in base64.
	 */
	private static @Nullable SessionKey read(Path file, TokenFormat format) throws IOException {
		if (!Files.exists(file)) {
			return null;
		}
		restrict(file);
		String[] line = Files.readString(file).strip().split(" ");
		try {
			byte[] bytes = Base64.getDecoder().decode(line[line.length - 1]);
			return (line.length == 2 && bytes.length == format.keyLength() / 8) ? key(line[0], bytes, format) : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	private static SessionKey create(Path file, TokenFormat format) throws IOException {
		String id = "development-" + UUID.randomUUID().toString().substring(0, 8);
		byte[] bytes = KeyGenerators.secureRandom(format.keyLength() / 8).generateKey();
		String line = id + " " + Base64.getEncoder().encodeToString(bytes) + "\n";
		try {
			Files.createFile(file, attributes(file));
		}
		catch (FileAlreadyExistsException ex) {
			throw new IOException("another instance makes it just now", ex);
		}
		Files.write(file, line.getBytes(StandardCharsets.US_ASCII), StandardOpenOption.WRITE);
		return key(id, bytes, format);
	}

	private static SessionKey key(String id, byte[] bytes, TokenFormat format) {
		return new SessionKey(id, new SecretKeySpec(bytes, format.keyAlgorithm()));
	}

	private static FileAttribute<?>[] attributes(Path file) {
		return isPosix(file)
				? new FileAttribute<?>[] {
						PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)) }
				: new FileAttribute<?>[0];
	}

	private static void restrict(Path file) throws IOException {
		if (isPosix(file)) {
			Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(OWNER_ONLY));
		}
	}

	private static boolean isPosix(Path file) {
		return file.getFileSystem().supportedFileAttributeViews().contains("posix");
	}

}
