package io.github.jwtsession.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

import io.github.jwtsession.key.SessionKeyException;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.core.io.Resource;
import org.springframework.util.StringUtils;

/**
 * Loads the keystore that the properties name.
 */
final class KeyStoreLoader {

	private static final String PROPERTY = "jwt.session.keystore";

	private final JwtSessionProperties.Keystore properties;

	private final Environment environment;

	private final KeyCommands commands;

	KeyStoreLoader(JwtSessionProperties.Keystore properties, Environment environment, KeyCommands commands) {
		this.properties = properties;
		this.environment = environment;
		this.commands = commands;
	}

	/**
	 * Load it.
	 * @param alias the alias of a key that it should have
	 */
	KeyStore load(String alias) {
		Resource location = this.properties.getLocation();
		if (location == null) {
			throw new SessionKeyException("'jwt.session.keystore.location' is empty.",
					"Set it to the location of a keystore, 'file:/path/to/sessions.p12' for instance, or leave it out.");
		}
		KeyFile file = new KeyFile("'%s.location'".formatted(PROPERTY), configuredLocation(), location);
		String advice = this.commands.adviseToMakeKeyStore(location, this.properties.getType(), alias);
		file.requireReadable(advice);
		char[] password = password();
		try (InputStream in = location.getInputStream()) {
			return load(in, password, file);
		}
		catch (IOException ex) {
			throw file.unreadable(ex, advice);
		}
	}

	private KeyStore load(InputStream in, char[] password, KeyFile file) {
		try {
			KeyStore keyStore = KeyStore.getInstance(this.properties.getType());
			keyStore.load(in, password);
			return keyStore;
		}
		catch (GeneralSecurityException | IOException ex) {
			KeyStoreFault fault = KeyStoreFault.of(ex);
			throw (fault == KeyStoreFault.PASSWORD) ? wrongPassword(file) : fault.explain(file.description(),
					this.properties.getType(), PROPERTY, KeyCommands.list(file.resource()));
		}
	}

	private SessionKeyException wrongPassword(KeyFile file) {
		String secretId = this.properties.getPasswordSecretId();
		if (secretId != null) {
			return new SessionKeyException("The password does not open the keystore %s.".formatted(file.description()),
					"Correct the environment value '%s', which holds the password in base64. ".formatted(secretId)
							+ adviseOfPassword(secretId));
		}
		String password = this.properties.getPassword();
		if (password == null) {
			return new SessionKeyException(
					"The keystore %s has a password, but 'jwt.session.keystore.password' is not set."
						.formatted(file.description()),
					"Set it, or 'jwt.session.keystore.password-secret-id'.");
		}
		UnsetPlaceholder.refuse("'%s.password'".formatted(PROPERTY), password);
		return KeyStoreFault.PASSWORD.explain(file.description(), this.properties.getType(), PROPERTY, null);
	}

	/**
	 * As it is written: a resource does not tell whether it had a prefix.
	 */
	private String configuredLocation() {
		return Binder.get(this.environment).bind(PROPERTY + ".location", String.class).orElse("");
	}

	/**
	 * What adds a key to the keystore.
	 * @param alias the key's
	 * @return a sentence, with the command if there can be one
	 */
	String adviseToAdd(String alias) {
		return this.commands.adviseToAddKey(this.properties.getLocation(), this.properties.getType(), alias,
				"the keystore");
	}

	/**
	 * The password of the keystore, empty if there is none.
	 */
	char[] password() {
		String secretId = this.properties.getPasswordSecretId();
		String password = this.properties.getPassword();
		if (secretId == null) {
			return (password != null) ? password.toCharArray() : new char[0];
		}
		if (password != null) {
			throw new SessionKeyException("The keystore's password is configured twice.",
					"Remove one of 'jwt.session.keystore.password' and 'jwt.session.keystore.password-secret-id'.");
		}
		String encoded = this.environment.getProperty(secretId);
		if (encoded == null) {
			throw new SessionKeyException(
					"There is no environment value '%s', which 'jwt.session.keystore.password-secret-id' names."
						.formatted(secretId),
					"Set it to the keystore's password in base64. " + adviseOfPassword(secretId));
		}
		try {
			return new String(Base64.getDecoder().decode(StringUtils.trimAllWhitespace(encoded)),
					StandardCharsets.UTF_8)
				.toCharArray();
		}
		catch (IllegalArgumentException ex) {
			throw new SessionKeyException("The environment value '%s' is not base64.".formatted(secretId),
					"Set it to the keystore's password in base64. " + adviseOfPassword(secretId));
		}
	}

	/**
	 * The command asks for the password: it is on no command line then.
	 */
	private static String adviseOfPassword(String secretId) {
		return "This asks for the password:"
				+ KeyCommands.indent("read -rs password && export %s=\"$(printf %%s \"$password\" | base64)\""
					.formatted(KeyCommands.environmentVariable(secretId)));
	}

}
