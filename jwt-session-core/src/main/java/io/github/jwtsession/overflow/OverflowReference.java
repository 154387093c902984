package io.github.jwtsession.overflow;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;

import io.github.jwtsession.jwe.Base64Url;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.json.JsonFactory;

/**
 * What stands in a session token for an attribute that is in the store: which blob it is,
 * and the only key that opens it. To a version that does not know references it is a
 * value of a type that it does not have: absent, and kept as it is. No class and no alias
 * has a name like this type's.
 *
 * <pre>
 * {"@&gt;overflow":{"id":"…","key":"…","fam":"…","len":204800,"exp":1767322445}}
 * </pre>
 *
 * @param id the blob's id
 * @param key the key of its content, 256 bits
 * @param family the id that the session had when it first had a reference: the id may
 * change since, its blobs stay together
 * @param length bytes of the attribute's JSON, before compression
 * @param keptUntil until when the store was told to keep the blob, to the second
 */
public record OverflowReference(String id, byte[] key, String family, int length, Instant keptUntil) {

	private static final String START = "{\"@>overflow\":";

	private static final byte[] START_BYTES = START.getBytes(StandardCharsets.US_ASCII);

	private static final int KEY_LENGTH = 32;

	private static final JsonFactory FACTORY = new JsonFactory();

	/**
	 * Whether a value is a reference, by its first characters.
	 * @param json holds the value
	 * @param start where it begins
	 * @param end where it ends
	 * @return {@code true} if it is one, or cannot be read
	 */
	public static boolean isAt(byte[] json, int start, int end) {
		int length = START_BYTES.length;
		return end - start > length && Arrays.equals(json, start, start + length, START_BYTES, 0, length);
	}

	/**
	 * Read a reference.
	 * @param json holds it
	 * @param start where it begins
	 * @param end where it ends
	 * @return the reference, {@code null} if it is none, or a later version has written
	 * it otherwise
	 */
	public static @Nullable OverflowReference read(byte[] json, int start, int end) {
		if (!isAt(json, start, end)) {
			return null;
		}
		int first = start + START_BYTES.length;
		try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json, first, end - 1 - first)) {
			return (parser.nextToken() == JsonToken.START_OBJECT) ? readMembers(parser) : null;
		}
		catch (JacksonException | IllegalArgumentException | DateTimeException ex) {
			return null;
		}
	}

	private static @Nullable OverflowReference readMembers(JsonParser parser) {
		String id = null;
		byte[] key = null;
		String family = null;
		int length = -1;
		Instant keptUntil = null;
		while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
			String name = parser.currentName();
			parser.nextToken();
			switch (name) {
				case "id" -> id = parser.getString();
				case "key" -> key = Base64Url.decode(parser.getString());
				case "fam" -> family = parser.getString();
				case "len" -> length = parser.getIntValue();
				case "exp" -> keptUntil = Instant.ofEpochSecond(parser.getLongValue());
				default -> parser.skipChildren();
			}
		}
		if (id == null || key == null || key.length != KEY_LENGTH || family == null || length < 0
				|| keptUntil == null) {
			return null;
		}
		return new OverflowReference(id, key, family, length, keptUntil);
	}

	/**
	 * Write it.
	 * @return JSON in UTF-8
	 */
	public byte[] toJson() {
		StringBuilder json = new StringBuilder(192).append(START).append("{\"id\":\"").append(this.id);
		json.append("\",\"key\":\"").append(Base64Url.encode(this.key)).append("\",\"fam\":\"");
		JsonStringEncoder.getInstance().quoteAsString(this.family, json);
		json.append("\",\"len\":").append(this.length).append(",\"exp\":").append(this.keptUntil.getEpochSecond());
		return json.append("}}").toString().getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * The blob's id alone: the key is a secret.
	 */
	@Override
	public String toString() {
		return "OverflowReference[id=" + this.id + "]";
	}

}
