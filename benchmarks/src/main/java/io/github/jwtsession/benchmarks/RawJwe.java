package io.github.jwtsession.benchmarks;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

import javax.crypto.SecretKey;

/**
 * The limit: what no compact JWE (RFC 7516 section 7.1) can do without, on JCA and
 * {@link Base64}.
 * <p>
 * To seal: 12 or 16 bytes of {@link SecureRandom}, one pass of the cipher, Base64 of the
 * three parts, one array that they are put together in and one String of it. To open:
 * Base64 of the three parts, one pass of the cipher, the plaintext in an array of its
 * own.
 * <p>
 * Not in it: {@code getInstance}, keys by their names, a header that is built or parsed
 * (it is a constant, and compared), any check of a token's form beyond what Base64 and
 * the cipher check, JSON. For one thread, since its ciphers are used again.
 */
final class RawJwe {

	private final RawCipher cipher;

	private final String header;

	private final byte[] prefix;

	private final int encodedIvLength;

	private final int encodedTagLength;

	private final SecureRandom random = new SecureRandom();

	private final Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();

	private final Base64.Decoder decoder = Base64.getUrlDecoder();

	private RawJwe(RawCipher cipher, String header) {
		this.cipher = cipher;
		this.header = header;
		this.prefix = (header + "..").getBytes(StandardCharsets.ISO_8859_1);
		this.encodedIvLength = encodedLength(cipher.ivLength());
		this.encodedTagLength = encodedLength(cipher.tagLength());
	}

	/**
	 * Create the limit of a session's token.
	 * @param session what it seals and opens
	 * @param key the key
	 * @return the limit
	 * @throws IllegalStateException if it does not do what Nimbus does
	 */
	static RawJwe of(SampleSession session, SecretKey key) {
		String header = session.token().substring(0, session.token().indexOf('.'));
		byte[] additionalData = header.getBytes(StandardCharsets.US_ASCII);
		try {
			RawCipher cipher = (key.getEncoded().length == 32) ? new RawGcm(key, additionalData)
					: new RawCbcHmac(key, additionalData);
			RawJwe limit = new RawJwe(cipher, header);
			limit.verify(session, key);
			return limit;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void verify(SampleSession session, SecretKey key) {
		byte[] opened = open(session.token());
		byte[] sealedAndOpened = NimbusJwe.open(seal(session.plaintext()), key);
		if (!Arrays.equals(opened, session.plaintext()) || !Arrays.equals(sealedAndOpened, session.plaintext())) {
			throw new IllegalStateException("The limit does not do what Nimbus does");
		}
	}

	String seal(byte[] plaintext) {
		byte[] iv = new byte[this.cipher.ivLength()];
		this.random.nextBytes(iv);
		byte[] sealed = this.cipher.encrypt(iv, plaintext);
		int cipherLength = sealed.length - this.cipher.tagLength();
		byte[] token = new byte[this.prefix.length + this.encodedIvLength + encodedLength(cipherLength)
				+ this.encodedTagLength + 2];
		System.arraycopy(this.prefix, 0, token, 0, this.prefix.length);
		int end = append(iv, 0, iv.length, token, this.prefix.length);
		token[end] = '.';
		end = append(sealed, 0, cipherLength, token, end + 1);
		token[end] = '.';
		append(sealed, cipherLength, this.cipher.tagLength(), token, end + 1);
		return new String(token, StandardCharsets.ISO_8859_1);
	}

	private int append(byte[] bytes, int offset, int length, byte[] token, int end) {
		ByteBuffer encoded = this.encoder.encode(ByteBuffer.wrap(bytes, offset, length));
		System.arraycopy(encoded.array(), 0, token, end, encoded.limit());
		return end + encoded.limit();
	}

	byte[] open(String token) {
		if (!token.startsWith(this.header)) {
			throw new IllegalStateException("Another header");
		}
		int ivStart = this.prefix.length;
		int cipherStart = ivStart + this.encodedIvLength + 1;
		int cipherEnd = token.length() - this.encodedTagLength - 1;
		byte[] iv = this.decoder.decode(ascii(token, ivStart, cipherStart - 1));
		byte[] tag = this.decoder.decode(ascii(token, cipherEnd + 1, token.length()));
		byte[] sealed = new byte[(cipherEnd - cipherStart) * 3 / 4 + tag.length];
		int cipherLength = this.decoder.decode(ascii(token, cipherStart, cipherEnd), sealed);
		System.arraycopy(tag, 0, sealed, cipherLength, tag.length);
		return this.cipher.decrypt(iv, sealed);
	}

	/**
	 * The one way to bytes without a second copy.
	 */
	@SuppressWarnings("deprecation")
	private static byte[] ascii(String token, int start, int end) {
		byte[] ascii = new byte[end - start];
		token.getBytes(start, end, ascii, 0);
		return ascii;
	}

	private static int encodedLength(int bytes) {
		return (bytes * 4 + 2) / 3;
	}

}
