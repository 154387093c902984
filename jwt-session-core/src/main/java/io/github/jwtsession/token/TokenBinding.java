package io.github.jwtsession.token;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

import io.github.jwtsession.jwe.Base64Url;
import io.github.jwtsession.jwe.TokenType;

/**
 * What tokens are bound to: a token that was made for another application, for another
 * cookie or for another purpose with the same key is none (RFC 8725 sections 3.9, 3.11
 * and 3.12).
 * <p>
 * The binding is the {@code typ} in the token's header, which is authenticated, and is
 * compared before anything is decrypted: a letter for the kind of the token, a digit for
 * the version of the format, and seven characters of a digest of audience and cookie
 * name:
 *
 * <pre>
 * "typ":"s2Qm9va3M"
 * </pre>
 *
 * Seven characters, 42 bits, tell the applications of one key apart. They need not
 * withstand anybody who makes up names: audience and cookie name are the configuration of
 * somebody who has the key. A header says why a token was refused, works with keys that
 * never leave their provider, and is read by any JOSE library, which keys derived for
 * each purpose (RFC 5869) would not.
 *
 * @param audience the application, or the name of what several applications share
 * @param cookieName the name of the cookie; the prefixes {@code __Host-} and
 * {@code __Secure-} say how a browser keeps a cookie, and make no other of it
 * @param unboundAccepted whether tokens without a binding are accepted, as 0.1 made them
 */
public record TokenBinding(String audience, String cookieName, boolean unboundAccepted) {

	private static final char FORMAT_VERSION = '2';

	private static final int DIGEST_LENGTH = 7;

	/**
	 * The type of the tokens of a kind.
	 */
	TokenType typeOf(Kind kind) {
		return new TokenType(kind.letter + String.valueOf(FORMAT_VERSION) + digest(), this.unboundAccepted);
	}

	/**
	 * What identifies a cookie, whatever a browser is told about it.
	 * @param cookieName the name of a cookie
	 * @return the name without the prefix {@code __Host-} or {@code __Secure-}
	 */
	public static String withoutPrefix(String cookieName) {
		return cookieName.replaceFirst("^__(Host|Secure)-", "");
	}

	private String digest() {
		String bound = this.audience + '\n' + withoutPrefix(this.cookieName);
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(bound.getBytes(StandardCharsets.UTF_8));
			return Base64Url.encode(digest).substring(0, DIGEST_LENGTH);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	/**
	 * What a token says something about.
	 */
	enum Kind {

		SESSION('s'), RENEWAL('r'), TOMBSTONE('t');

		private final char letter;

		Kind(char letter) {
			this.letter = letter;
		}

	}

}
