package io.github.jwtsession.token;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import io.github.jwtsession.json.RawJson;
import io.github.jwtsession.jwe.Base64Url;
import io.github.jwtsession.jwe.DecryptedToken;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * The small tokens that stand beside the session token ⇄ JSON.
 *
 * <pre>
 * {"jti":"id","iat":1,"exp":2,"dig":"digest"}                 renewal
 * {"jti":"id","iat":1,"exp":2,"dig":"digest","cek":"key"}     with the content's key
 * {"jti":"id","iat":1,"exp":2,"dig":"digest","con":{…}}       with the content itself
 * {"end":["id"],"g":1,"iat":1,"exp":2}                      tombstone
 * </pre>
 */
final class SideTokenJson {

	/**
	 * How long a number may be is bounded by the length of the token.
	 */
	private final JsonFactory factory = JsonFactory.builder()
		.streamReadConstraints(StreamReadConstraints.builder().maxNumberLength(Integer.MAX_VALUE).build())
		.build();

	byte[] write(Renewal renewal) {
		return write(renewal, null, null);
	}

	byte[] writeWithContentKey(Renewal renewal, SecretKey contentKey) {
		return write(renewal, contentKey, null);
	}

	byte[] writeWithContent(Renewal renewal, byte[] content) {
		return write(renewal, null, content);
	}

	private byte[] write(Renewal renewal, @Nullable SecretKey contentKey, byte @Nullable [] content) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		try (JsonGenerator json = this.factory.createGenerator(ObjectWriteContext.empty(), out)) {
			json.writeStartObject();
			json.writeStringProperty("jti", renewal.sessionId());
			writeTimes(json, renewal.issuedAt(), renewal.expiresAt());
			json.writeStringProperty("dig", renewal.contentDigest());
			if (contentKey != null) {
				json.writeStringProperty("cek", Base64Url.encode(contentKey.getEncoded()));
			}
			if (content != null) {
				json.writeName("con");
				json.writeRawValue(new String(content, StandardCharsets.UTF_8));
			}
			json.writeEndObject();
		}
		return out.toByteArray();
	}

	byte[] write(Tombstone tombstone) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		try (JsonGenerator json = this.factory.createGenerator(ObjectWriteContext.empty(), out)) {
			json.writeStartObject();
			json.writeArrayPropertyStart("end");
			tombstone.sessionIds().forEach(json::writeString);
			json.writeEndArray();
			if (tombstone.generation() > 0) {
				json.writeNumberProperty("g", tombstone.generation());
			}
			writeTimes(json, tombstone.issuedAt(), tombstone.expiresAt());
			json.writeEndObject();
		}
		return out.toByteArray();
	}

	private static void writeTimes(JsonGenerator json, Instant issuedAt, Instant expiresAt) {
		json.writeNumberProperty("iat", issuedAt.getEpochSecond());
		json.writeNumberProperty("exp", expiresAt.getEpochSecond());
	}

	@Nullable OpenedRenewal readRenewal(DecryptedToken token) {
		Members members = read(token.content());
		if (members == null || members.sessionId == null || members.digest == null || members.issuedAt == null
				|| members.expiresAt == null) {
			return null;
		}
		Renewal renewal = new Renewal(members.sessionId, members.issuedAt, members.expiresAt, members.digest);
		return new OpenedRenewal(renewal, token.keyId(), members.contentKey, members.content);
	}

	@Nullable Tombstone readTombstone(byte[] content) {
		Members members = read(content);
		if (members == null || members.endedIds.isEmpty() || members.issuedAt == null || members.expiresAt == null) {
			return null;
		}
		return new Tombstone(List.copyOf(members.endedIds), members.generation, members.issuedAt, members.expiresAt);
	}

	private @Nullable Members read(byte[] content) {
		try (JsonParser json = this.factory.createParser(ObjectReadContext.empty(), content)) {
			if (json.nextToken() != JsonToken.START_OBJECT) {
				return null;
			}
			Members members = new Members();
			while (json.nextToken() == JsonToken.PROPERTY_NAME) {
				String name = json.currentName();
				json.nextToken();
				members.read(name, json, content);
			}
			return members;
		}
		catch (JacksonException | DateTimeException | IllegalArgumentException ex) {
			return null;
		}
	}

	private static final class Members {

		private @Nullable String sessionId;

		private int generation;

		private @Nullable Instant issuedAt;

		private @Nullable Instant expiresAt;

		private @Nullable String digest;

		private @Nullable SecretKey contentKey;

		private byte @Nullable [] content;

		private final List<String> endedIds = new ArrayList<>();

		void read(String name, JsonParser json, byte[] source) {
			switch (name) {
				case "jti" -> this.sessionId = json.getString();
				case "iat" -> this.issuedAt = NumericDate.of(json.getLongValue());
				case "g" -> this.generation = ClaimsJson.generation(json.getLongValue());
				case "exp" -> this.expiresAt = NumericDate.of(json.getLongValue());
				case "dig" -> this.digest = json.getString();
				case "cek" -> this.contentKey = new SecretKeySpec(Base64Url.decode(json.getString()), "AES");
				case "con" -> this.content = RawJson.object(json, source);
				case "end" -> readIds(json);
				default -> json.skipChildren();
			}
		}

		private void readIds(JsonParser json) {
			while (json.nextToken() == JsonToken.VALUE_STRING) {
				this.endedIds.add(json.getString());
			}
		}

	}

}
