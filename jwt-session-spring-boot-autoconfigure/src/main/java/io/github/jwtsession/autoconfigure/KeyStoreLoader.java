package io.github.jwtsession.autoconfigure;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.util.Base64;
import java.util.Locale;

import io.github.jwtsession.key.SessionKeyException;

import org.springframework.core.env.Environment;
import org.springframework.core.io.Resource;

/**
 * Loads the keystore that the properties name.
 */
final class KeyStoreLoader {

	private final JwtSessionProperties.Keystore properties;

	private final Environment environment;

	KeyStoreLoader(JwtSessionProperties.Keystore properties, Environment environment) {
		this.properties = properties;
		this.environment = environment;
	}

	KeyStore load() {
		Resource location = this.properties.getLocation();
		if (location == null) {
			throw new SessionKeyException("'jwt.session.keystore.location' is empty.",
					"Set it to the location of a keystore, 'file:/path/to/sessions.p12' for instance, or leave it out.");
		}
		try (InputStream in = location.getInputStream()) {
			KeyStore keyStore = KeyStore.getInstance(this.properties.getType());
			keyStore.load(in, password());
			return keyStore;
		}
		catch (FileNotFoundException | NoSuchFileException ex) {
			throw new SessionKeyException("The keystore %s does not exist.".formatted(location.getDescription()),
					"""
							Correct 'jwt.session.keystore.location', or make a keystore:

							    keytool -genseckey -alias session-key -keyalg AES -keysize 256 -storetype pkcs12 -keystore <file>
							""");
		}
		catch (IOException ex) {
			throw unreadable(location, ex);
		}
		catch (GeneralSecurityException ex) {
			throw new SessionKeyException(
					"The keystore %s is not of type %s.".formatted(location.getDescription(),
							this.properties.getType()),
					"Set 'jwt.session.keystore.type' to the type that the keystore was made with.");
		}
	}

	private SessionKeyException unreadable(Resource location, IOException ex) {
		if (ex.getCause() instanceof UnrecoverableKeyException) {
			return new SessionKeyException(
					"The password does not open the keystore %s.".formatted(location.getDescription()),
					"Correct 'jwt.session.keystore.password', or the environment value that "
							+ "'jwt.session.keystore.password-secret-id' names: it holds the password in base64, "
							+ "as made by: echo -n <password> | base64");
		}
		return new SessionKeyException(
				"The keystore %s cannot be read as %s: %s".formatted(location.getDescription(),
						this.properties.getType(), ex.getMessage()),
				"Correct 'jwt.session.keystore.location' and 'jwt.session.keystore.type'. "
						+ "'keytool -list -keystore <file>' shows whether the file is a keystore.");
	}

	/**
	 * The password of the keystore, empty if there is none.
	 */
	char[] password() {
		String secretId = this.properties.getPasswordSecretId();
		if (secretId == null) {
			return (this.properties.getPassword() != null) ? this.properties.getPassword().toCharArray() : new char[0];
		}
		if (this.properties.getPassword() != null) {
			throw new SessionKeyException("The keystore's password is configured twice.",
					"Remove one of 'jwt.session.keystore.password' and 'jwt.session.keystore.password-secret-id'.");
		}
		String encoded = this.environment.getProperty(secretId);
		if (encoded == null) {
			throw new SessionKeyException(
					"There is no environment value '%s', which 'jwt.session.keystore.password-secret-id' names."
						.formatted(secretId),
					"Set it to the keystore's password in base64: export %s=$(echo -n <password> | base64)"
						.formatted(environmentVariable(secretId)));
		}
		try {
			return new String(Base64.getDecoder().decode(encoded.strip()), StandardCharsets.UTF_8).toCharArray();
		}
		catch (IllegalArgumentException ex) {
			throw new SessionKeyException("The environment value '%s' is not base64.".formatted(secretId),
					"Set it to the keystore's password in base64: export %s=$(echo -n <password> | base64)"
						.formatted(environmentVariable(secretId)));
		}
	}

	private static String environmentVariable(String name) {
		return name.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
	}

}
