package io.github.jwtsession.key;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.UnrecoverableKeyException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import javax.crypto.SecretKey;

/**
 * Reads session keys out of a {@link KeyStore}. An alias becomes the id of its key.
 */
public final class KeyStoreSessionKeys {

	private final KeyStore keyStore;

	private final char[] keyPassword;

	/**
	 * Create a reader.
	 * @param keyStore a loaded keystore
	 * @param keyPassword the password of its entries, may be empty
	 */
	public KeyStoreSessionKeys(KeyStore keyStore, char[] keyPassword) {
		this.keyStore = keyStore;
		this.keyPassword = keyPassword.clone();
	}

	/**
	 * Read keys.
	 * @param aliases their aliases, at least one: the first will encrypt, all decrypt
	 * @return the keys
	 * @throws SessionKeyException if there is no such alias, it is no secret key, or the
	 * password does not open it
	 */
	public SessionKeys read(List<String> aliases) {
		List<SessionKey> keys = new ArrayList<>();
		for (String alias : aliases) {
			keys.add(new SessionKey(alias, readSecretKey(alias)));
		}
		return new FixedSessionKeys(keys.get(0), keys.subList(1, keys.size()));
	}

	private SecretKey readSecretKey(String alias) {
		try {
			if (!this.keyStore.containsAlias(alias)) {
				throw new SessionKeyException("The keystore has no entry with the alias '%s'.".formatted(alias),
						"Use one of the aliases it has: %s. Or add the key with 'keytool -genseckey -alias %s'."
							.formatted(describeAliases(), alias));
			}
			Key key = this.keyStore.getKey(alias, this.keyPassword);
			if (key instanceof SecretKey secretKey) {
				return secretKey;
			}
			throw new SessionKeyException("The keystore's entry '%s' is not a secret key.".formatted(alias),
					"Sessions are encrypted with a symmetric key, as made by 'keytool -genseckey'; "
							+ "a certificate or a key pair cannot be used.");
		}
		catch (UnrecoverableKeyException ex) {
			throw new SessionKeyException("The password does not open the keystore's entry '%s'.".formatted(alias),
					"Set 'jwt.session.keystore.key-password' if the entry has a password other than the keystore's.");
		}
		catch (GeneralSecurityException ex) {
			throw new SessionKeyException(
					"The keystore's entry '%s' cannot be read: %s.".formatted(alias, ex.getMessage()),
					"Make the key again with 'keytool -genseckey'.");
		}
	}

	private String describeAliases() throws KeyStoreException {
		List<String> aliases = Collections.list(this.keyStore.aliases());
		return aliases.isEmpty() ? "(none, it is empty)" : String.join(", ", aliases);
	}

}
