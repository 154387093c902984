package io.github.jwtsession.token;

import java.security.SecureRandom;
import java.text.ParseException;

import javax.crypto.SecretKey;

import com.nimbusds.jose.CompressionAlgorithm;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWECryptoParts;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.crypto.impl.AAD;
import com.nimbusds.jose.crypto.impl.AESKW;
import com.nimbusds.jose.crypto.impl.ContentCryptoProvider;
import com.nimbusds.jose.jca.JWEJCAContext;
import com.nimbusds.jose.util.Base64URL;
import io.github.jwtsession.key.SessionKey;
import io.github.jwtsession.key.SessionKeyException;
import io.github.jwtsession.key.SessionKeys;
import io.github.jwtsession.token.InvalidTokenException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Content ⇄ compact JWE (RFC 7516 section 7.1), whatever the content is:
 *
 * <pre>
 * {"alg":"dir","enc":"A256GCM","kid":"key-2"}..iv.ciphertext.tag
 * {"alg":"A256KW","enc":"A256GCM","kid":"key-2"}.encrypted key.iv.ciphertext.tag
 * </pre>
 */
final class TokenCipher {

	private static final byte[] PROBE = { '{', '}' };

	private final SessionKeys keys;

	private final TokenFormat format;

	private final JWEAlgorithm alg;

	private final com.nimbusds.jose.EncryptionMethod enc;

	private final int maxTokenLength;

	private final int maxContentLength;

	private final JWEJCAContext jcaContext = new JWEJCAContext(null, null, null, null, new SecureRandom());

	TokenCipher(SessionKeys keys, TokenFormat format, int maxTokenLength, int maxContentLength) {
		this.keys = keys;
		this.format = format;
		this.alg = JWEAlgorithm.parse(format.keyManagement().identifier());
		this.enc = com.nimbusds.jose.EncryptionMethod.parse(format.encryptionMethod().identifier());
		this.maxTokenLength = maxTokenLength;
		this.maxContentLength = maxContentLength;
	}

	/**
	 * Refuse an active key that does not fit, or does not do its work.
	 */
	void requireActiveKeyWorks() {
		SessionKey key = this.keys.active();
		this.format.requireFits(key);
		try {
			decrypt(encrypt(PROBE, key).value());
		}
		catch (InvalidTokenException | IllegalStateException ex) {
			throw new SessionKeyException("The session key '%s' does not encrypt and decrypt.".formatted(key
				.id()), "Its provider must support AES, in the mode that 'jwt.session.encryption-method' and "
						+ "'jwt.session.key-management' ask for, and the session keys must find the active key by its id.");
		}
	}

	SealedToken encrypt(byte[] content) {
		if (content.length > this.maxContentLength) {
			throw new IllegalStateException(
					"The session takes %d bytes before compression, more than the %d that would be "
						.formatted(content.length, this.maxContentLength) + "inflated again");
		}
		return encrypt(content, this.keys.active());
	}

	private SealedToken encrypt(byte[] content, SessionKey key) {
		JWEHeader header = header(key);
		try {
			JWECryptoParts parts = (this.format.keyManagement() == KeyManagement.DIR)
					? ContentCryptoProvider.encrypt(header, content, key.secret(), null, this.jcaContext)
					: encryptWithContentKey(header, content, key);
			return new SealedToken(serialize(parts), key.id());
		}
		catch (JOSEException | RuntimeException ex) {
			throw new IllegalStateException("The session key '" + key.id() + "' does not encrypt", ex);
		}
	}

	private JWECryptoParts encryptWithContentKey(JWEHeader header, byte[] content, SessionKey key)
			throws JOSEException {
		SecretKey contentKey = ContentCryptoProvider.generateCEK(this.enc, this.jcaContext.getSecureRandom());
		Base64URL encryptedKey = Base64URL.encode(AESKW.wrapCEK(contentKey, key.secret(), null));
		return ContentCryptoProvider.encrypt(header, content, contentKey, encryptedKey, this.jcaContext);
	}

	private JWEHeader header(SessionKey key) {
		JWEHeader.Builder header = new JWEHeader.Builder(this.alg, this.enc).keyID(key.id());
		if (this.format.compression()) {
			header.compressionAlgorithm(CompressionAlgorithm.DEF);
		}
		return header.build();
	}

	private static String serialize(JWECryptoParts parts) {
		String encryptedKey = (parts.getEncryptedKey() != null) ? parts.getEncryptedKey().toString() : "";
		return String.join(".", parts.getHeader().toBase64URL().toString(), encryptedKey,
				parts.getInitializationVector().toString(), parts.getCipherText().toString(),
				parts.getAuthenticationTag().toString());
	}

	/**
	 * Whether a token's header is the one that the active key's tokens have.
	 */
	boolean isSealedWithActiveKey(String token) {
		return token.startsWith(header(this.keys.active()).toBase64URL() + ".");
	}

	DecryptedToken decrypt(String token) throws InvalidTokenException {
		CompactJwe jwe = parse(token);
		JWEHeader header = readHeader(jwe);
		SessionKey key = findKey(header);
		if (this.format.keyManagement() == KeyManagement.DIR) {
			return new DecryptedToken(decrypt(jwe, header, key.secret()), key.id(), null);
		}
		SecretKey contentKey = unwrap(jwe, key);
		return new DecryptedToken(decrypt(jwe, header, contentKey), key.id(), contentKey);
	}

	/**
	 * Decrypt a token whose session key is not at hand.
	 */
	byte[] decrypt(String token, SecretKey contentKey) throws InvalidTokenException {
		CompactJwe jwe = parse(token);
		return decrypt(jwe, readHeader(jwe), contentKey);
	}

	private CompactJwe parse(String token) throws InvalidTokenException {
		CompactJwe jwe = (token.length() <= this.maxTokenLength) ? CompactJwe.parse(token) : null;
		if (jwe == null) {
			throw new InvalidTokenException(Reason.MALFORMED);
		}
		return jwe;
	}

	private JWEHeader readHeader(CompactJwe jwe) throws InvalidTokenException {
		JWEHeader header;
		try {
			header = JWEHeader.parse(new Base64URL(jwe.header()));
		}
		catch (ParseException | RuntimeException ex) {
			throw new InvalidTokenException(Reason.MALFORMED);
		}
		boolean understood = this.alg.equals(header.getAlgorithm()) && this.enc.equals(header.getEncryptionMethod())
				&& header.getCriticalParams() == null
				&& (header.getCompressionAlgorithm() == null || this.format.compression()) && jwe.fits(this.format);
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

	private static SecretKey unwrap(CompactJwe jwe, SessionKey key) throws InvalidTokenException {
		try {
			return AESKW.unwrapCEK(key.secret(), new Base64URL(jwe.encryptedKey()).decode(), null);
		}
		catch (JOSEException | RuntimeException ex) {
			throw new InvalidTokenException(Reason.TAMPERED);
		}
	}

	private byte[] decrypt(CompactJwe jwe, JWEHeader header, @Nullable SecretKey contentKey)
			throws InvalidTokenException {
		try {
			return ContentCryptoProvider.decrypt(header, AAD.compute(new Base64URL(jwe.header())), null,
					new Base64URL(jwe.iv()), new Base64URL(jwe.cipherText()), new Base64URL(jwe.tag()), contentKey,
					this.jcaContext, this.maxContentLength);
		}
		catch (JOSEException | RuntimeException ex) {
			throw new InvalidTokenException(Reason.TAMPERED);
		}
	}

}
