package io.github.jwtsession.attribute;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.jwtsession.UnsupportedAttributeException;
import io.github.jwtsession.json.MemberCursor;
import io.github.jwtsession.json.PlainValue;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.Assert;

/**
 * Fuzz target: the attributes of a token, as whoever has the key may write them. None may
 * be an exception, and {@link MemberCursor} and {@link PlainValue} must see in them what
 * Jackson sees.
 */
public final class AttributesFuzz {

	private static final JsonFactory FACTORY = JsonFactory.builder()
		.streamReadConstraints(StreamReadConstraints.builder().maxNumberLength(Integer.MAX_VALUE).build())
		.build();

	private static final JsonMapper JACKSON = JsonMapper.builder(FACTORY).build();

	private static final AttributeJson CONVERTER = new AttributeJson(List.of(), List.of("com.example"), false,
			AttributesFuzz.class.getClassLoader());

	private AttributesFuzz() {
	}

	/**
	 * Try one object of attributes; what is none is tried as the value of one as well.
	 * @param json the JSON, or what is none
	 */
	public static void fuzzerTestOneInput(byte[] json) {
		CONVERTER.read("value", json);
		Map<String, byte[]> members = members(json);
		requireWhatJacksonSees(json, members);
		members.forEach(AttributesFuzz::requirePlainValueIsJacksons);
		SessionAttributes attributes = new SessionAttributes(CONVERTER, ByteBuffer.wrap(json));
		for (String name : attributes.names()) {
			requireKept(attributes, name);
		}
	}

	private static Map<String, byte[]> members(byte[] json) {
		Map<String, byte[]> members = new LinkedHashMap<>();
		MemberCursor cursor = new MemberCursor(json, 0, json.length);
		while (cursor.next()) {
			requireMember(cursor.name(), Arrays.copyOfRange(json, cursor.start(), cursor.valueStart()));
			members.putIfAbsent(cursor.name(), Arrays.copyOfRange(json, cursor.valueStart(), cursor.valueEnd()));
		}
		return members;
	}

	/**
	 * Whatever the value is: the name and the colon are what Jackson takes for them.
	 */
	private static void requireMember(String name, byte[] nameAndColon) {
		ByteArrayOutputStream object = new ByteArrayOutputStream();
		object.write('{');
		object.writeBytes(nameAndColon);
		object.writeBytes(new byte[] { '0', '}' });
		Assert.state(JACKSON.readTree(object.toByteArray()).propertyNames().equals(Set.of(name)), "another name");
	}

	/**
	 * All of them, if it is an object in UTF-8, or else those before what is wrong in it.
	 */
	private static void requireWhatJacksonSees(byte[] json, Map<String, byte[]> members) {
		Map<String, JsonNode> seen = new LinkedHashMap<>();
		boolean complete = readByJackson(json, seen);
		int position = 0;
		for (Map.Entry<String, byte[]> member : members.entrySet()) {
			if (position++ < seen.size()) {
				Assert.state(JACKSON.readTree(member.getValue()).equals(seen.get(member.getKey())), "another value");
			}
		}
		if (complete) {
			Assert.state(members.keySet().equals(seen.keySet()), "not all members");
		}
	}

	private static boolean readByJackson(byte[] json, Map<String, JsonNode> seen) {
		try (JsonParser parser = JACKSON.createParser(json)) {
			if (parser.nextToken() != JsonToken.START_OBJECT || parser.currentLocation().getByteOffset() < 0) {
				return false;
			}
			while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
				String name = parser.currentName();
				parser.nextToken();
				seen.putIfAbsent(name, JACKSON.readTree(parser));
			}
			return true;
		}
		catch (JacksonException ex) {
			return false;
		}
	}

	private static void requirePlainValueIsJacksons(String name, byte[] json) {
		Object plain = PlainValue.read(json, 0, json.length);
		if (plain != null) {
			Assert.state(plain.equals(CONVERTER.read(name, json)), "another plain value");
		}
	}

	/**
	 * A value that was read is one that can be written, and comes back the same.
	 */
	private static void requireKept(SessionAttributes attributes, String name) {
		Object value = attributes.get(name);
		if (value == null) {
			return;
		}
		byte[] written = write(name, value);
		if (written != null) {
			Object again = CONVERTER.read(name, written);
			Assert.state(again != null && Arrays.equals(CONVERTER.write(name, again), written), "not kept");
		}
	}

	private static byte @Nullable [] write(String name, Object value) {
		try {
			return CONVERTER.write(name, value);
		}
		catch (UnsupportedAttributeException ex) {
			return null;
		}
	}

}
