package io.github.jwtsession.token;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

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
 * Claims ⇄ JSON (RFC 7519 section 4). Attributes are carried through as they are.
 */
final class ClaimsJson {

	private static final byte[] NO_ATTRIBUTES = "{}".getBytes(StandardCharsets.US_ASCII);

	/**
	 * How long a number may be is bounded by the length of the token.
	 */
	private final JsonFactory factory = JsonFactory.builder()
		.streamReadConstraints(StreamReadConstraints.builder().maxNumberLength(Integer.MAX_VALUE).build())
		.build();

	byte[] write(SessionClaims claims) {
		ByteArrayOutputStream out = new ByteArrayOutputStream(256 + claims.attributes().length);
		try (JsonGenerator json = this.factory.createGenerator(ObjectWriteContext.empty(), out)) {
			json.writeStartObject();
			json.writeStringProperty("jti", claims.id());
			json.writeNumberProperty("iat", claims.issuedAt().getEpochSecond());
			json.writeNumberProperty("exp", claims.expiresAt().getEpochSecond());
			if (claims.subject() != null) {
				json.writeStringProperty("sub", claims.subject());
			}
			json.writeNumberProperty("sct", claims.createdAt().getEpochSecond());
			if (claims.maxInactiveInterval() != null) {
				json.writeNumberProperty("mii", claims.maxInactiveInterval().getSeconds());
			}
			if (claims.formerId() != null) {
				json.writeStringProperty("pid", claims.formerId());
			}
			if (claims.persistent()) {
				json.writeBooleanProperty("prs", true);
			}
			json.writeName("att");
			json.writeRawValue(new String(claims.attributes(), StandardCharsets.UTF_8));
			json.writeEndObject();
		}
		return out.toByteArray();
	}

	/**
	 * Read claims.
	 * @param content what the token holds
	 * @return the claims, or {@code null} if they are not those of a session
	 */
	@Nullable SessionClaims read(byte[] content) {
		try (JsonParser json = this.factory.createParser(ObjectReadContext.empty(), content)) {
			return (json.nextToken() == JsonToken.START_OBJECT) ? readObject(json, content) : null;
		}
		catch (JacksonException | DateTimeException ex) {
			return null;
		}
	}

	private @Nullable SessionClaims readObject(JsonParser json, byte[] content) {
		String id = null;
		Instant issuedAt = null;
		Instant expiresAt = null;
		String subject = null;
		Instant createdAt = null;
		Duration maxInactiveInterval = null;
		String formerId = null;
		boolean persistent = false;
		byte[] attributes = NO_ATTRIBUTES;
		while (json.nextToken() == JsonToken.PROPERTY_NAME) {
			String name = json.currentName();
			json.nextToken();
			switch (name) {
				case "jti" -> id = json.getString();
				case "iat" -> issuedAt = Instant.ofEpochSecond(json.getLongValue());
				case "exp" -> expiresAt = Instant.ofEpochSecond(json.getLongValue());
				case "sub" -> subject = json.getString();
				case "sct" -> createdAt = Instant.ofEpochSecond(json.getLongValue());
				case "mii" -> maxInactiveInterval = Duration.ofSeconds(json.getLongValue());
				case "pid" -> formerId = json.getString();
				case "prs" -> persistent = json.getBooleanValue();
				case "dig", "end" -> {
					// A companion: it says something about a session and is none.
					return null;
				}
				case "att" -> attributes = RawJson.object(json, content);
				default -> json.skipChildren();
			}
		}
		if (id == null || issuedAt == null || expiresAt == null || attributes == null) {
			return null;
		}
		return new SessionClaims(id, issuedAt, expiresAt, subject, (createdAt != null) ? createdAt : issuedAt,
				maxInactiveInterval, formerId, persistent, attributes);
	}

}
