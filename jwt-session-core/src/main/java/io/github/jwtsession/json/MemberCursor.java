package io.github.jwtsession.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Goes from member to member of a JSON object in UTF-8 (RFC 8259 section 4) and looks at
 * nothing but where each value ends: whoever reads one attribute does not pay for those
 * that come after it. The JSON was authenticated, so that it is as it was written; what
 * is no JSON all the same ends the object.
 */
public final class MemberCursor {

	private static final JsonFactory NAME_FACTORY = new JsonFactory();

	private static final byte[] AFTER_NAME = { ':', '0', '}' };

	private final byte[] json;

	private final int end;

	private int position;

	private String name = "";

	private int start;

	private int valueStart;

	private int valueEnd;

	/**
	 * Start before the first member.
	 * @param json holds a JSON object in UTF-8; not to be changed any more
	 * @param start where the object begins
	 * @param end where it ends
	 */
	public MemberCursor(byte[] json, int start, int end) {
		this.json = json;
		this.position = start;
		this.end = end;
		skipWhitespace();
		if (current() != '{') {
			this.position = end;
		}
	}

	/**
	 * Go on to the next member.
	 * @return {@code false} if there is none
	 */
	public boolean next() {
		this.position++;
		skipWhitespace();
		int nameStart = this.position;
		this.start = nameStart;
		if (current() != '"') {
			return false;
		}
		skipString();
		int nameEnd = this.position;
		skipWhitespace();
		if (current() != ':') {
			this.position = this.end;
			return false;
		}
		this.position++;
		skipWhitespace();
		this.valueStart = this.position;
		skipValue();
		this.valueEnd = Math.min(this.position, this.end);
		skipWhitespace();
		String name = (this.valueEnd > this.valueStart) ? decodeName(nameStart, nameEnd) : null;
		if (name == null || (current() != ',' && current() != '}')) {
			this.position = this.end;
			return false;
		}
		this.name = name;
		if (current() == '}') {
			this.position = this.end;
		}
		return true;
	}

	/**
	 * The name of the member. Call {@link #next} first.
	 * @return the name, unescaped
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Where the member begins, with the quotation mark before its name. Call
	 * {@link #next} first.
	 * @return an index of the array
	 */
	public int start() {
		return this.start;
	}

	/**
	 * Where the value of the member begins. Call {@link #next} first.
	 * @return an index of the array
	 */
	public int valueStart() {
		return this.valueStart;
	}

	/**
	 * Where the value of the member ends. Call {@link #next} first.
	 * @return an index of the array, behind the last byte
	 */
	public int valueEnd() {
		return this.valueEnd;
	}

	private @Nullable String decodeName(int start, int end) {
		for (int i = start + 1; i < end - 1; i++) {
			if (this.json[i] == '\\' || this.json[i] < ' ') {
				return decodeUnusualName(start, end);
			}
		}
		return new String(this.json, start + 1, end - start - 2, StandardCharsets.ISO_8859_1);
	}

	/**
	 * As Jackson does within an object, where it takes less for a name than for a value.
	 */
	private @Nullable String decodeUnusualName(int start, int end) {
		byte[] object = Arrays.copyOfRange(this.json, start - 1, end + 3);
		object[0] = '{';
		System.arraycopy(AFTER_NAME, 0, object, object.length - AFTER_NAME.length, AFTER_NAME.length);
		try (JsonParser parser = NAME_FACTORY.createParser(ObjectReadContext.empty(), object)) {
			parser.nextToken();
			return parser.nextName();
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	private void skipValue() {
		switch (current()) {
			case '"' -> skipString();
			case '{', '[' -> skipNested();
			default -> skipScalar();
		}
	}

	private void skipScalar() {
		for (int c = current(); c > ' ' && c != ',' && c != '}' && c != ']'; c = current()) {
			this.position++;
		}
	}

	private void skipNested() {
		int depth = 0;
		do {
			switch (current()) {
				case '"' -> {
					skipString();
					continue;
				}
				case '{', '[' -> depth++;
				case '}', ']' -> depth--;
				default -> {
				}
			}
			this.position++;
		}
		while (depth > 0 && this.position < this.end);
	}

	private void skipString() {
		byte[] json = this.json;
		int i = this.position + 1;
		while (i < this.end && json[i] != '"') {
			i += (json[i] == '\\') ? 2 : 1;
		}
		this.position = i + 1;
	}

	private void skipWhitespace() {
		while (isWhitespace(current())) {
			this.position++;
		}
	}

	private static boolean isWhitespace(int c) {
		return c == ' ' || c == '\t' || c == '\n' || c == '\r';
	}

	private int current() {
		return (this.position < this.end) ? this.json[this.position] : -1;
	}

}
