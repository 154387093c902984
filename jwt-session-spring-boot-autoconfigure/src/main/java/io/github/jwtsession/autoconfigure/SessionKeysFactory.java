package io.github.jwtsession.autoconfigure;

import java.security.KeyStore;
import java.util.List;
import java.util.UUID;

import javax.crypto.spec.SecretKeySpec;

import io.github.jwtsession.key.KeyStoreSessionKeys;
import io.github.jwtsession.key.SessionKey;
import io.github.jwtsession.key.SessionKeyException;
import io.github.jwtsession.key.SessionKeys;
import io.github.jwtsession.token.EncryptionMethod;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;
import org.springframework.security.crypto.keygen.KeyGenerators;
import org.springframework.util.CollectionUtils;

/**
 * Finds the keys that the properties name.
 */
final class SessionKeysFactory {

	private static final Log logger = LogFactory.getLog(SessionKeysFactory.class);

	private final JwtSessionProperties properties;

	private final Environment environment;

	SessionKeysFactory(JwtSessionProperties properties, Environment environment) {
		this.properties = properties;
		this.environment = environment;
	}

	SessionKeys create(@Nullable KeyStore keyStore) {
		String secretId = this.properties.getSecretId();
		if (keyStore == null && secretId == null) {
			return randomKeys();
		}
		if (keyStore == null) {
			throw new SessionKeyException(
					"'jwt.session.secret-id' is '%s', but there is no keystore to find it in.".formatted(secretId),
					"Set 'jwt.session.keystore.location', or define a bean 'jwtSessionKeyStore' of type "
							+ "java.security.KeyStore.");
		}
		if (secretId == null) {
			throw new SessionKeyException("There is a keystore, but 'jwt.session.secret-id' is not set.",
					"Set it to a name of 'jwt.session.keystore.mappings', or to the alias of a key in the keystore.");
		}
		return readKeys(keyStore, secretId);
	}

	private SessionKeys readKeys(KeyStore keyStore, String secretId) {
		List<String> aliases = aliases(secretId);
		SessionKeys keys = new KeyStoreSessionKeys(keyStore, keyPassword()).read(aliases);
		for (String alias : aliases) {
			SessionKey key = keys.findById(alias);
			if (key != null) {
				this.properties.getEncryptionMethod().requireFits(key);
			}
		}
		return keys;
	}

	private List<String> aliases(String secretId) {
		if (!this.properties.getKeystore().getMappings().containsKey(secretId)) {
			return List.of(secretId);
		}
		List<String> aliases = this.properties.getKeystore().getMappings().get(secretId);
		if (CollectionUtils.isEmpty(aliases)) {
			throw new SessionKeyException(
					"'jwt.session.keystore.mappings' has no alias for the secret '%s'.".formatted(secretId),
					"Name at least one alias of the keystore. The first encrypts, all decrypt.");
		}
		return aliases.stream().distinct().toList();
	}

	private char[] keyPassword() {
		String keyPassword = this.properties.getKeystore().getKeyPassword();
		return (keyPassword != null) ? keyPassword.toCharArray()
				: new KeyStoreLoader(this.properties.getKeystore(), this.environment).password();
	}

	private SessionKeys randomKeys() {
		logger
			.warn("No session key is configured: a random one is used. Sessions will not survive a restart, and other "
					+ "instances cannot read them. Set 'jwt.session.secret-id' and 'jwt.session.keystore.location'.");
		EncryptionMethod method = this.properties.getEncryptionMethod();
		byte[] bytes = KeyGenerators.secureRandom(method.keyLength() / 8).generateKey();
		String id = "random-" + UUID.randomUUID().toString().substring(0, 8);
		return SessionKeys.of(new SessionKey(id, new SecretKeySpec(bytes, method.keyAlgorithm())));
	}

}
