package io.github.jwtsession.autoconfigure;

import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

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

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.security.crypto.keygen.KeyGenerators;
import org.springframework.util.CollectionUtils;

/**
 * Finds the keys that the properties name.
 */
final class SessionKeysFactory {

	private static final Log logger = LogFactory.getLog(SessionKeysFactory.class);

	private static final String KEYSTORE = "jwt.session.keystore";

	/**
	 * What says how to read a keystore, and is nothing without one.
	 */
	private static final List<String> DETAILS = List.of("password", "password-secret-id", "key-password", "type",
			"activation-delay");

	/**
	 * The name of a secret in an advice, where there is none yet.
	 */
	private static final String ANY_SECRET = "main";

	private final JwtSessionProperties properties;

	private final TokenFormat format;

	private final Environment environment;

	private final Clock clock;

	private final KeyCommands commands;

	private final KeyStoreLoader keyStoreLoader;

	private final ResourceLoader resourceLoader;

	SessionKeysFactory(JwtSessionProperties properties, TokenFormat format, Environment environment, Clock clock,
			ResourceLoader resourceLoader) {
		this.properties = properties;
		this.format = format;
		this.environment = environment;
		this.clock = clock;
		this.resourceLoader = resourceLoader;
		this.commands = new KeyCommands(format);
		this.keyStoreLoader = new KeyStoreLoader(properties.getKeystore(), environment, this.commands);
	}

	/**
	 * Find the keys.
	 * @param ownKeyStore the application's keystore, which counts more than the one that
	 * the properties name
	 * @param sslBundles the application's SSL bundles
	 */
	SessionKeys create(@Nullable KeyStore ownKeyStore, @Nullable SslBundles sslBundles) {
		String secretId = this.properties.getSecretId();
		boolean located = isSet("location");
		String bundle = this.properties.getKeystore().getSslBundle();
		if (ownKeyStore == null && !located && bundle == null) {
			refuseDetailsWithoutKeyStore();
			return this.properties.getSecrets().isEmpty() ? keysOfNobody(secretId) : secretKeys(secretId);
		}
		refuseSecretBesideKeyStore(secretId);
		String requiredSecretId = requireSecretId(secretId);
		if (bundle != null) {
			refuseKeyStoreBesideBundle(ownKeyStore != null || located);
			warnOfDetailsBesideBundle();
			return reloadableKeys(bundle, requiredSecretId, sslBundles);
		}
		if (ownKeyStore != null) {
			warnOfLocationWithoutEffect(located);
			return readKeys(ownKeyStore, requiredSecretId, keyPassword(), SessionKeysFactory::adviseNoCommand);
		}
		KeyStore keyStore = this.keyStoreLoader.load(firstAlias(requiredSecretId));
		return readKeys(keyStore, requiredSecretId, keyPassword(), this.keyStoreLoader::adviseToAdd);
	}

	/**
	 * Also if it is set to nothing, which is a mistake.
	 */
	private boolean isSet(String property) {
		return Binder.get(this.environment).bind(KEYSTORE + "." + property, Bindable.of(Object.class)).isBound();
	}

	private void refuseDetailsWithoutKeyStore() {
		Optional<String> detail = this.properties.getKeystore().getMappings().isEmpty()
				? DETAILS.stream().filter(this::isSet).findFirst() : Optional.of("mappings");
		if (detail.isPresent()) {
			throw new SessionKeyException("'%s.%s' is set, but there is no keystore.".formatted(KEYSTORE, detail.get()),
					"Set '%s.location', 'file:/path/to/sessions.p12' for instance, or remove '%s.%s'."
						.formatted(KEYSTORE, KEYSTORE, detail.get()));
		}
	}

	/**
	 * A secret that is not the one in use may be left from before, or be for later.
	 */
	private void refuseSecretBesideKeyStore(@Nullable String secretId) {
		Map<String, List<String>> secrets = this.properties.getSecrets();
		if (secrets.isEmpty()) {
			return;
		}
		if (secretId == null || SecretSource.find(secrets, secretId) != null) {
			throw new SessionKeyException(
					"The session keys are configured twice: there are a keystore and 'jwt.session.secrets'.",
					"Remove one of them.");
		}
		logger.warn("'jwt.session.secrets' has no effect: 'jwt.session.secret-id' names a key of the keystore.");
	}

	private static String requireSecretId(@Nullable String secretId) {
		if (secretId == null) {
			throw new SessionKeyException("There is a keystore, but 'jwt.session.secret-id' is not set.",
					"Set it to a name of 'jwt.session.keystore.mappings', or to the alias of a key in the keystore.");
		}
		return secretId;
	}

	private static void refuseKeyStoreBesideBundle(boolean keyStore) {
		if (keyStore) {
			throw new SessionKeyException("The session keys are configured twice.",
					"Remove 'jwt.session.keystore.ssl-bundle', or the keystore beside it.");
		}
	}

	private void warnOfDetailsBesideBundle() {
		Stream.of("password", "password-secret-id", "type")
			.filter(this::isSet)
			.forEach((detail) -> logger
				.warn("'%s.%s' has no effect: the keystore is that of an SSL bundle.".formatted(KEYSTORE, detail)));
	}

	private static void warnOfLocationWithoutEffect(boolean located) {
		if (located) {
			logger.warn("'jwt.session.keystore.location' has no effect: there is a bean 'jwtSessionKeyStore'.");
		}
	}

	private SessionKeys secretKeys(@Nullable String secretId) {
		Map<String, List<String>> secrets = this.properties.getSecrets();
		String name = (secretId != null) ? SecretSource.find(secrets, secretId) : onlyName(secrets);
		if (name == null) {
			throw new SessionKeyException(
					"'jwt.session.secret-id' is '%s', but 'jwt.session.secrets' has no such name.".formatted(secretId),
					"Set it to one of the names there are: %s.".formatted(String.join(", ", secrets.keySet())));
		}
		JwtSessionProperties.SecretFiles files = this.properties.getSecretFiles();
		SecretSource source = new SecretSource(name, Optional.ofNullable(secrets.get(name)).orElse(List.of()),
				this.format, this.resourceLoader, this.clock, files.getActivationDelay());
		Duration interval = files.getReloadInterval();
		List<Path> watched = interval.isZero() ? List.of() : source.files();
		return watched.isEmpty() ? source.read() : new WatchedSessionKeys(source::read, watched, interval);
	}

	private static String onlyName(Map<String, List<String>> secrets) {
		Collection<String> names = SecretSource.distinct(secrets.keySet());
		if (names.size() > 1) {
			throw new SessionKeyException("There are several secrets, but 'jwt.session.secret-id' is not set.",
					"Set it to the one that encrypts: %s.".formatted(String.join(", ", names)));
		}
		return names.iterator().next();
	}

	private SessionKeys keysOfNobody(@Nullable String secretId) {
		String name = (secretId != null) ? secretId : ANY_SECRET;
		String advice = "make a key, and set 'jwt.session.secrets.%s' to it on all instances:".formatted(name)
				+ KeyCommands.indent(this.commands.makeSecret(name));
		if (secretId != null) {
			throw new SessionKeyException(
					"'jwt.session.secret-id' is '%s', but there is no key of that name.".formatted(secretId),
					"Set 'jwt.session.keystore.location', 'jwt.session.keystore.ssl-bundle' or a bean "
							+ "'jwtSessionKeyStore' of type java.security.KeyStore. Or " + advice);
		}
		String required = KeyRequirement.find(this.properties.getRequireKey(), this.environment);
		if (required != null) {
			throw new SessionKeyException("There is no session key, and %s.".formatted(required),
					"To start with a random key all the same, set 'jwt.session.require-key' to 'false'. Otherwise, "
							+ advice);
		}
		String hint = "make a key, and give the same to all instances: " + this.commands.makeSecret(ANY_SECRET);
		SessionKey developmentKey = DevelopmentKey.find(this.resourceLoader.getClassLoader(), this.format, hint);
		return (developmentKey != null) ? SessionKeys.of(developmentKey) : randomKeys(hint);
	}

	/**
	 * Explain why the SSL bundle that the properties name could not be made.
	 * @return what is wrong with its file, {@code null} if nothing is or there is none
	 */
	@Nullable SessionKeyException findBundleFault() {
		String bundle = this.properties.getKeystore().getSslBundle();
		String secretId = this.properties.getSecretId();
		if (bundle == null || secretId == null) {
			return null;
		}
		return new SslBundleKeyStore(bundle, this.environment, this.resourceLoader, this.commands)
			.findUnreadable(firstAlias(secretId));
	}

	private SessionKeys reloadableKeys(String bundle, String secretId, @Nullable SslBundles sslBundles) {
		SslBundleKeyStore keyStore = new SslBundleKeyStore(bundle, this.environment, this.resourceLoader,
				this.commands);
		if (sslBundles == null || !sslBundles.getBundleNames().contains(bundle)) {
			throw keyStore.missing();
		}
		ReloadableSessionKeys keys = new ReloadableSessionKeys(
				() -> readKeys(sslBundles.getBundle(bundle), keyStore, secretId));
		sslBundles.addBundleUpdateHandler(bundle, (updated) -> keys.reload());
		return keys;
	}

	private SessionKeys readKeys(SslBundle bundle, SslBundleKeyStore bundleKeyStore, String secretId) {
		KeyStore keyStore = bundleKeyStore.read(bundle, firstAlias(secretId));
		String keyPassword = this.properties.getKeystore().getKeyPassword();
		String password = (keyPassword != null) ? keyPassword : bundle.getStores().getKeyStorePassword();
		return readKeys(keyStore, secretId, (password != null) ? password.toCharArray() : new char[0],
				bundleKeyStore::adviseToAdd);
	}

	private SessionKeys readKeys(KeyStore keyStore, String secretId, char[] keyPassword, UnaryOperator<String> advice) {
		ScheduledSessionKeys keys = new KeyStoreSessionKeys(keyStore, keyPassword, advice).read(aliases(secretId),
				this.properties.getKeystore().getActivationDelay(), this.clock);
		keys.entries().forEach((entry) -> requireFits(entry.key(), advice));
		return keys;
	}

	private void requireFits(SessionKey key, UnaryOperator<String> advice) {
		try {
			this.format.requireFits(key);
		}
		catch (SessionKeyException ex) {
			throw new SessionKeyException(String.valueOf(ex.getMessage()),
					"%s Name another in 'jwt.session.secret-id' or 'jwt.session.keystore.mappings'. %s"
						.formatted(ex.getRemedy(), advice.apply(KeyStoreSessionKeys.another(key.id()))));
		}
	}

	private static String adviseNoCommand(String alias) {
		return "The bean 'jwtSessionKeyStore' has to bring it.";
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

	private String firstAlias(String secretId) {
		return aliases(secretId).get(0).replace("*", "1");
	}

	private char[] keyPassword() {
		String keyPassword = this.properties.getKeystore().getKeyPassword();
		return (keyPassword != null) ? keyPassword.toCharArray() : this.keyStoreLoader.password();
	}

	private SessionKeys randomKeys(String hint) {
		logger
			.warn("No session key is configured: a random one is used. Sessions will not survive a restart, and other "
					+ "instances cannot read them. To change that, " + hint);
		byte[] bytes = KeyGenerators.secureRandom(this.format.keyLength() / 8).generateKey();
		SecretKeySpec key = new SecretKeySpec(bytes, this.format.keyAlgorithm());
		Arrays.fill(bytes, (byte) 0);
		return SessionKeys.of(new SessionKey("random-" + UUID.randomUUID().toString().substring(0, 8), key));
	}

}
