package io.github.jwtsession.jwe;

import java.security.GeneralSecurityException;

import javax.crypto.SecretKey;

import com.nimbusds.jose.JOSEException;
import io.github.jwtsession.jwe.InvalidTokenException.Reason;
import io.github.jwtsession.key.SessionKey;
import io.github.jwtsession.key.SessionKeyException;
import io.github.jwtsession.key.SessionKeys;
import org.jspecify.annotations.Nullable;

/**
 * Content ⇄ compact JWE (RFC 7516 section 7.1) of one type, whatever the content is.
 * Tokens of the active key go the short way, all others that of Nimbus.
 */
public final class TokenCipher {

	private static final byte[] PROBE = { '{', '}' };

	private final SessionKeys keys;

	private final TokenFormat format;

	private final int maxTokenLength;

	private final int maxContentLength;

	private final NimbusTokenCipher nimbus;

	/**
	 * Of the key that was active when it was last asked for, if that has a short way.
	 */
	private volatile @Nullable DirectTokenCipher direct;

	/**
	 * Create a cipher.
	 * @param keys the keys to encrypt and decrypt with
	 * @param format what tokens look like
	 * @param type what they are made for
	 * @param maxTokenLength characters; longer tokens are not looked at
	 * @param maxContentLength bytes that a token may inflate to
	 */
	public TokenCipher(SessionKeys keys, TokenFormat format, TokenType type, int maxTokenLength, int maxContentLength) {
		this.keys = keys;
		this.format = format;
		this.maxTokenLength = maxTokenLength;
		this.maxContentLength = maxContentLength;
		this.nimbus = new NimbusTokenCipher(keys, format, type, maxContentLength);
	}

	/**
	 * Refuse an active key that does not fit, or does not do its work.
	 * @throws SessionKeyException if it does not
	 */
	public void requireActiveKeyWorks() {
		SessionKey key = this.keys.active();
		this.format.requireFits(key);
		try {
			this.nimbus.decrypt(encrypt(PROBE, key).token());
		}
		catch (InvalidTokenException | IllegalStateException ex) {
			throw new SessionKeyException("The session key '%s' does not encrypt and decrypt.".formatted(key
				.id()), "Its provider must support AES, in the mode that 'jwt.session.encryption-method' and "
						+ "'jwt.session.key-management' ask for, and the session keys must find the active key by its id.");
		}
	}

	/**
	 * Encrypt with the active key.
	 * @param content what to encrypt
	 * @return the token and the key that it is encrypted with
	 * @throws IllegalStateException if the key does not do its work, or if the content is
	 * longer than what a token may inflate to
	 */
	public SealedToken encrypt(byte[] content) {
		if (content.length > this.maxContentLength) {
			throw new IllegalStateException(
					"The session takes %d bytes before compression, more than the %d that would be "
						.formatted(content.length, this.maxContentLength) + "inflated again");
		}
		return encrypt(content, this.keys.active());
	}

	private SealedToken encrypt(byte[] content, SessionKey key) {
		try {
			DirectTokenCipher direct = direct(key);
			CompactToken token = (direct != null) ? direct.encrypt(content) : this.nimbus.encrypt(content, key);
			return new SealedToken(token, key.id());
		}
		catch (JOSEException | GeneralSecurityException | RuntimeException ex) {
			throw new IllegalStateException("The session key '" + key.id() + "' does not encrypt", ex);
		}
	}

	/**
	 * Whether a token names the active key.
	 * @param token the compact JWE, unverified
	 * @return {@code true} if it does
	 */
	public boolean isSealedWithActiveKey(CompactToken token) {
		if (token.length() > this.maxTokenLength) {
			return false;
		}
		SessionKey key = this.keys.active();
		DirectTokenCipher direct = direct(key);
		return (direct != null && direct.hasHeaderOf(token)) || key.id().equals(this.nimbus.keyId(token));
	}

	/**
	 * Decrypt and verify a token.
	 * @param token what a client sent
	 * @return its content
	 * @throws InvalidTokenException if it cannot be decrypted
	 */
	public DecryptedToken decrypt(CompactToken token) throws InvalidTokenException {
		requireLength(token);
		SessionKey key = this.keys.active();
		DirectTokenCipher direct = direct(key);
		if (direct == null || !direct.hasHeaderOf(token)) {
			return this.nimbus.decrypt(token);
		}
		byte[] content = direct.decrypt(token);
		if (content == null) {
			// Decrypting it once more would fail once more.
			throw this.nimbus.refuse(token);
		}
		return new DecryptedToken(content, key.id(), null);
	}

	/**
	 * Decrypt and verify a token whose session key is not at hand.
	 * @param token what a client sent
	 * @param contentKey the token's own key
	 * @return its content
	 * @throws InvalidTokenException if it cannot be decrypted
	 */
	public byte[] decrypt(CompactToken token, SecretKey contentKey) throws InvalidTokenException {
		requireLength(token);
		return this.nimbus.decrypt(token, contentKey);
	}

	private void requireLength(CompactToken token) throws InvalidTokenException {
		if (token.length() > this.maxTokenLength) {
			throw new InvalidTokenException(Reason.MALFORMED);
		}
	}

	private @Nullable DirectTokenCipher direct(SessionKey key) {
		DirectTokenCipher direct = this.direct;
		if (direct != null && direct.isOf(key)) {
			return direct;
		}
		if (!DirectTokenCipher.takes(key, this.format)) {
			return null;
		}
		direct = new DirectTokenCipher(key, this.format.encryptionMethod(), this.nimbus.encodedHeader(key));
		this.direct = direct;
		return direct;
	}

}
