package io.github.jwtsession.autoconfigure;

import java.io.File;
import java.io.IOException;
import java.util.Locale;
import java.util.regex.Pattern;

import io.github.jwtsession.jwe.TokenFormat;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;

/**
 * Commands for a shell that make keys of the right kind, to be pasted as they are. None
 * holds a password: keytool asks for it.
 */
final class KeyCommands {

	/**
	 * What a shell takes for one word as it is.
	 */
	private static final Pattern PLAIN_WORD = Pattern.compile("[\\w./:@%+=,-]+");

	private static final Pattern NUMBER = Pattern.compile("(?<![a-zA-Z0-9-])[0-9-]+(?![a-zA-Z0-9-])");

	private final TokenFormat format;

	KeyCommands(TokenFormat format) {
		this.format = format;
	}

	/**
	 * Makes a key and sets it for whatever is started from that shell; or prints it, if
	 * no environment variable can have the name: a number would be taken for an index.
	 * @param secretId the name of the secret
	 */
	String makeSecret(String secretId) {
		return NUMBER.matcher(secretId).find() ? printSecret() : "export %s=\"$(%s)\""
			.formatted(environmentVariable("jwt.session.secrets." + secretId), printSecret());
	}

	/**
	 * Makes a key and prints it.
	 */
	String printSecret() {
		return "head -c %d /dev/urandom | base64".formatted(this.format.keyLength() / 8);
	}

	/**
	 * Makes a key and puts it into a file of secrets that only its owner may read.
	 * @param file where the file is to be
	 */
	String writeSecret(String file) {
		return "(umask 077; %s%s > %s)".formatted(makeDirectory(file), printSecret(), quote(file));
	}

	/**
	 * Adds a key to a keystore, and makes the keystore if there is none.
	 * @param keyStore where the keystore is
	 * @param type the type of the keystore
	 * @param alias the key's alias, which the keystore must not have yet
	 * @return the command, {@code null} if the keystore is nowhere that keytool can write
	 */
	private @Nullable String addKey(Resource keyStore, String type, String alias) {
		String file = file(keyStore);
		if (file == null) {
			return null;
		}
		// keytool does not take an empty file for a keystore
		boolean empty = new File(file).exists() && new File(file).length() == 0;
		String start = empty ? "rm %s && ".formatted(quote(file)) : makeDirectory(file);
		// a keystore of type JKS has no room for secret keys
		String storeType = type.equalsIgnoreCase("JKS") ? "PKCS12" : type;
		return start + "keytool -genseckey -alias %s -keyalg %s -keysize %d -storetype %s -keystore %s".formatted(
				quote(alias), this.format.keyAlgorithm(), this.format.keyLength(), quote(storeType), quote(file));
	}

	/**
	 * Advises to make a keystore with a key.
	 * @return a sentence, with the command if there can be one
	 */
	String adviseToMakeKeyStore(@Nullable Resource keyStore, String type, String alias) {
		String command = (keyStore != null) ? addKey(keyStore, type, alias) : null;
		return (command != null) ? "Make a keystore and a key:" + indent(command) : "Put a keystore there.";
	}

	/**
	 * Advises to add a key to a keystore.
	 * @param name what the keystore is called where there can be no command
	 * @return a sentence, with the command if there can be one
	 */
	String adviseToAddKey(@Nullable Resource keyStore, String type, String alias, String name) {
		String command = (keyStore != null) ? addKey(keyStore, type, alias) : null;
		return (command != null) ? "This adds a key:" + indent(command)
				: "Add a key '%s' to %s.".formatted(alias, name);
	}

	private static String makeDirectory(String file) {
		File directory = new File(file).getParentFile();
		return (directory != null && !directory.exists()) ? "mkdir -p %s && ".formatted(quote(directory.getPath()))
				: "";
	}

	/**
	 * Shows what a keystore holds.
	 * @return the command, {@code null} if the keystore is nowhere that keytool can read
	 */
	static @Nullable String list(Resource keyStore) {
		String file = file(keyStore);
		return (file != null) ? "keytool -list -keystore " + quote(file) : null;
	}

	/**
	 * A file as a person would name it. What is missing from the classpath belongs into
	 * the project's resources.
	 */
	private static @Nullable String file(Resource resource) {
		if (resource instanceof ClassPathResource classPathResource && !resource.exists()) {
			return "src/main/resources/" + classPathResource.getPath();
		}
		try {
			return resource.isFile() ? resource.getFile().getPath() : null;
		}
		catch (IOException ex) {
			return null;
		}
	}

	/**
	 * The environment variable that Spring Boot binds to a property.
	 */
	static String environmentVariable(String property) {
		return property.replace("-", "").replaceAll("\\W", "_").toUpperCase(Locale.ROOT);
	}

	static String quote(String word) {
		return PLAIN_WORD.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
	}

	/**
	 * A command on a line of its own, as an advice ends with.
	 */
	static String indent(String command) {
		return "\n\n    " + command + "\n";
	}

}
