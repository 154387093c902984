package io.github.jwtsession.json;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.json.JsonFactory;

/**
 * A JSON object in UTF-8 ⇄ its members, whose values stay JSON.
 */
public final class JsonMembers {

	private static final JsonFactory JSON_FACTORY = JsonFactory.builder()
		.streamReadConstraints(StreamReadConstraints.builder().maxNumberLength(Integer.MAX_VALUE).build())
		.build();

	private JsonMembers() {
	}

	/**
	 * Take an object apart.
	 * @param json a JSON object in UTF-8
	 * @return its members in their order, the values as JSON in UTF-8
	 * @throws tools.jackson.core.JacksonException if it is no JSON object
	 */
	public static Map<String, byte[]> read(byte[] json) {
		Map<String, byte[]> members = new LinkedHashMap<>();
		try (JsonParser parser = JSON_FACTORY.createParser(ObjectReadContext.empty(), json)) {
			parser.nextToken();
			JsonToken token = parser.nextToken();
			while (token == JsonToken.PROPERTY_NAME) {
				String name = parser.currentName();
				parser.nextToken();
				int start = offset(parser);
				parser.skipChildren();
				token = parser.nextToken();
				members.put(name, valueAt(json, start, offset(parser)));
			}
		}
		return members;
	}

	private static int offset(JsonParser parser) {
		return (int) parser.currentTokenLocation().getByteOffset();
	}

	/**
	 * The value that starts at one token and ends before the next, without the comma and
	 * the white space between them.
	 */
	private static byte[] valueAt(byte[] json, int start, int next) {
		int end = next;
		while (json[end - 1] == ',' || json[end - 1] <= ' ' && json[end - 1] >= 0) {
			end--;
		}
		return Arrays.copyOfRange(json, start, end);
	}

	/**
	 * Put an object together.
	 * @param members values as JSON in UTF-8, by name
	 * @return a JSON object in UTF-8, without white space
	 */
	public static byte[] write(Map<String, byte[]> members) {
		int size = 2;
		for (Map.Entry<String, byte[]> member : members.entrySet()) {
			size += member.getKey().length() + member.getValue().length + 4;
		}
		ByteArrayOutputStream out = new ByteArrayOutputStream(size);
		out.write('{');
		members.forEach((name, value) -> {
			if (out.size() > 1) {
				out.write(',');
			}
			out.write('"');
			out.writeBytes(JsonStringEncoder.getInstance().quoteAsUTF8(name));
			out.write('"');
			out.write(':');
			out.writeBytes(value);
		});
		out.write('}');
		return out.toByteArray();
	}

	/**
	 * Write one member of an object.
	 * @param name its name
	 * @param value its value as JSON in UTF-8
	 * @return the name in quotation marks, a colon and the value
	 */
	public static byte[] writeMember(String name, byte[] value) {
		byte[] quoted = JsonStringEncoder.getInstance().quoteAsUTF8(name);
		byte[] member = new byte[quoted.length + value.length + 3];
		member[0] = '"';
		System.arraycopy(quoted, 0, member, 1, quoted.length);
		member[quoted.length + 1] = '"';
		member[quoted.length + 2] = ':';
		System.arraycopy(value, 0, member, quoted.length + 3, value.length);
		return member;
	}

}
