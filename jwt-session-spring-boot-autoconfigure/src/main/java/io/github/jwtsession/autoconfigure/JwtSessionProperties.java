package io.github.jwtsession.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.jwtsession.jwe.EncryptionMethod;
import io.github.jwtsession.jwe.KeyManagement;
import io.github.jwtsession.revocation.shared.FailureMode;
import io.github.jwtsession.session.RenewalMode;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.boot.web.server.Cookie.SameSite;
import org.springframework.core.io.Resource;
import org.springframework.util.unit.DataSize;

/**
 * Configuration properties for sessions in an encrypted JWT.
 */
@ConfigurationProperties("jwt.session")
public class JwtSessionProperties {

	/**
	 * Whether HttpSession is kept in a JWT. If false, the container keeps it.
	 */
	private boolean enabled = true;

	/**
	 * Secret that encrypts sessions: a name of 'secrets' or 'keystore.mappings', or the
	 * alias of a key in the keystore. May be left out if 'secrets' has one name alone. If
	 * there are neither secrets nor a keystore, a random key is used.
	 */
	private @Nullable String secretId;

	/**
	 * Keys that encrypt sessions, by secret id: in base64, or a location, 'file:' for
	 * instance, of a JWK, a JWK set or keys in base64, one a line. The first encrypts,
	 * all decrypt. A comma divides two.
	 */
	private Map<String, List<String>> secrets = new LinkedHashMap<>();

	/**
	 * Whether to refuse to start without a configured key. If it is not set, that is so
	 * where a profile 'prod' or 'production' is active, and on Kubernetes, Cloud Foundry
	 * and Heroku.
	 */
	private @Nullable Boolean requireKey;

	/**
	 * What sessions are bound to: a session of an application with another audience is
	 * none, though it has the same key. Applications that share sessions set it alike.
	 * Defaults to 'spring.application.name', or else the name of the cookie.
	 */
	private @Nullable String audience;

	/**
	 * Whether tokens are accepted that are bound to no audience, as version 0.1 made
	 * them. To be set to false when the last of them has expired.
	 */
	private boolean acceptUnboundTokens = true;

	/**
	 * Content encryption algorithm, the "enc" of RFC 7518 section 5.1.
	 */
	private EncryptionMethod encryptionMethod = EncryptionMethod.A256GCM;

	/**
	 * How the content's key comes about, the "alg" of RFC 7518 section 4.1: the secret
	 * itself, or a key of each token that the secret wraps.
	 */
	private KeyManagement keyManagement = KeyManagement.DIR;

	/**
	 * How long a session is valid. Above zero, at most 3650 days. If a duration suffix is
	 * not specified, seconds are used. Defaults to the value of 'spring.session.timeout'
	 * or else 'server.servlet.session.timeout'.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private @Nullable Duration sessionTimeout;

	/**
	 * What the session timeout counts from: the last use of the session, or its creation.
	 */
	private RenewalMode renewal = RenewalMode.SLIDING;

	/**
	 * With sliding renewal: how long a use of the session counts before another is sent
	 * to the client. If a duration suffix is not specified, seconds are used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private Duration renewalInterval = Duration.ofMinutes(1);

	/**
	 * How long a session is valid from its creation, whatever its use, or 'none'. If a
	 * duration suffix is not specified, seconds are used. Defaults to 12 hours, or to the
	 * timeout of a session if that is longer.
	 */
	private @Nullable String absoluteTimeout;

	/**
	 * Tolerated difference between the clocks of two instances. If a duration suffix is
	 * not specified, seconds are used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private Duration skewAllowance = Duration.ZERO;

	/**
	 * By how much a session may have been issued in the future: by an instance whose
	 * clock is ahead. At least the skew allowance. If a duration suffix is not specified,
	 * seconds are used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private Duration issuedAtTolerance = Duration.ofSeconds(60);

	/**
	 * Whether the session outlives the browser. If it is not set, it does for as long as
	 * 'server.servlet.session.cookie.max-age' says.
	 */
	private boolean persistentCookie;

	/**
	 * Whether the cookies of a session are taken back when its last attribute is removed.
	 */
	private boolean discardEmpty = true;

	/**
	 * How much of a response is held until the request's handling is over, so that what
	 * changes the session late is saved: in characters where a writer is used. 0 holds
	 * nothing, not even redirects.
	 */
	private DataSize responseBuffer = DataSize.ofKilobytes(32);

	/**
	 * Whether to deflate a session before it is encrypted. The length of the token then
	 * tells something of its content.
	 */
	private boolean useCompression;

	/**
	 * Whether the embedded server takes and sends headers of 16 KB, as far as the
	 * application does not set its limits.
	 */
	private boolean serverHeaderLimits = true;

	/**
	 * Size of all session cookies together that must not be exceeded. Defaults to 12KB,
	 * or to what the server's limits for headers of requests and of responses leave, less
	 * 2KB for other headers.
	 */
	private @Nullable DataSize maxSize;

	private final SecretFiles secretFiles = new SecretFiles();

	private final Cookie cookie = new Cookie();

	private final Keystore keystore = new Keystore();

	private final Attributes attributes = new Attributes();

	private final Revocation revocation = new Revocation();

	private final Overflow overflow = new Overflow();

	private final OAuth2 oauth2 = new OAuth2();

	private final Metrics metrics = new Metrics();

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public @Nullable String getSecretId() {
		return this.secretId;
	}

	public void setSecretId(@Nullable String secretId) {
		this.secretId = secretId;
	}

	public Map<String, List<String>> getSecrets() {
		return this.secrets;
	}

	public void setSecrets(Map<String, List<String>> secrets) {
		this.secrets = secrets;
	}

	public @Nullable Boolean getRequireKey() {
		return this.requireKey;
	}

	public void setRequireKey(@Nullable Boolean requireKey) {
		this.requireKey = requireKey;
	}

	public @Nullable String getAudience() {
		return this.audience;
	}

	public void setAudience(@Nullable String audience) {
		this.audience = audience;
	}

	public boolean isAcceptUnboundTokens() {
		return this.acceptUnboundTokens;
	}

	public void setAcceptUnboundTokens(boolean acceptUnboundTokens) {
		this.acceptUnboundTokens = acceptUnboundTokens;
	}

	public EncryptionMethod getEncryptionMethod() {
		return this.encryptionMethod;
	}

	public void setEncryptionMethod(EncryptionMethod encryptionMethod) {
		this.encryptionMethod = encryptionMethod;
	}

	public KeyManagement getKeyManagement() {
		return this.keyManagement;
	}

	public void setKeyManagement(KeyManagement keyManagement) {
		this.keyManagement = keyManagement;
	}

	public @Nullable Duration getSessionTimeout() {
		return this.sessionTimeout;
	}

	public void setSessionTimeout(@Nullable Duration sessionTimeout) {
		this.sessionTimeout = sessionTimeout;
	}

	public RenewalMode getRenewal() {
		return this.renewal;
	}

	public void setRenewal(RenewalMode renewal) {
		this.renewal = renewal;
	}

	public Duration getRenewalInterval() {
		return this.renewalInterval;
	}

	public void setRenewalInterval(Duration renewalInterval) {
		this.renewalInterval = renewalInterval;
	}

	public @Nullable String getAbsoluteTimeout() {
		return this.absoluteTimeout;
	}

	public void setAbsoluteTimeout(@Nullable String absoluteTimeout) {
		this.absoluteTimeout = absoluteTimeout;
	}

	public Duration getSkewAllowance() {
		return this.skewAllowance;
	}

	public void setSkewAllowance(Duration skewAllowance) {
		this.skewAllowance = skewAllowance;
	}

	public Duration getIssuedAtTolerance() {
		return this.issuedAtTolerance;
	}

	public void setIssuedAtTolerance(Duration issuedAtTolerance) {
		this.issuedAtTolerance = issuedAtTolerance;
	}

	public boolean isPersistentCookie() {
		return this.persistentCookie;
	}

	public void setPersistentCookie(boolean persistentCookie) {
		this.persistentCookie = persistentCookie;
	}

	public boolean isDiscardEmpty() {
		return this.discardEmpty;
	}

	public void setDiscardEmpty(boolean discardEmpty) {
		this.discardEmpty = discardEmpty;
	}

	public DataSize getResponseBuffer() {
		return this.responseBuffer;
	}

	public void setResponseBuffer(DataSize responseBuffer) {
		this.responseBuffer = responseBuffer;
	}

	public boolean isUseCompression() {
		return this.useCompression;
	}

	public void setUseCompression(boolean useCompression) {
		this.useCompression = useCompression;
	}

	public boolean isServerHeaderLimits() {
		return this.serverHeaderLimits;
	}

	public void setServerHeaderLimits(boolean serverHeaderLimits) {
		this.serverHeaderLimits = serverHeaderLimits;
	}

	public @Nullable DataSize getMaxSize() {
		return this.maxSize;
	}

	public void setMaxSize(@Nullable DataSize maxSize) {
		this.maxSize = maxSize;
	}

	public SecretFiles getSecretFiles() {
		return this.secretFiles;
	}

	public Cookie getCookie() {
		return this.cookie;
	}

	public Keystore getKeystore() {
		return this.keystore;
	}

	public Attributes getAttributes() {
		return this.attributes;
	}

	public Revocation getRevocation() {
		return this.revocation;
	}

	public Overflow getOverflow() {
		return this.overflow;
	}

	public OAuth2 getOauth2() {
		return this.oauth2;
	}

	public Metrics getMetrics() {
		return this.metrics;
	}

	/**
	 * Properties of files that hold secrets.
	 */
	public static class SecretFiles {

		/**
		 * How often to look whether a file has changed, and 0 for never: its keys are
		 * then read again. If a duration suffix is not specified, seconds are used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private Duration reloadInterval = Duration.ofSeconds(10);

		/**
		 * How long after a file has changed its new first key begins to encrypt. It
		 * decrypts at once. So long all instances have to see the change. If a duration
		 * suffix is not specified, seconds are used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private Duration activationDelay = Duration.ofMinutes(2);

		public Duration getReloadInterval() {
			return this.reloadInterval;
		}

		public void setReloadInterval(Duration reloadInterval) {
			this.reloadInterval = reloadInterval;
		}

		public Duration getActivationDelay() {
			return this.activationDelay;
		}

		public void setActivationDelay(Duration activationDelay) {
			this.activationDelay = activationDelay;
		}

	}

	/**
	 * Cookie properties.
	 */
	public static class Cookie {

		/**
		 * Name of the cookie. Further parts of a session that does not fit into one
		 * cookie append "-1", "-2" and so on. Defaults to
		 * 'server.servlet.session.cookie.name', or else "jwt-session", or
		 * "__Host-jwt-session" if the cookies are secure and neither domain nor path is
		 * set.
		 */
		private @Nullable String name;

		/**
		 * Domain of the cookies. Defaults to 'server.servlet.session.cookie.domain', or
		 * else the host alone.
		 */
		private @Nullable String domain;

		/**
		 * Path of the cookies. Defaults to 'server.servlet.session.cookie.path', or else
		 * the application's context path.
		 */
		private @Nullable String path;

		/**
		 * Whether scripts are kept from the cookies. Defaults to
		 * 'server.servlet.session.cookie.http-only', or else true.
		 */
		private @Nullable Boolean httpOnly;

		/**
		 * Whether the cookies are sent over HTTPS only. Defaults to
		 * 'server.servlet.session.cookie.secure', or else to whether the request was
		 * secure.
		 */
		private @Nullable Boolean secure;

		/**
		 * SameSite attribute of the cookies. Defaults to
		 * 'server.servlet.session.cookie.same-site', or else lax.
		 */
		private @Nullable SameSite sameSite;

		/**
		 * Whether the cookies have the Partitioned attribute. Defaults to
		 * 'server.servlet.session.cookie.partitioned', or else false.
		 */
		private @Nullable Boolean partitioned;

		/**
		 * Size of one cookie, its name and attributes included, that must not be
		 * exceeded. A longer token is split.
		 */
		private DataSize maxSize = DataSize.ofBytes(4096);

		public @Nullable String getName() {
			return this.name;
		}

		public void setName(@Nullable String name) {
			this.name = name;
		}

		public @Nullable String getDomain() {
			return this.domain;
		}

		public void setDomain(@Nullable String domain) {
			this.domain = domain;
		}

		public @Nullable String getPath() {
			return this.path;
		}

		public void setPath(@Nullable String path) {
			this.path = path;
		}

		public @Nullable Boolean getHttpOnly() {
			return this.httpOnly;
		}

		public void setHttpOnly(@Nullable Boolean httpOnly) {
			this.httpOnly = httpOnly;
		}

		public @Nullable Boolean getSecure() {
			return this.secure;
		}

		public void setSecure(@Nullable Boolean secure) {
			this.secure = secure;
		}

		public @Nullable SameSite getSameSite() {
			return this.sameSite;
		}

		public void setSameSite(@Nullable SameSite sameSite) {
			this.sameSite = sameSite;
		}

		public @Nullable Boolean getPartitioned() {
			return this.partitioned;
		}

		public void setPartitioned(@Nullable Boolean partitioned) {
			this.partitioned = partitioned;
		}

		public DataSize getMaxSize() {
			return this.maxSize;
		}

		public void setMaxSize(DataSize maxSize) {
			this.maxSize = maxSize;
		}

	}

	/**
	 * Keystore properties.
	 */
	public static class Keystore {

		/**
		 * Location of the keystore that holds the keys.
		 */
		private @Nullable Resource location;

		/**
		 * Type of the keystore.
		 */
		private String type = "PKCS12";

		/**
		 * Password of the keystore.
		 */
		private @Nullable String password;

		/**
		 * Name of an environment value that holds the keystore's password in base64. With
		 * 'keystore.secret.id' it is taken from the environment variable
		 * KEYSTORE_SECRET_ID.
		 */
		private @Nullable String passwordSecretId;

		/**
		 * Password of the keys in the keystore. Defaults to the keystore's.
		 */
		private @Nullable String keyPassword;

		/**
		 * SSL bundle whose keystore holds the keys, instead of a location. With
		 * 'reload-on-update' keys are read again when its file has changed.
		 */
		private @Nullable String sslBundle;

		/**
		 * How long after its creation date a key begins to encrypt. It decrypts at once.
		 * If a duration suffix is not specified, seconds are used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private Duration activationDelay = Duration.ZERO;

		/**
		 * Aliases of keys in the keystore, by secret id. The first encrypts, all decrypt.
		 * A pattern such as 'session-*' stands for all aliases that match it, the newest
		 * first.
		 */
		private Map<String, List<String>> mappings = new LinkedHashMap<>();

		public @Nullable Resource getLocation() {
			return this.location;
		}

		public void setLocation(@Nullable Resource location) {
			this.location = location;
		}

		public String getType() {
			return this.type;
		}

		public void setType(String type) {
			this.type = type;
		}

		public @Nullable String getPassword() {
			return this.password;
		}

		public void setPassword(@Nullable String password) {
			this.password = password;
		}

		public @Nullable String getPasswordSecretId() {
			return this.passwordSecretId;
		}

		public void setPasswordSecretId(@Nullable String passwordSecretId) {
			this.passwordSecretId = passwordSecretId;
		}

		public @Nullable String getKeyPassword() {
			return this.keyPassword;
		}

		public void setKeyPassword(@Nullable String keyPassword) {
			this.keyPassword = keyPassword;
		}

		public @Nullable String getSslBundle() {
			return this.sslBundle;
		}

		public void setSslBundle(@Nullable String sslBundle) {
			this.sslBundle = sslBundle;
		}

		public Duration getActivationDelay() {
			return this.activationDelay;
		}

		public void setActivationDelay(Duration activationDelay) {
			this.activationDelay = activationDelay;
		}

		public Map<String, List<String>> getMappings() {
			return this.mappings;
		}

		public void setMappings(Map<String, List<String>> mappings) {
			this.mappings = mappings;
		}

	}

	/**
	 * Attribute properties.
	 */
	public static class Attributes {

		/**
		 * Packages whose classes may be session attributes, subpackages included, beside
		 * the application's own.
		 */
		private List<String> trustedPackages = new ArrayList<>();

		/**
		 * Whether to refuse attributes that are not plain JSON: strings, numbers,
		 * booleans, lists and maps.
		 */
		private boolean jsonOnly;

		public List<String> getTrustedPackages() {
			return this.trustedPackages;
		}

		public void setTrustedPackages(List<String> trustedPackages) {
			this.trustedPackages = trustedPackages;
		}

		public boolean isJsonOnly() {
			return this.jsonOnly;
		}

		public void setJsonOnly(boolean jsonOnly) {
			this.jsonOnly = jsonOnly;
		}

	}

	/**
	 * OAuth 2.0 properties.
	 */
	public static class OAuth2 {

		/**
		 * Where the tokens of OAuth2 clients are that users have authorized, unless the
		 * application has an OAuth2AuthorizedClientRepository or an
		 * OAuth2AuthorizedClientService of its own.
		 */
		private AuthorizedClients authorizedClients = AuthorizedClients.SESSION;

		public AuthorizedClients getAuthorizedClients() {
			return this.authorizedClients;
		}

		public void setAuthorizedClients(AuthorizedClients authorizedClients) {
			this.authorizedClients = authorizedClients;
		}

		/**
		 * Where authorized clients are.
		 */
		public enum AuthorizedClients {

			/**
			 * In the session: all instances have them.
			 */
			SESSION,

			/**
			 * Where they were without JWT sessions: in the memory of one instance, unless
			 * the application has configured it otherwise.
			 */
			UNCHANGED;

			/**
			 * As it is written in configuration, and listed in messages about it.
			 */
			@Override
			public String toString() {
				return name().toLowerCase(Locale.ROOT);
			}

		}

	}

	/**
	 * Overflow properties.
	 */
	public static class Overflow {

		/**
		 * Where attributes stand, encrypted, that do not fit into the session's cookies.
		 */
		private Store store = Store.NONE;

		/**
		 * Size from which on an attribute may stand in the store, in bytes of its JSON.
		 * At least 512B.
		 */
		private DataSize threshold = DataSize.ofKilobytes(2);

		/**
		 * Whether attributes of that size always stand in the store, and not only if the
		 * session does not fit into its cookies otherwise.
		 */
		private boolean eager;

		/**
		 * How long a call to the store may take, for which a request waits. Above zero,
		 * at most 30 seconds. If a duration suffix is not specified, seconds are used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private Duration timeout = Duration.ofSeconds(2);

		/**
		 * How much of the store each instance keeps in memory, encrypted and compressed
		 * as it is there. 0 keeps nothing.
		 */
		private DataSize cacheSize = DataSize.ofMegabytes(32);

		private final Redis redis = new Redis();

		public Store getStore() {
			return this.store;
		}

		public void setStore(Store store) {
			this.store = store;
		}

		public DataSize getThreshold() {
			return this.threshold;
		}

		public void setThreshold(DataSize threshold) {
			this.threshold = threshold;
		}

		public boolean isEager() {
			return this.eager;
		}

		public void setEager(boolean eager) {
			this.eager = eager;
		}

		public Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(Duration timeout) {
			this.timeout = timeout;
		}

		public DataSize getCacheSize() {
			return this.cacheSize;
		}

		public void setCacheSize(DataSize cacheSize) {
			this.cacheSize = cacheSize;
		}

		public Redis getRedis() {
			return this.redis;
		}

		/**
		 * Where attributes stand that do not fit into the cookies.
		 */
		public enum Store {

			/**
			 * Nowhere: a session that is too large is an error.
			 */
			NONE,

			/**
			 * In a table that all instances share.
			 */
			JDBC,

			/**
			 * In Redis, 7 or later, which all instances share.
			 */
			REDIS;

			/**
			 * As it is written in configuration, and listed in messages about it.
			 */
			@Override
			public String toString() {
				return name().toLowerCase(Locale.ROOT);
			}

		}

		/**
		 * Redis properties.
		 */
		public static class Redis {

			/**
			 * What all keys begin with. Applications that share a Redis may share it.
			 */
			private String keyPrefix = "jwt-session:overflow:";

			public String getKeyPrefix() {
				return this.keyPrefix;
			}

			public void setKeyPrefix(String keyPrefix) {
				this.keyPrefix = keyPrefix;
			}

		}

	}

	/**
	 * Revocation properties.
	 */
	public static class Revocation {

		/**
		 * Where revocations of sessions are kept.
		 */
		private Store store = Store.MEMORY;

		/**
		 * How often to look for what other instances have revoked. If a duration suffix
		 * is not specified, seconds are used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private Duration pollInterval = Duration.ofSeconds(1);

		/**
		 * What happens to sessions while the store does not answer: they go on with what
		 * is known, or are refused if they were issued before it answered last.
		 */
		private FailureMode onFailure = FailureMode.ALLOW;

		/**
		 * Whether other instances learn of the ends of sessions in which nobody is logged
		 * in.
		 */
		private boolean shareAnonymous;

		/**
		 * How long a call to the store may take, whatever its driver and connection pool
		 * are configured to. Above zero, at most 30 seconds. If a duration suffix is not
		 * specified, seconds are used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private Duration timeout = Duration.ofSeconds(5);

		/**
		 * File that keeps revocations over a restart that could not be written to the
		 * store, one for each instance. If it is not set, they are lost if the instance
		 * stops before the store answers.
		 */
		private @Nullable Path spool;

		private final Redis redis = new Redis();

		public Store getStore() {
			return this.store;
		}

		public void setStore(Store store) {
			this.store = store;
		}

		public Duration getPollInterval() {
			return this.pollInterval;
		}

		public void setPollInterval(Duration pollInterval) {
			this.pollInterval = pollInterval;
		}

		public FailureMode getOnFailure() {
			return this.onFailure;
		}

		public void setOnFailure(FailureMode onFailure) {
			this.onFailure = onFailure;
		}

		public boolean isShareAnonymous() {
			return this.shareAnonymous;
		}

		public void setShareAnonymous(boolean shareAnonymous) {
			this.shareAnonymous = shareAnonymous;
		}

		public Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(Duration timeout) {
			this.timeout = timeout;
		}

		public @Nullable Path getSpool() {
			return this.spool;
		}

		public void setSpool(@Nullable Path spool) {
			this.spool = spool;
		}

		public Redis getRedis() {
			return this.redis;
		}

		/**
		 * Where revocations are kept.
		 */
		public enum Store {

			/**
			 * In this instance alone, until it restarts.
			 */
			MEMORY,

			/**
			 * In a table that all instances share.
			 */
			JDBC,

			/**
			 * In a Redis stream that all instances share.
			 */
			REDIS,

			/**
			 * Nowhere: sessions cannot be revoked.
			 */
			NONE;

			/**
			 * As it is written in configuration, and listed in messages about it.
			 */
			@Override
			public String toString() {
				return name().toLowerCase(Locale.ROOT);
			}

		}

		/**
		 * Redis properties.
		 */
		public static class Redis {

			/**
			 * Key of the stream that holds revocations, and name of the channel that
			 * tells of them. Applications that share a Redis need different ones.
			 */
			private String key = "jwt-session:revocations";

			public String getKey() {
				return this.key;
			}

			public void setKey(String key) {
				this.key = key;
			}

		}

	}

	/**
	 * Metrics properties.
	 */
	public static class Metrics {

		/**
		 * Whether to measure how long it takes to encrypt and to decrypt each token.
		 */
		private boolean timers;

		public boolean isTimers() {
			return this.timers;
		}

		public void setTimers(boolean timers) {
			this.timers = timers;
		}

	}

}
