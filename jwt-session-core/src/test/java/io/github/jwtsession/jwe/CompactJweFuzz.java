package io.github.jwtsession.jwe;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.util.Arrays;
import java.util.List;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.crypto.DirectDecrypter;
import io.github.jwtsession.key.SessionKey;
import io.github.jwtsession.key.SessionKeys;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Fuzz target: a token as somebody makes it up. {@link DirectTokenCipher},
 * {@link NimbusTokenCipher} and Nimbus' own {@link JWEObject} must agree whether it opens
 * and on what is in it.
 * <p>
 * The first byte of an input chooses the encryption method, the second what is done with
 * the others. They are a token or a part of one, or the content, or the ciphertext of one
 * whose authentication tag is right.
 */
public final class CompactJweFuzz {

	private static final byte[] CONTENT = "{\"jti\":\"id\"}".getBytes(StandardCharsets.US_ASCII);

	private static final int MAX_LENGTH = 10_000;

	private static final TokenType TYPE = new TokenType("s2yoC3IIr", true);

	private static final List<CompactJweFuzz> EACH_METHOD = Arrays.stream(EncryptionMethod.values())
		.map(CompactJweFuzz::new)
		.toList();

	private final EncryptionMethod method;

	private final SessionKey key;

	private final NimbusTokenCipher nimbus;

	private final DirectTokenCipher direct;

	private CompactJweFuzz(EncryptionMethod method) {
		this.method = method;
		byte[] secret = new byte[method.keyLength() / Byte.SIZE];
		for (int i = 0; i < secret.length; i++) {
			secret[i] = (byte) i;
		}
		this.key = new SessionKey("key", new SecretKeySpec(secret, "AES"));
		this.nimbus = new NimbusTokenCipher(SessionKeys.of(this.key), TokenFormat.of(method), TYPE, MAX_LENGTH);
		this.direct = new DirectTokenCipher(this.key, method, this.nimbus.encodedHeader(this.key));
	}

	/**
	 * Try one token.
	 * @param data how to make it
	 * @throws Exception if encrypting fails
	 */
	public static void fuzzerTestOneInput(byte[] data) throws Exception {
		if (data.length < 2) {
			return;
		}
		CompactJweFuzz fuzz = EACH_METHOD.get((data[0] & 0xff) % EACH_METHOD.size());
		byte[] rest = Arrays.copyOfRange(data, 2, data.length);
		switch (data[1] & 3) {
			case 0 -> fuzz.tryToken(text(rest));
			case 1 -> fuzz.tryToken(fuzz.changed(rest));
			case 2 -> fuzz.tryContent(rest);
			default -> fuzz.tryToken(fuzz.authentic(rest));
		}
	}

	private static String text(byte[] data) {
		return new String(data, StandardCharsets.ISO_8859_1);
	}

	/**
	 * A token in which some characters, behind the header or in it, are replaced by
	 * others.
	 */
	private String changed(byte[] data) throws Exception {
		String token = this.nimbus.encrypt(CONTENT, this.key).value();
		if (data.length < 2) {
			return token;
		}
		int start = (data[0] & 0xff) % token.length();
		int end = Math.min(token.length(), start + (data[1] & 0x1f));
		return token.substring(0, start) + text(Arrays.copyOfRange(data, 2, data.length)) + token.substring(end);
	}

	/**
	 * A token whose tag is right, whatever its ciphertext decrypts to. Of GCM's, any
	 * ciphertext is one of some content.
	 */
	private String authentic(byte[] cipherText) throws GeneralSecurityException, JOSEException {
		String header = this.nimbus.encodedHeader(this.key);
		if (this.method.isGcm()) {
			return this.nimbus.encrypt(cipherText, this.key).value();
		}
		byte[] secret = this.key.secret().getEncoded();
		byte[] iv = new byte[this.method.ivLength()];
		byte[] headerBytes = header.getBytes(StandardCharsets.US_ASCII);
		Mac mac = Mac.getInstance(this.method.keyAlgorithm());
		mac.init(new SecretKeySpec(secret, 0, secret.length / 2, this.method.keyAlgorithm()));
		mac.update(headerBytes);
		mac.update(iv);
		mac.update(cipherText);
		byte[] bits = ByteBuffer.allocate(Long.BYTES).putLong(headerBytes.length * 8L).array();
		byte[] tag = Arrays.copyOf(mac.doFinal(bits), this.method.tagLength());
		return header + ".." + Base64Url.encode(iv) + "." + Base64Url.encode(cipherText) + "." + Base64Url.encode(tag);
	}

	private void tryContent(byte[] content) throws Exception {
		CompactToken direct = this.direct.encrypt(content);
		CompactToken nimbus = this.nimbus.encrypt(content, this.key);
		for (CompactToken token : new CompactToken[] { direct, nimbus }) {
			tryToken(token.value());
		}
		if (content.length > 0) {
			requireEqual(this.direct.decrypt(nimbus), content);
			requireEqual(ownDecryption(direct.value()), content);
		}
	}

	private void tryToken(String text) {
		CompactToken token = new CompactToken(text);
		byte[] nimbus = decryption(token);
		if (this.direct.hasHeaderOf(token)) {
			requireEqual(this.direct.decrypt(token), nimbus);
		}
		byte[] own = ownDecryption(text);
		if (nimbus != null) {
			requireEqual(own, nimbus);
		}
		else if (own != null) {
			// Nimbus also takes what is not in canonical form.
			CompactJwe parts = CompactJwe.parse(text);
			Assert.state(parts == null || !parts.fits(TokenFormat.of(this.method)) || !this.direct.hasHeaderOf(token),
					"refused, although Nimbus takes it");
		}
	}

	private byte @Nullable [] decryption(CompactToken token) {
		try {
			return this.nimbus.decrypt(token).content();
		}
		catch (InvalidTokenException ex) {
			Assert.state(!this.direct.hasHeaderOf(token) || this.nimbus.refuse(token).getReason() == ex.getReason(),
					"two reasons");
			return null;
		}
	}

	private static void requireEqual(byte @Nullable [] content, byte @Nullable [] expected) {
		Assert.state(Arrays.equals(content, expected), "one refuses what the other takes, or reads otherwise");
	}

	/**
	 * What Nimbus makes of it without any code of ours.
	 */
	private byte @Nullable [] ownDecryption(String text) {
		try {
			JWEObject jwe = JWEObject.parse(text);
			jwe.decrypt(new DirectDecrypter(this.key.secret()));
			return jwe.getPayload().toBytes();
		}
		catch (ParseException | JOSEException | RuntimeException ex) {
			return null;
		}
	}

}
