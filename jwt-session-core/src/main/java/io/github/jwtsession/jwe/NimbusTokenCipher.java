package io.github.jwtsession.jwe;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.text.ParseException;
import java.util.zip.DataFormatException;

import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import com.nimbusds.jose.CompressionAlgorithm;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWECryptoParts;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import com.nimbusds.jose.util.Base64URL;
import io.github.jwtsession.jwe.InvalidTokenException.Reason;
import io.github.jwtsession.key.SessionKey;
import io.github.jwtsession.key.SessionKeys;
import org.jspecify.annotations.Nullable;

/**
 * Content ⇄ compact JWE (RFC 7516 section 7.1), the way of Nimbus JOSE+JWT, which takes
 * all tokens:
 *
 * <pre>
 * {"kid":"key-2","typ":"s2Qm9va3M","enc":"A256GCM","alg":"dir"}..iv.ciphertext.tag
 * {"kid":"key-2","typ":"s2Qm9va3M","enc":"A256GCM","alg":"A256KW"}.encrypted key.iv.ciphertext.tag
 * </pre>
 *
 * Nimbus encrypts the content, always with a content key that is at hand. Two things it
 * would do as well stay here, since its public API does not show what they yield: a
 * wrapped content key, which a renewal may hand over, and how much a token inflates to.
 */
final class NimbusTokenCipher {

	private final SessionKeys keys;

	private final TokenFormat format;

	private final TokenType type;

	private final JWEAlgorithm alg;

	private final com.nimbusds.jose.EncryptionMethod enc;

	/**
	 * What Nimbus reads: encrypt with this key. The token's own header goes in as the
	 * data that is authenticated.
	 */
	private final JWEHeader contentHeader;

	private final int maxContentLength;

	private final SecureRandom random = new SecureRandom();

	NimbusTokenCipher(SessionKeys keys, TokenFormat format, TokenType type, int maxContentLength) {
		this.keys = keys;
		this.format = format;
		this.type = type;
		this.alg = JWEAlgorithm.parse(format.keyManagement().identifier());
		this.enc = com.nimbusds.jose.EncryptionMethod.parse(format.encryptionMethod().identifier());
		this.contentHeader = new JWEHeader(JWEAlgorithm.DIR, this.enc);
		this.maxContentLength = maxContentLength;
	}

	CompactToken encrypt(byte[] content, SessionKey key) throws JOSEException, GeneralSecurityException {
		String header = encodedHeader(key);
		boolean direct = this.format.keyManagement() == KeyManagement.DIR;
		SecretKey contentKey = direct ? key.secret() : generateContentKey();
		String encryptedKey = direct ? "" : Base64URL.encode(wrap(contentKey, key)).toString();
		byte[] plainText = this.format.compression() ? Deflate.compress(content) : content;
		DirectEncrypter encrypter = new DirectEncrypter(contentKey);
		encrypter.getJCAContext().setSecureRandom(this.random);
		JWECryptoParts parts = encrypter.encrypt(this.contentHeader, plainText, additionalData(header));
		return new CompactToken(String.join(".", header, encryptedKey, parts.getInitializationVector().toString(),
				parts.getCipherText().toString(), parts.getAuthenticationTag().toString()));
	}

	private SecretKey generateContentKey() {
		byte[] key = new byte[this.format.encryptionMethod().keyLength() / Byte.SIZE];
		this.random.nextBytes(key);
		return new SecretKeySpec(key, "AES");
	}

	/**
	 * AES Key Wrap (RFC 3394), which the key's own provider does if the key never leaves
	 * it.
	 */
	static byte[] wrap(SecretKey contentKey, SessionKey key) throws GeneralSecurityException {
		Cipher cipher = Cipher.getInstance("AESWrap");
		cipher.init(Cipher.WRAP_MODE, key.secret());
		return cipher.wrap(contentKey);
	}

	private JWEHeader header(SessionKey key) {
		JWEHeader.Builder header = new JWEHeader.Builder(this.alg, this.enc).keyID(key.id())
			.type(new JOSEObjectType(this.type.value()));
		if (this.format.compression()) {
			header.compressionAlgorithm(CompressionAlgorithm.DEF);
		}
		return header.build();
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
	@Nullable String keyId(CompactToken token) {
		try {
			return readHeader(parse(token)).getKeyID();
		}
		catch (InvalidTokenException ex) {
			return null;
		}
	}

	/**
	 * Why a token is no valid one, without decrypting it: the reason for a token whose
	 * authentication tag is known not to match.
	 */
	InvalidTokenException refuse(CompactToken token) {
		try {
			readHeader(parse(token));
			return new InvalidTokenException(Reason.TAMPERED);
		}
		catch (InvalidTokenException ex) {
			return ex;
		}
	}

	DecryptedToken decrypt(CompactToken token) throws InvalidTokenException {
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
	byte[] decrypt(CompactToken token, SecretKey contentKey) throws InvalidTokenException {
		CompactJwe jwe = parse(token);
		return decrypt(jwe, readHeader(jwe), contentKey);
	}

	private CompactJwe parse(CompactToken token) throws InvalidTokenException {
		CompactJwe jwe = CompactJwe.parse(token.value());
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
		JOSEObjectType type = header.getType();
		if (!this.type.accepts((type != null) ? type.getType() : null)) {
			throw new InvalidTokenException(Reason.AUDIENCE);
		}
		return header;
	}

	private SessionKey findKey(JWEHeader header) throws InvalidTokenException {
		SessionKey key = (header.getKeyID() != null) ? this.keys.findById(header.getKeyID()) : null;
		if (key == null) {
			throw InvalidTokenException.unknownKey(header.getKeyID());
		}
		return key;
	}

	/**
	 * What {@link #wrap} wrapped.
	 */
	static SecretKey unwrap(CompactJwe jwe, SessionKey key) throws InvalidTokenException {
		try {
			Cipher cipher = Cipher.getInstance("AESWrap");
			cipher.init(Cipher.UNWRAP_MODE, key.secret());
			byte[] encryptedKey = new Base64URL(jwe.encryptedKey()).decode();
			return (SecretKey) cipher.unwrap(encryptedKey, "AES", Cipher.SECRET_KEY);
		}
		catch (GeneralSecurityException | RuntimeException ex) {
			throw new InvalidTokenException(Reason.TAMPERED);
		}
	}

	private byte[] decrypt(CompactJwe jwe, JWEHeader header, SecretKey contentKey) throws InvalidTokenException {
		try {
			byte[] plainText = new DirectDecrypter(contentKey).decrypt(this.contentHeader, null,
					new Base64URL(jwe.iv()), new Base64URL(jwe.cipherText()), new Base64URL(jwe.tag()),
					additionalData(jwe.header()));
			return (header.getCompressionAlgorithm() != null) ? Deflate.inflate(plainText, this.maxContentLength)
					: plainText;
		}
		catch (JOSEException | DataFormatException | RuntimeException ex) {
			throw new InvalidTokenException(Reason.TAMPERED);
		}
	}

	/**
	 * The header as it stands in the token, RFC 7516 section 5.1 step 14.
	 */
	private static byte[] additionalData(String header) {
		return header.getBytes(StandardCharsets.US_ASCII);
	}

}
