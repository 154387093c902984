package io.github.jwtsession.log;

import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Text that a client or an application has chosen, as it may stand in a log line or in
 * the message of an exception: on one line, of bounded length, and with nothing in it
 * that a terminal or a viewer of logs takes for more than text (CWE-117). What cannot be
 * shown stands as the Java escape of it, so that different texts stay different.
 */
public final class LogText {

	/**
	 * Characters of a text that are shown. Names of classes and attributes are shorter.
	 */
	private static final int MAX_LENGTH = 200;

	/**
	 * Texts of a collection that are shown.
	 */
	private static final int MAX_COUNT = 20;

	private LogText() {
	}

	/**
	 * Escape a text.
	 * @param text any text
	 * @return the text without control characters, line ends, invisible characters and
	 * half surrogate pairs; where it is long, its beginning and how long it is
	 */
	public static String of(String text) {
		if (text.length() <= MAX_LENGTH) {
			return escape(text);
		}
		int end = Character.isHighSurrogate(text.charAt(MAX_LENGTH - 1)) ? MAX_LENGTH - 1 : MAX_LENGTH;
		return escape(text.substring(0, end)) + "… (%d characters)".formatted(text.length());
	}

	/**
	 * Escape some texts.
	 * @param texts any texts
	 * @return the texts in square brackets; where there are many, the first and how many
	 * there are
	 */
	public static String of(Collection<String> texts) {
		String more = (texts.size() > MAX_COUNT) ? ", … (%d)".formatted(texts.size()) : "";
		return texts.stream().limit(MAX_COUNT).map(LogText::of).collect(Collectors.joining(", ", "[", more + "]"));
	}

	/**
	 * Escape the keys of a map.
	 * @param numbers numbers by any texts
	 * @return the map in braces
	 */
	public static String of(Map<String, ? extends Number> numbers) {
		return numbers.entrySet()
			.stream()
			.map((entry) -> of(entry.getKey()) + "=" + entry.getValue())
			.collect(Collectors.joining(", ", "{", "}"));
	}

	private static String escape(String text) {
		StringBuilder escaped = null;
		for (int i = 0; i < text.length();) {
			int character = text.codePointAt(i);
			if (!isShown(character)) {
				escaped = (escaped != null) ? escaped : new StringBuilder(text.length() + 16).append(text, 0, i);
				appendEscape(escaped, character);
			}
			else if (escaped != null) {
				escaped.appendCodePoint(character);
			}
			i += Character.charCount(character);
		}
		return (escaped != null) ? escaped.toString() : text;
	}

	private static boolean isShown(int character) {
		return switch (Character.getType(character)) {
			case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
					Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED ->
				false;
			default -> character != '\\';
		};
	}

	private static void appendEscape(StringBuilder escaped, int character) {
		switch (character) {
			case '\\' -> escaped.append("\\\\");
			case '\n' -> escaped.append("\\n");
			case '\r' -> escaped.append("\\r");
			case '\t' -> escaped.append("\\t");
			default -> {
				for (char unit : Character.toChars(character)) {
					escaped.append("\\u%04x".formatted((int) unit));
				}
			}
		}
	}

}
