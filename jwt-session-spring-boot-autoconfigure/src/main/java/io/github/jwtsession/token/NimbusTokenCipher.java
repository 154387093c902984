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
import io.github.jwtsession.key.SessionKeys;
import io.github.jwtsession.token.InvalidTokenException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Content ⇄ compact JWE (RFC 7516 section 7.1), the way of Nimbus JOSE+JWT, which takes
 * all tokens:
 *
 * <pre>
 * {"alg":"dir","enc":"A256GCM","kid":"key-2"}..iv.ciphertext.tag
 * {"alg":"A256KW","enc":"A256GCM","kid":"key-2"}.encrypted key.iv.ciphertext.tag
 * </pre>
 */
final class NimbusTokenCipher {

	private final SessionKeys keys;

	private final TokenFormat format;

	private final JWEAlgorithm alg;

	private final com.nimbusds.jose.EncryptionMethod enc;

	private final int maxContentLength;

	private final JWEJCAContext jcaContext = new JWEJCAContext(null, null, null, null, new SecureRandom());

	NimbusTokenCipher(SessionKeys keys, TokenFormat format, int maxContentLength) {
		this.keys = keys;
		this.format = format;
		this.alg = JWEAlgorithm.parse(format.keyManagement().identifier());
		this.enc = com.nimbusds.jose.EncryptionMethod.parse(format.encryptionMethod().identifier());
		this.maxContentLength = maxContentLength;
	}

	String encrypt(byte[] content, SessionKey key) throws JOSEException {
		JWEHeader header = header(key);
		JWECryptoParts parts = (this.format.keyManagement() == KeyManagement.DIR)
				? ContentCryptoProvider.encrypt(header, content, key.secret(), null, this.jcaContext)
				: encryptWithContentKey(header, content, key);
		return serialize(parts);
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
	 * The header of the tokens that a key encrypts, in base64url.
	 */
	String encodedHeader(SessionKey key) {
		return header(key).toBase64URL().toString();
	}

	/**
	 * The id of the key that a token names, unverified; {@code null} if it is no token.
	 */
	@Nullable String keyId(String token) {
		try {
			return readHeader(parse(token)).getKeyID();
		}
		catch (InvalidTokenException ex) {
			return null;
		}
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
		CompactJwe jwe = CompactJwe.parse(token);
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
