package io.github.jwtsession.autoconfigure;

import java.security.KeyStore;
import java.util.Optional;

import io.github.jwtsession.key.SessionKeyException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.io.ApplicationResourceLoader;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.core.env.Environment;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;

/**
 * The keystore of an SSL bundle, and what may be wrong with it.
 */
final class SslBundleKeyStore {

	private final String bundle;

	private final String property;

	private final Binder binder;

	private final ResourceLoader resourceLoader;

	private final KeyCommands commands;

	/**
	 * Create a description.
	 * @param bundle the name of the bundle
	 */
	SslBundleKeyStore(String bundle, Environment environment, ResourceLoader resourceLoader, KeyCommands commands) {
		this.bundle = bundle;
		this.property = "spring.ssl.bundle.jks.%s.keystore".formatted(bundle);
		this.binder = Binder.get(environment);
		// what has no prefix is a file for Spring Boot's bundles
		this.resourceLoader = ApplicationResourceLoader.get(resourceLoader, true);
		this.commands = commands;
	}

	SessionKeyException missing() {
		return new SessionKeyException("There is no SSL bundle '%s'.".formatted(this.bundle),
				"Set '%s.location' and '.password', or correct 'jwt.session.keystore.ssl-bundle'."
					.formatted(this.property));
	}

	/**
	 * Read it.
	 * @param alias the alias of a key that it should have
	 * @throws SessionKeyException if that fails
	 */
	KeyStore read(SslBundle sslBundle, String alias) {
		try {
			KeyStore keyStore = sslBundle.getStores().getKeyStore();
			if (keyStore != null) {
				return keyStore;
			}
		}
		catch (RuntimeException ex) {
			throw explain(ex, alias);
		}
		throw new SessionKeyException("The SSL bundle '%s' has no keystore.".formatted(this.bundle),
				"Set '%s.location'.".formatted(this.property));
	}

	private SessionKeyException explain(RuntimeException ex, String alias) {
		SessionKeyException unreadable = findUnreadable(alias);
		if (unreadable != null) {
			return unreadable;
		}
		if (file().isEmpty()) {
			return new SessionKeyException(
					"The SSL bundle '%s' has no keystore that can hold a secret key.".formatted(this.bundle),
					"Name a bundle of 'spring.ssl.bundle.jks': one of 'pem' holds certificates and private keys alone.");
		}
		return KeyStoreFault.of(ex)
			.explain(file().map(KeyFile::description).orElse("of that bundle"), type(), this.property,
					file().map(KeyFile::resource).map(KeyCommands::list).orElse(null));
	}

	/**
	 * Say why its file cannot be read, or its password is none.
	 * @param alias the alias of a key that it should have
	 * @return what is wrong, {@code null} if that is not it
	 */
	@Nullable SessionKeyException findUnreadable(String alias) {
		try {
			file().ifPresent((file) -> file.requireReadable(adviseToMake(alias)));
			UnsetPlaceholder.refuse("'%s.password'".formatted(this.property), value("password").orElse(""));
			return null;
		}
		catch (SessionKeyException ex) {
			return ex;
		}
	}

	private String adviseToMake(String alias) {
		return command(alias).map((command) -> "Make a keystore and a key:" + KeyCommands.indent(command))
			.orElse("Put a keystore there.");
	}

	/**
	 * What adds a key to it.
	 * @param alias the key's
	 * @return a sentence, with the command if there can be one
	 */
	String adviseToAdd(String alias) {
		return command(alias).map((command) -> "This adds a key:" + KeyCommands.indent(command))
			.orElse("Add a key '%s' to the keystore of the bundle.".formatted(alias));
	}

	private Optional<String> command(String alias) {
		return file().flatMap((file) -> Optional.ofNullable(this.commands.addKey(file.resource(), type(), alias)));
	}

	private String type() {
		return value("type").orElse("PKCS12");
	}

	private Optional<KeyFile> file() {
		return value("location").map((location) -> {
			Resource resource = this.resourceLoader.getResource(location);
			return new KeyFile("'%s.location'".formatted(this.property), location, resource);
		});
	}

	private Optional<String> value(String name) {
		return Optional.ofNullable(this.binder.bind(this.property + "." + name, String.class).orElse(null));
	}

}
