package io.github.jwtsession.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.github.jwtsession.attribute.AttributeJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MemberCursor} and {@link PlainValue}: both see what Jackson sees.
 */
class MemberCursorTests {

	private final AttributeJson jackson = new AttributeJson(List.of(), List.of(), false, null);

	@ParameterizedTest
	@ValueSource(strings = { "{}", " { } ", "{\"a\":1}", "{ \"a\" : [1, 2] , \"b\":{\"c\":\"}\"}\n}",
			"{\"\":\"\",\"b\\\"c\":\"\\\\\",\"d\":\"\\\"\"}", "{\"Zoë\":null,\"\\u0041\":true,\"z\":-1.5e3}",
			"{\"a\":[[[{\"x\":[\"]\"]}]],{}],\"b\":[],\"c\":{}}" })
	void findsTheMembersThatJacksonFinds(String json) {
		Map<String, String> members = new LinkedHashMap<>();
		JsonMembers.read(bytes(json)).forEach((name, value) -> members.put(name, text(value)));
		assertThat(members(bytes(json))).isEqualTo(members);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "[]", "1", "{", "{\"", "{\"a", "{\"a\"", "{\"a\":", "{\"a\":\"", "{\"a\":[",
			"{\"a\":{\"b\"", "{\"a\\", "{\"a\":\"\\", "{a:1}", "{\"a\":}", "{,}", "{\"a\" 1}", "{\"a\"x1}", "{\"a\"11}",
			"{\"a\nb\":1}", "{\"\\ud800\":1}", "{\"\\x\":1}" })
	void endsWhereJsonEnds(String json) {
		assertThat(members(bytes(json))).isEmpty();
	}

	/**
	 * Nobody can change a token. If one is nonsense all the same, that is no failure.
	 */
	@Test
	void survivesAnyBytes() {
		Random random = new Random(7);
		byte[] alphabet = bytes("{}[]\":,\\ a1\u00e9");
		for (int i = 0; i < 200_000; i++) {
			byte[] json = new byte[random.nextInt(20)];
			for (int j = 0; j < json.length; j++) {
				json[j] = alphabet[random.nextInt(alphabet.length)];
			}
			members(json);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "-0", "1", "-1", "42", "999999999", "-999999999", "1000000000", "2147483648", "01",
			"1.0", "1e3", "true", "false", "null", "\"\"", "\"text\"", "\"a\\nb\"", "\"Zoë\"", "\"@x\"", "[]", "{}",
			"[1]", "{\"@L\":5}", "-", "tru", "truE" })
	void readsPlainValuesAsJacksonDoes(String json) {
		byte[] bytes = bytes(" " + json + ",");
		Object plain = PlainValue.read(bytes, 1, bytes.length - 1);
		if (plain != null) {
			assertThat(plain).isEqualTo(this.jackson.read("name", bytes(json)));
		}
	}

	@Test
	void readsTheSimplestValues() {
		assertThat(plain("5")).isEqualTo(5);
		assertThat(plain("-17")).isEqualTo(-17);
		assertThat(plain("\"text\"")).isEqualTo("text");
		assertThat(plain("\"\"")).isEqualTo("");
		assertThat(plain("true")).isEqualTo(true);
		assertThat(plain("false")).isEqualTo(false);
	}

	private static Object plain(String json) {
		return PlainValue.read(bytes(json), 0, json.length());
	}

	private static Map<String, String> members(byte[] json) {
		Map<String, String> members = new LinkedHashMap<>();
		MemberCursor cursor = new MemberCursor(json, 0, json.length);
		while (cursor.next()) {
			members.put(cursor.name(), text(Arrays.copyOfRange(json, cursor.valueStart(), cursor.valueEnd())));
		}
		return members;
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

}
