package io.github.jwtsession.json;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Values within JSON that are carried through as they are.
 */
public final class RawJson {

	private RawJson() {
	}

	/**
	 * The text of the object that a parser has come to; the parser goes on behind it.
	 * @param json the parser
	 * @param source what it parses
	 * @return the object, or {@code null} if it is none, or not in UTF-8
	 */
	public static byte @Nullable [] object(JsonParser json, byte[] source) {
		if (json.currentToken() != JsonToken.START_OBJECT) {
			return null;
		}
		int start = (int) json.currentTokenLocation().getByteOffset();
		if (start < 0) {
			return null;
		}
		json.skipChildren();
		int end = (int) json.currentLocation().getByteOffset();
		return Arrays.copyOfRange(source, start, end);
	}

}
