package io.github.jwtsession.token;

import javax.crypto.SecretKey;

import io.github.jwtsession.jwe.CompactToken;
import io.github.jwtsession.jwe.DecryptedToken;
import io.github.jwtsession.jwe.InvalidTokenException;
import io.github.jwtsession.jwe.InvalidTokenException.Reason;
import io.github.jwtsession.jwe.SealedToken;
import io.github.jwtsession.jwe.TokenCipher;
import io.github.jwtsession.jwe.TokenFormat;
import io.github.jwtsession.key.SessionKeyException;
import io.github.jwtsession.key.SessionKeys;
import io.github.jwtsession.token.TokenBinding.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Claims ⇄ token: a session's content, and the small tokens that stand beside it, each a
 * compact JWE (RFC 7516 section 7.1).
 */
public final class SessionTokenCodec {

	/**
	 * Bytes of content that a renewal carries with it. Its token has less than 1,200
	 * characters then, which fit beside a session as large as it may be: a write may make
	 * the session grow while a read, of which it knows nothing, sends the renewal.
	 */
	private static final int MAX_COPY_LENGTH = 700;

	private final TokenFormat format;

	private final int maxContentLength;

	private final TokenCipher cipher;

	private final TokenCipher renewalCipher;

	private final TokenCipher tombstoneCipher;

	private final ClaimsJson claimsJson = new ClaimsJson();

	private final SideTokenJson sideTokenJson = new SideTokenJson();

	/**
	 * Create a codec.
	 * @param keys the keys to encrypt and decrypt with
	 * @param format what tokens look like
	 * @param binding what they are bound to
	 * @param maxTokenLength characters; longer tokens are not looked at
	 * @param maxContentLength bytes that a token may inflate to
	 * @throws SessionKeyException if the active key does not fit the format, or does not
	 * do its work
	 */
	public SessionTokenCodec(SessionKeys keys, TokenFormat format, TokenBinding binding, int maxTokenLength,
			int maxContentLength) {
		this.format = format;
		this.maxContentLength = maxContentLength;
		this.cipher = new TokenCipher(keys, format, binding.typeOf(Kind.SESSION), maxTokenLength, maxContentLength);
		this.renewalCipher = new TokenCipher(keys, format, binding.typeOf(Kind.RENEWAL), maxTokenLength,
				maxContentLength);
		this.tombstoneCipher = new TokenCipher(keys, format, binding.typeOf(Kind.TOMBSTONE), maxTokenLength,
				maxContentLength);
		requireActiveKeyWorks();
	}

	/**
	 * How long the content of a token may be, before it is compressed.
	 * @return bytes
	 */
	public int getMaxContentLength() {
		return this.maxContentLength;
	}

	/**
	 * What tokens look like.
	 * @return the format
	 */
	public TokenFormat getFormat() {
		return this.format;
	}

	/**
	 * Encrypt and decrypt something with the active key.
	 * @throws SessionKeyException if that does not work
	 */
	public void requireActiveKeyWorks() {
		this.cipher.requireActiveKeyWorks();
	}

	/**
	 * Encrypt claims with the active key.
	 * @param claims what the token is to say
	 * @return the token and the key that it is encrypted with
	 * @throws IllegalStateException if the key does not do its work, or if the claims are
	 * longer than what a token may inflate to
	 */
	public SealedToken seal(SessionClaims claims) {
		return this.cipher.encrypt(this.claimsJson.write(claims));
	}

	/**
	 * Encrypt a renewal with the active key.
	 * @param renewal what the token is to say
	 * @return the token and the key that it is encrypted with
	 * @throws IllegalStateException if the key does not do its work
	 */
	public SealedToken seal(Renewal renewal) {
		return this.renewalCipher.encrypt(this.sideTokenJson.write(renewal));
	}

	/**
	 * Encrypt a renewal with the active key, if possible in such a way that the content
	 * that it renews can be read without the key that the content is encrypted with. A
	 * content key of its own is handed over by itself; with direct encryption the content
	 * is, if it is small.
	 * @param renewal what the token is to say
	 * @param content what it renews
	 * @return the token and the key that it is encrypted with
	 * @throws IllegalStateException if the key does not do its work
	 */
	public SealedToken seal(Renewal renewal, OpenedToken content) {
		SecretKey contentKey = content.contentKey();
		if (contentKey != null) {
			return this.renewalCipher.encrypt(this.sideTokenJson.writeWithContentKey(renewal, contentKey));
		}
		// What is readable by its renewal alone must not lose it.
		boolean copied = content.content().length <= MAX_COPY_LENGTH || content.isHandedOver();
		return copied ? this.renewalCipher.encrypt(this.sideTokenJson.writeWithContent(renewal, content.content()))
				: seal(renewal);
	}

	/**
	 * Encrypt a tombstone with the active key.
	 * @param tombstone what the token is to say
	 * @return the token and the key that it is encrypted with
	 * @throws IllegalStateException if the key does not do its work
	 */
	public SealedToken seal(Tombstone tombstone) {
		return this.tombstoneCipher.encrypt(this.sideTokenJson.write(tombstone));
	}

	/**
	 * Whether a token is encrypted with the active key, by what its header says.
	 * @param token the compact JWE, unverified
	 * @return {@code true} if it names that key
	 */
	public boolean isSealedWithActiveKey(CompactToken token) {
		return this.cipher.isSealedWithActiveKey(token);
	}

	/**
	 * Decrypt and verify a token. Its times are not looked at.
	 * @param token what a client sent
	 * @return what it says
	 * @throws InvalidTokenException if it is no token of this application
	 */
	public OpenedToken open(CompactToken token) throws InvalidTokenException {
		DecryptedToken decrypted = this.cipher.decrypt(token);
		return OpenedToken.of(require(this.claimsJson.read(decrypted.content())), decrypted);
	}

	/**
	 * Decrypt and verify a token without the key that it is encrypted with, by what its
	 * renewal hands over.
	 * @param token what a client sent
	 * @param renewal a renewal {@linkplain Renewal#isOf of this token} that
	 * {@linkplain OpenedRenewal#handsOver() hands it over}
	 * @return what it says
	 * @throws InvalidTokenException if it is no token of this application
	 */
	public OpenedToken open(CompactToken token, OpenedRenewal renewal) throws InvalidTokenException {
		SecretKey contentKey = renewal.contentKey();
		byte[] content = (contentKey != null) ? this.cipher.decrypt(token, contentKey) : renewal.content();
		if (content == null || !renewal.renewal().isOf(token)) {
			throw new InvalidTokenException(Reason.CLAIMS);
		}
		return OpenedToken.of(require(this.claimsJson.read(content)), content, renewal);
	}

	/**
	 * Decrypt and verify a renewal. Its times are not looked at.
	 * @param token what a client sent
	 * @return what it says
	 * @throws InvalidTokenException if it is no renewal of this application
	 */
	public OpenedRenewal openRenewal(CompactToken token) throws InvalidTokenException {
		return require(this.sideTokenJson.readRenewal(this.renewalCipher.decrypt(token)));
	}

	/**
	 * Decrypt and verify a tombstone. Its times are not looked at.
	 * @param token what a client sent
	 * @return what it says
	 * @throws InvalidTokenException if it is no tombstone of this application
	 */
	public Tombstone openTombstone(CompactToken token) throws InvalidTokenException {
		return require(this.sideTokenJson.readTombstone(this.tombstoneCipher.decrypt(token).content()));
	}

	private static <T> T require(@Nullable T claims) throws InvalidTokenException {
		if (claims == null) {
			throw new InvalidTokenException(Reason.CLAIMS);
		}
		return claims;
	}

}
