package io.github.jwtsession.jwe;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;

/**
 * Base64url without padding (RFC 7515 section 2), in its one canonical form. Decoders
 * tend to be lenient, and a token could then be altered without becoming invalid.
 */
public final class Base64Url {

	private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

	private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

	private Base64Url() {
	}

	/**
	 * Encode bytes.
	 * @param bytes the bytes
	 * @return their digits
	 */
	public static String encode(byte[] bytes) {
		return ENCODER.encodeToString(bytes);
	}

	/**
	 * Decode digits, leniently: for what is authentic.
	 * @param digits the digits
	 * @return the bytes
	 * @throws IllegalArgumentException if a character is no digit
	 */
	public static byte[] decode(String digits) {
		return DECODER.decode(digits);
	}

	/**
	 * How many digits bytes take.
	 */
	static int encodedLength(int bytes) {
		return (bytes * 4 + 2) / 3;
	}

	/**
	 * Encode bytes into an array.
	 * @return where the digits end in it
	 */
	static int encode(byte[] bytes, int offset, int length, byte[] target, int start) {
		ByteBuffer encoded = ENCODER.encode(ByteBuffer.wrap(bytes, offset, length));
		System.arraycopy(encoded.array(), 0, target, start, encoded.limit());
		return start + encoded.limit();
	}

	/**
	 * Decode digits, if they are in canonical form: without padding, and with nothing in
	 * the bits that the last digit does not need.
	 * @param room how many bytes to leave free behind what is decoded
	 * @throws IllegalArgumentException if they are not in that form
	 */
	static byte[] decodeCanonical(byte[] digits, int start, int end, int room) {
		ByteBuffer decoded = DECODER.decode(ByteBuffer.wrap(digits, start, end - start));
		int length = decoded.limit();
		if (length != (end - start) * 3 / 4 || !isCanonicalEnd((char) digits[end - 1], (end - start) % 4)) {
			throw new IllegalArgumentException("Not in canonical form");
		}
		return (room == 0) ? decoded.array() : Arrays.copyOf(decoded.array(), length + room);
	}

	/**
	 * Whether a part of a text is at least one digit, and nothing but digits in canonical
	 * form.
	 */
	static boolean isCanonical(String text, int start, int end) {
		for (int i = start; i < end; i++) {
			if (!isDigit(text.charAt(i))) {
				return false;
			}
		}
		return end > start && isCanonicalEnd(text.charAt(end - 1), (end - start) % 4);
	}

	private static boolean isDigit(char c) {
		return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
	}

	/**
	 * Whether the last of the digits that stand beyond whole groups of four is one whose
	 * lower bits, 4 of 2 digits or 2 of 3, are zero.
	 */
	private static boolean isCanonicalEnd(char lastDigit, int digits) {
		return switch (digits) {
			case 0 -> true;
			case 2 -> "AQgw".indexOf(lastDigit) >= 0;
			case 3 -> "AEIMQUYcgkosw048".indexOf(lastDigit) >= 0;
			default -> false;
		};
	}

}
