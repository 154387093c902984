package io.github.jwtsession.token;

import java.text.ParseException;
import java.util.Set;

import com.nimbusds.jose.CompressionAlgorithm;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEDecrypterOption;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import com.nimbusds.jose.crypto.impl.AAD;
import com.nimbusds.jose.crypto.opts.MaxDecompressedPlainTextLength;
import com.nimbusds.jose.util.Base64URL;
import io.github.jwtsession.key.SessionKey;
import io.github.jwtsession.key.SessionKeys;
import io.github.jwtsession.token.InvalidTokenException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Claims ⇄ compact JWE (RFC 7516) with direct encryption (RFC 7518 section 4.5):
 *
 * <pre>
 * {"alg":"dir","enc":"A256GCM","kid":"key-2"}..iv.ciphertext.tag
 * </pre>
 *
 * Exactly one "enc" is spoken. Whatever a token's header says beside it, it is not
 * decrypted with another algorithm, nor inflated unless compression is on.
 */
public final class SessionTokenCodec {

	private final SessionKeys keys;

	private final EncryptionMethod method;

	private final com.nimbusds.jose.EncryptionMethod enc;

	private final boolean compression;

	private final int maxTokenLength;

	private final int maxContentLength;

	private final Set<JWEDecrypterOption> decrypterOptions;

	private final ClaimsJson claimsJson = new ClaimsJson();

	private final CompanionJson companionJson = new CompanionJson();

	/**
	 * Create a codec.
	 * @param keys the keys to encrypt and decrypt with
	 * @param method the content encryption to speak
	 * @param compression whether to deflate before encrypting, and to accept tokens that
	 * are
	 * @param maxTokenLength characters; longer tokens are not looked at
	 * @param maxContentLength bytes that a token may inflate to
	 */
	public SessionTokenCodec(SessionKeys keys, EncryptionMethod method, boolean compression, int maxTokenLength,
			int maxContentLength) {
		this.keys = keys;
		this.method = method;
		this.enc = com.nimbusds.jose.EncryptionMethod.parse(method.identifier());
		this.compression = compression;
		this.maxTokenLength = maxTokenLength;
		this.maxContentLength = maxContentLength;
		this.decrypterOptions = Set.of(new MaxDecompressedPlainTextLength(maxContentLength));
		method.requireFits(keys.active());
	}

	/**
	 * Encrypt claims with the active key.
	 * @param claims what the token is to say
	 * @return the token and the key that it is encrypted with
	 * @throws IllegalStateException if the key does not do its work, or if the claims are
	 * longer than what a token may inflate to
	 */
	public SealedToken seal(SessionClaims claims) {
		return seal(this.claimsJson.write(claims));
	}

	/**
	 * Encrypt a renewal with the active key.
	 * @param renewal what the token is to say
	 * @return the token and the key that it is encrypted with
	 * @throws IllegalStateException if the key does not do its work
	 */
	public SealedToken seal(Renewal renewal) {
		return seal(this.companionJson.write(renewal));
	}

	/**
	 * Encrypt a tombstone with the active key.
	 * @param tombstone what the token is to say
	 * @return the token and the key that it is encrypted with
	 * @throws IllegalStateException if the key does not do its work
	 */
	public SealedToken seal(Tombstone tombstone) {
		return seal(this.companionJson.write(tombstone));
	}

	private SealedToken seal(byte[] content) {
		if (content.length > this.maxContentLength) {
			throw new IllegalStateException(
					"The session takes %d bytes before compression, more than the %d that would be "
						.formatted(content.length, this.maxContentLength) + "inflated again");
		}
		SessionKey key = this.keys.active();
		JWEHeader.Builder header = new JWEHeader.Builder(JWEAlgorithm.DIR, this.enc).keyID(key.id());
		if (this.compression) {
			header.compressionAlgorithm(CompressionAlgorithm.DEF);
		}
		JWEObject jwe = new JWEObject(header.build(), new Payload(content));
		try {
			jwe.encrypt(new DirectEncrypter(key.secret()));
		}
		catch (JOSEException ex) {
			throw new IllegalStateException("The session key '" + key.id() + "' does not encrypt", ex);
		}
		return new SealedToken(jwe.serialize(), key.id());
	}

	/**
	 * Decrypt and verify a token. Its times are not looked at.
	 * @param token what a client sent
	 * @return what it says
	 * @throws InvalidTokenException if it is no token of this application
	 */
	public OpenedToken open(String token) throws InvalidTokenException {
		Decrypted decrypted = decrypt(token);
		SessionClaims claims = this.claimsJson.read(decrypted.content);
		return new OpenedToken(require(claims), decrypted.keyId);
	}

	/**
	 * Decrypt and verify a renewal. Its times are not looked at.
	 * @param token what a client sent
	 * @return what it says
	 * @throws InvalidTokenException if it is no renewal of this application
	 */
	public Renewal openRenewal(String token) throws InvalidTokenException {
		return require(this.companionJson.readRenewal(decrypt(token).content));
	}

	/**
	 * Decrypt and verify a tombstone. Its times are not looked at.
	 * @param token what a client sent
	 * @return what it says
	 * @throws InvalidTokenException if it is no tombstone of this application
	 */
	public Tombstone openTombstone(String token) throws InvalidTokenException {
		return require(this.companionJson.readTombstone(decrypt(token).content));
	}

	private static <T> T require(@Nullable T claims) throws InvalidTokenException {
		if (claims == null) {
			throw new InvalidTokenException(Reason.CLAIMS);
		}
		return claims;
	}

	private Decrypted decrypt(String token) throws InvalidTokenException {
		if (token.length() > this.maxTokenLength) {
			throw new InvalidTokenException(Reason.MALFORMED);
		}
		CompactJwe jwe = CompactJwe.parse(token);
		if (jwe == null) {
			throw new InvalidTokenException(Reason.MALFORMED);
		}
		JWEHeader header = readHeader(jwe);
		SessionKey key = findKey(header);
		return new Decrypted(decrypt(jwe, header, key), key.id());
	}

	private JWEHeader readHeader(CompactJwe jwe) throws InvalidTokenException {
		JWEHeader header;
		try {
			header = JWEHeader.parse(new Base64URL(jwe.header()));
		}
		catch (ParseException | RuntimeException ex) {
			throw new InvalidTokenException(Reason.MALFORMED);
		}
		boolean understood = JWEAlgorithm.DIR.equals(header.getAlgorithm())
				&& this.enc.equals(header.getEncryptionMethod()) && header.getCriticalParams() == null
				&& (header.getCompressionAlgorithm() == null || this.compression) && jwe.fits(this.method);
		if (!understood) {
			throw new InvalidTokenException(Reason.UNSUPPORTED);
		}
		return header;
	}

	private SessionKey findKey(JWEHeader header) throws InvalidTokenException {
		SessionKey key = (header.getKeyID() != null) ? this.keys.findById(header.getKeyID()) : null;
		if (key == null) {
			throw new InvalidTokenException(Reason.UNKNOWN_KEY);
		}
		return key;
	}

	private byte[] decrypt(CompactJwe jwe, JWEHeader header, SessionKey key) throws InvalidTokenException {
		try {
			return new DirectDecrypter(key.secret(), false, this.decrypterOptions).decrypt(header, null,
					new Base64URL(jwe.iv()), new Base64URL(jwe.cipherText()), new Base64URL(jwe.tag()),
					AAD.compute(new Base64URL(jwe.header())));
		}
		catch (JOSEException | RuntimeException ex) {
			throw new InvalidTokenException(Reason.TAMPERED);
		}
	}

	private record Decrypted(byte[] content, String keyId) {
	}

}
