package io.github.jwtsession.autoconfigure;

import java.security.KeyStore;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

import javax.crypto.spec.SecretKeySpec;

import io.github.jwtsession.jwe.TokenFormat;
import io.github.jwtsession.key.KeyStoreSessionKeys;
import io.github.jwtsession.key.ReloadableSessionKeys;
import io.github.jwtsession.key.ScheduledSessionKeys;
import io.github.jwtsession.key.SessionKey;
import io.github.jwtsession.key.SessionKeyException;
import io.github.jwtsession.key.SessionKeys;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.env.Environment;
import org.springframework.security.crypto.keygen.KeyGenerators;
import org.springframework.util.CollectionUtils;

/**
 * Finds the keys that the properties name.
 */
final class SessionKeysFactory {

	private static final Log logger = LogFactory.getLog(SessionKeysFactory.class);

	private final JwtSessionProperties properties;

	private final TokenFormat format;

	private final Environment environment;

	private final Clock clock;

	private final KeyStoreLoader keyStoreLoader;

	private final @Nullable ClassLoader classLoader;

	SessionKeysFactory(JwtSessionProperties properties, TokenFormat format, Environment environment, Clock clock,
			@Nullable ClassLoader classLoader) {
		this.properties = properties;
		this.format = format;
		this.environment = environment;
		this.clock = clock;
		this.classLoader = classLoader;
		this.keyStoreLoader = new KeyStoreLoader(properties.getKeystore(), environment);
	}

	/**
	 * Find the keys.
	 * @param ownKeyStore the application's keystore, which counts more than the one that
	 * the properties name
	 * @param sslBundles the application's SSL bundles
	 */
	SessionKeys create(@Nullable KeyStore ownKeyStore, @Nullable SslBundles sslBundles) {
		String secretId = this.properties.getSecretId();
		String bundle = this.properties.getKeystore().getSslBundle();
		KeyStore keyStore = (ownKeyStore == null && isLocationSet()) ? this.keyStoreLoader.load() : ownKeyStore;
		if (keyStore == null) {
			return (bundle != null) ? reloadableKeys(bundle, requireSecretId(secretId), sslBundles)
					: keysWithoutKeyStore(secretId);
		}
		String requiredSecretId = requireSecretId(secretId);
		if (bundle != null) {
			throw new SessionKeyException("The session keys are configured twice.",
					"Remove 'jwt.session.keystore.ssl-bundle', or the keystore beside it.");
		}
		return readKeys(keyStore, requiredSecretId, keyPassword());
	}

	/**
	 * Also if it is set to nothing, which is a mistake.
	 */
	private boolean isLocationSet() {
		return Binder.get(this.environment).bind("jwt.session.keystore.location", String.class).isBound();
	}

	private static String requireSecretId(@Nullable String secretId) {
		if (secretId == null) {
			throw new SessionKeyException("There is a keystore, but 'jwt.session.secret-id' is not set.",
					"Set it to a name of 'jwt.session.keystore.mappings', or to the alias of a key in the keystore.");
		}
		return secretId;
	}

	private SessionKeys keysWithoutKeyStore(@Nullable String secretId) {
		if (secretId != null) {
			throw new SessionKeyException(
					"'jwt.session.secret-id' is '%s', but there is no keystore to find it in.".formatted(secretId),
					"Set 'jwt.session.keystore.location' or 'jwt.session.keystore.ssl-bundle', or define a bean "
							+ "'jwtSessionKeyStore' of type java.security.KeyStore.");
		}
		SessionKey developmentKey = DevelopmentKey.find(this.classLoader, this.format);
		return (developmentKey != null) ? SessionKeys.of(developmentKey) : randomKeys();
	}

	private SessionKeys reloadableKeys(String bundle, String secretId, @Nullable SslBundles sslBundles) {
		if (sslBundles == null || !sslBundles.getBundleNames().contains(bundle)) {
			throw new SessionKeyException("There is no SSL bundle '%s'.".formatted(bundle),
					"Set 'spring.ssl.bundle.jks.%s.keystore.location' and '.password', or correct ".formatted(bundle)
							+ "'jwt.session.keystore.ssl-bundle'.");
		}
		ReloadableSessionKeys keys = new ReloadableSessionKeys(
				() -> readKeys(sslBundles.getBundle(bundle), bundle, secretId));
		sslBundles.addBundleUpdateHandler(bundle, (updated) -> keys.reload());
		return keys;
	}

	private SessionKeys readKeys(SslBundle bundle, String name, String secretId) {
		KeyStore keyStore = loadKeyStore(bundle, name);
		String keyPassword = this.properties.getKeystore().getKeyPassword();
		String password = (keyPassword != null) ? keyPassword : bundle.getStores().getKeyStorePassword();
		return readKeys(keyStore, secretId, (password != null) ? password.toCharArray() : new char[0]);
	}

	private static KeyStore loadKeyStore(SslBundle bundle, String name) {
		KeyStore keyStore;
		try {
			keyStore = bundle.getStores().getKeyStore();
		}
		catch (RuntimeException ex) {
			throw new SessionKeyException(
					"The keystore of the SSL bundle '%s' cannot be read: %s.".formatted(name, ex.getMessage()),
					"Correct 'spring.ssl.bundle.jks.%s.keystore'.".formatted(name));
		}
		if (keyStore == null) {
			throw new SessionKeyException("The SSL bundle '%s' has no keystore.".formatted(name),
					"Set 'spring.ssl.bundle.jks.%s.keystore.location'.".formatted(name));
		}
		return keyStore;
	}

	private SessionKeys readKeys(KeyStore keyStore, String secretId, char[] keyPassword) {
		ScheduledSessionKeys keys = new KeyStoreSessionKeys(keyStore, keyPassword).read(aliases(secretId),
				this.properties.getKeystore().getActivationDelay(), this.clock);
		keys.entries().forEach((entry) -> this.format.requireFits(entry.key()));
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
		return (keyPassword != null) ? keyPassword.toCharArray() : this.keyStoreLoader.password();
	}

	private SessionKeys randomKeys() {
		logger
			.warn("No session key is configured: a random one is used. Sessions will not survive a restart, and other "
					+ "instances cannot read them. Set 'jwt.session.secret-id' and 'jwt.session.keystore.location'.");
		byte[] bytes = KeyGenerators.secureRandom(this.format.keyLength() / 8).generateKey();
		SecretKeySpec key = new SecretKeySpec(bytes, this.format.keyAlgorithm());
		Arrays.fill(bytes, (byte) 0);
		return SessionKeys.of(new SessionKey("random-" + UUID.randomUUID().toString().substring(0, 8), key));
	}

}
