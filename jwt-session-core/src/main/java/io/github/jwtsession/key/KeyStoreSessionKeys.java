package io.github.jwtsession.key;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.UnrecoverableKeyException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

import javax.crypto.SecretKey;

import org.springframework.util.PatternMatchUtils;

/**
 * Reads session keys out of a {@link KeyStore}. An alias becomes the id of its key.
 */
public final class KeyStoreSessionKeys {

	private static final String WILDCARD = "*";

	private final KeyStore keyStore;

	private final char[] keyPassword;

	private final UnaryOperator<String> advice;

	/**
	 * Create a reader.
	 * @param keyStore a loaded keystore
	 * @param keyPassword the password of its entries, may be empty
	 * @param advice how a person adds a key of some alias to that keystore: a sentence
	 * for the remedy of an exception
	 */
	public KeyStoreSessionKeys(KeyStore keyStore, char[] keyPassword, UnaryOperator<String> advice) {
		this.keyStore = keyStore;
		this.keyPassword = keyPassword.clone();
		this.advice = advice;
	}

	/**
	 * The alias of a key that takes the place of another.
	 * @param alias the other's
	 * @return another alias, which a pattern that matches the given one by its beginning
	 * matches as well
	 */
	public static String another(String alias) {
		return alias + "-2";
	}

	/**
	 * Read keys.
	 * @param aliases their aliases, at least one: the first will encrypt, all decrypt. A
	 * pattern, {@code session-*}, stands for all aliases that match it, the newest by the
	 * entry's creation date first
	 * @param activationDelay how long after its creation date a key begins to encrypt.
	 * Until one has begun, the oldest encrypts
	 * @param clock what the time is
	 * @return the keys
	 * @throws SessionKeyException if there is no such alias, it is no secret key, or the
	 * password does not open it
	 */
	public ScheduledSessionKeys read(List<String> aliases, Duration activationDelay, Clock clock) {
		try {
			Set<String> expanded = new LinkedHashSet<>();
			for (String alias : aliases) {
				expanded.addAll(alias.contains(WILDCARD) ? matching(alias) : List.of(alias));
			}
			List<ScheduledSessionKeys.Entry> keys = new ArrayList<>();
			for (String alias : expanded) {
				SessionKey key = new SessionKey(alias, readSecretKey(alias));
				keys.add(new ScheduledSessionKeys.Entry(key, activeFrom(alias, activationDelay)));
			}
			return new ScheduledSessionKeys(keys, clock);
		}
		catch (KeyStoreException ex) {
			throw new SessionKeyException("The keystore cannot be read: %s.".formatted(ex.getMessage()),
					"Load it before keys are read from it.");
		}
	}

	private Collection<String> matching(String pattern) throws KeyStoreException {
		List<String> aliases = new ArrayList<>();
		for (String alias : Collections.list(this.keyStore.aliases())) {
			if (PatternMatchUtils.simpleMatch(pattern, alias)) {
				aliases.add(alias);
			}
		}
		if (aliases.isEmpty()) {
			throw new SessionKeyException("The keystore has no entry whose alias matches '%s'.".formatted(pattern),
					"It has: %s. %s".formatted(describeAliases(), this.advice.apply(pattern.replace(WILDCARD, "1"))));
		}
		// Keystores know dates to the second or worse: of two keys of the same time the
		// later alias is taken for the newer.
		aliases.sort(Comparator.comparing(this::createdAt).thenComparing(Comparator.naturalOrder()).reversed());
		return aliases;
	}

	private Instant activeFrom(String alias, Duration activationDelay) {
		Instant createdAt = createdAt(alias);
		return createdAt.equals(Instant.EPOCH) ? ScheduledSessionKeys.Entry.ALWAYS : createdAt.plus(activationDelay);
	}

	/**
	 * The creation date, long ago if the keystore knows none.
	 */
	private Instant createdAt(String alias) {
		try {
			Date date = this.keyStore.getCreationDate(alias);
			return (date != null) ? date.toInstant() : Instant.EPOCH;
		}
		catch (KeyStoreException ex) {
			throw new IllegalStateException("The keystore is not loaded", ex);
		}
	}

	private SecretKey readSecretKey(String alias) throws KeyStoreException {
		if (!this.keyStore.containsAlias(alias)) {
			throw new SessionKeyException("The keystore has no entry with the alias '%s'.".formatted(alias),
					"Use one of the aliases it has: %s. Or add another. %s".formatted(describeAliases(),
							this.advice.apply(alias)));
		}
		try {
			Key key = this.keyStore.getKey(alias, this.keyPassword);
			if (key instanceof SecretKey secretKey) {
				return secretKey;
			}
			throw new SessionKeyException("The keystore's entry '%s' is not a secret key.".formatted(alias),
					"Sessions are encrypted with a symmetric key; a certificate or a key pair cannot be used. "
							+ "Name another in 'jwt.session.secret-id' or 'jwt.session.keystore.mappings'. "
							+ this.advice.apply(another(alias)));
		}
		catch (UnrecoverableKeyException ex) {
			throw new SessionKeyException("The password does not open the keystore's entry '%s'.".formatted(alias),
					"Set 'jwt.session.keystore.key-password' if the entry has a password other than the keystore's.");
		}
		catch (GeneralSecurityException ex) {
			throw new SessionKeyException(
					"The keystore's entry '%s' cannot be read: %s.".formatted(alias, ex.getMessage()),
					"Use another key. " + this.advice.apply(another(alias)));
		}
	}

	private String describeAliases() throws KeyStoreException {
		List<String> aliases = Collections.list(this.keyStore.aliases());
		return aliases.isEmpty() ? "(none, it is empty)" : String.join(", ", aliases);
	}

}
