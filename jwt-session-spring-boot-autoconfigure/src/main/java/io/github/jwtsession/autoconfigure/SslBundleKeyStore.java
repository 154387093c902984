package io.github.jwtsession.autoconfigure;

import java.security.KeyStore;
import java.util.Objects;

import io.github.jwtsession.key.SessionKeyException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.io.ApplicationResourceLoader;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.core.env.Environment;
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
		KeyFile file = file();
		if (file == null) {
			return new SessionKeyException(
					"The SSL bundle '%s' has no keystore that can hold a secret key.".formatted(this.bundle),
					"Name a bundle of 'spring.ssl.bundle.jks': one of 'pem' holds certificates and private keys alone.");
		}
		return KeyStoreFault.of(ex)
			.explain(file.description(), type(), this.property, KeyCommands.list(file.resource()));
	}

	/**
	 * Say why its file cannot be read, or its password is none.
	 * @param alias the alias of a key that it should have
	 * @return what is wrong, {@code null} if that is not it
	 */
	@Nullable SessionKeyException findUnreadable(String alias) {
		try {
			KeyFile file = file();
			if (file != null) {
				file.requireReadable(this.commands.adviseToMakeKeyStore(file.resource(), type(), alias));
			}
			UnsetPlaceholder.refuse("'%s.password'".formatted(this.property),
					Objects.requireNonNullElse(value("password"), ""));
			return null;
		}
		catch (SessionKeyException ex) {
			return ex;
		}
	}

	/**
	 * What adds a key to it.
	 * @param alias the key's
	 * @return a sentence, with the command if there can be one
	 */
	String adviseToAdd(String alias) {
		KeyFile file = file();
		return this.commands.adviseToAddKey((file != null) ? file.resource() : null, type(), alias,
				"the keystore of the bundle");
	}

	private String type() {
		return Objects.requireNonNullElse(value("type"), "PKCS12");
	}

	private @Nullable KeyFile file() {
		String location = value("location");
		return (location == null) ? null : new KeyFile("'%s.location'".formatted(this.property), location,
				this.resourceLoader.getResource(location));
	}

	private @Nullable String value(String name) {
		return this.binder.bind(this.property + "." + name, String.class).orElse(null);
	}

}
