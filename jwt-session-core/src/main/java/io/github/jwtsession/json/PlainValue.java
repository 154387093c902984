package io.github.jwtsession.json;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * The simplest values, which are also those read most often: an {@code int}, a boolean, a
 * string without anything to unescape. They are what Jackson would make of them.
 */
public final class PlainValue {

	private static final int MAX_DIGITS = 9;

	private PlainValue() {
	}

	/**
	 * Read a value.
	 * @param json JSON in UTF-8
	 * @param start where the value begins
	 * @param end where it ends
	 * @return the value, or {@code null} if it is not one of the simplest
	 */
	public static @Nullable Object read(byte[] json, int start, int end) {
		if (json[start] == '"') {
			return readString(json, start + 1, end - 1);
		}
		if (matches(json, start, end, "true")) {
			return Boolean.TRUE;
		}
		return matches(json, start, end, "false") ? Boolean.FALSE : readInteger(json, start, end);
	}

	private static @Nullable String readString(byte[] json, int start, int end) {
		for (int i = start; i < end; i++) {
			if (json[i] < ' ' || json[i] == '\\' || json[i] == '"') {
				return null;
			}
		}
		return (end >= start && json[end] == '"') ? new String(json, start, end - start, StandardCharsets.ISO_8859_1)
				: null;
	}

	private static @Nullable Integer readInteger(byte[] json, int start, int end) {
		boolean negative = (json[start] == '-');
		int first = negative ? start + 1 : start;
		int digits = end - first;
		if (digits < 1 || digits > MAX_DIGITS || (json[first] == '0' && (digits > 1 || negative))) {
			return null;
		}
		int value = 0;
		for (int i = first; i < end; i++) {
			if (json[i] < '0' || json[i] > '9') {
				return null;
			}
			value = value * 10 + (json[i] - '0');
		}
		return negative ? -value : value;
	}

	private static boolean matches(byte[] json, int start, int end, String literal) {
		if (end - start != literal.length()) {
			return false;
		}
		for (int i = start; i < end; i++) {
			if (json[i] != literal.charAt(i - start)) {
				return false;
			}
		}
		return true;
	}

}
