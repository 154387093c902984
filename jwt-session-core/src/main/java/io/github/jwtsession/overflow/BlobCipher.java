package io.github.jwtsession.overflow;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import io.github.jwtsession.jwe.Base64Url;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of an attribute ⇄ a blob: one byte that says which format it is, a nonce of 96
 * random bits, and what AES-256 in Galois/Counter Mode (NIST SP 800-38D) makes of the
 * deflated JSON. Each blob has a key of its own. It is bound to the application, to the
 * session and to the name of the attribute, as additional authenticated data.
 */
final class BlobCipher {

	private static final byte FORMAT = 1;

	private static final int NONCE_LENGTH = 12;

	private static final int TAG_BITS = 128;

	private static final int KEY_LENGTH = 32;

	private static final int ID_LENGTH = 16;

	private static final boolean NO_WRAPPER = true;

	private static final int BUFFER = 4096;

	private final SecureRandom random = new SecureRandom();

	private final String application;

	BlobCipher(String application) {
		this.application = application;
	}

	/**
	 * The id of a new blob.
	 */
	String newId() {
		return Base64Url.encode(randomBytes(ID_LENGTH));
	}

	/**
	 * The key of a new blob.
	 */
	byte[] newKey() {
		return randomBytes(KEY_LENGTH);
	}

	private byte[] randomBytes(int length) {
		byte[] bytes = new byte[length];
		this.random.nextBytes(bytes);
		return bytes;
	}

	/**
	 * Whose the blobs of a session are, as the store may know it: it does not learn the
	 * session's id.
	 * @param sessionId the id that the session has, not the family of its references:
	 * what ends under a former id concerns nobody else
	 */
	String ownerOf(String sessionId) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			digest.update(lengthAndBytes("owner"));
			digest.update(lengthAndBytes(this.application));
			return Base64Url.encode(Arrays.copyOf(digest.digest(lengthAndBytes(sessionId)), ID_LENGTH));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	/**
	 * Make a blob.
	 * @param name the name of the attribute
	 * @param json its value
	 * @param reference what will refer to the blob
	 */
	byte[] seal(String name, byte[] json, OverflowReference reference) {
		byte[] compressed = deflate(json);
		byte[] nonce = randomBytes(NONCE_LENGTH);
		try {
			Cipher cipher = cipher(Cipher.ENCRYPT_MODE, name, reference, nonce, 0);
			byte[] blob = new byte[1 + NONCE_LENGTH + cipher.getOutputSize(compressed.length)];
			blob[0] = FORMAT;
			System.arraycopy(nonce, 0, blob, 1, NONCE_LENGTH);
			cipher.doFinal(compressed, 0, compressed.length, blob, 1 + NONCE_LENGTH);
			return blob;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java platform has AES/GCM/NoPadding", ex);
		}
	}

	/**
	 * Whether a blob can be opened by this version. One that cannot is not lost: a later
	 * version has written it, and reads it.
	 */
	boolean knows(byte[] blob) {
		return blob.length == 0 || blob[0] == FORMAT;
	}

	/**
	 * Open a blob.
	 * @param name the name of the attribute
	 * @param blob what {@link #seal} made
	 * @param reference what refers to it
	 * @return the value, {@code null} if the blob is not what the reference means
	 */
	byte @Nullable [] open(String name, byte[] blob, OverflowReference reference) {
		int start = 1 + NONCE_LENGTH;
		if (blob.length <= start + TAG_BITS / Byte.SIZE || blob[0] != FORMAT) {
			return null;
		}
		try {
			Cipher cipher = cipher(Cipher.DECRYPT_MODE, name, reference, blob, 1);
			return inflate(cipher.doFinal(blob, start, blob.length - start), reference.length());
		}
		catch (GeneralSecurityException | DataFormatException ex) {
			return null;
		}
	}

	private Cipher cipher(int mode, String name, OverflowReference reference, byte[] nonce, int nonceStart)
			throws GeneralSecurityException {
		Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
		cipher.init(mode, new SecretKeySpec(reference.key(), "AES"),
				new GCMParameterSpec(TAG_BITS, nonce, nonceStart, NONCE_LENGTH));
		cipher.updateAAD(new byte[] { FORMAT });
		cipher.updateAAD(lengthAndBytes(this.application));
		cipher.updateAAD(lengthAndBytes(reference.family()));
		cipher.updateAAD(lengthAndBytes(name));
		return cipher;
	}

	/**
	 * A text that says where it ends: what stands behind it cannot be taken for part of
	 * it.
	 */
	private static byte[] lengthAndBytes(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		return ByteBuffer.allocate(Integer.BYTES + bytes.length).putInt(bytes.length).put(bytes).array();
	}

	/**
	 * A request waits for it: speed counts more than the last bytes.
	 */
	private static byte[] deflate(byte[] json) {
		Deflater deflater = new Deflater(Deflater.BEST_SPEED, NO_WRAPPER);
		try {
			deflater.setInput(json);
			deflater.finish();
			ByteArrayOutputStream out = new ByteArrayOutputStream(json.length / 2 + BUFFER);
			byte[] buffer = new byte[BUFFER];
			while (!deflater.finished()) {
				out.write(buffer, 0, deflater.deflate(buffer));
			}
			return out.toByteArray();
		}
		finally {
			deflater.end();
		}
	}

	/**
	 * The reference says how much comes out, and it is authentic: no more is inflated.
	 */
	private static byte[] inflate(byte[] compressed, int length) throws DataFormatException {
		Inflater inflater = new Inflater(NO_WRAPPER);
		try {
			inflater.setInput(compressed);
			byte[] json = new byte[length];
			int end = 0;
			while (end < length) {
				int count = inflater.inflate(json, end, length - end);
				if (count == 0) {
					throw new DataFormatException("Less than expected");
				}
				end += count;
			}
			return json;
		}
		finally {
			inflater.end();
		}
	}

}
