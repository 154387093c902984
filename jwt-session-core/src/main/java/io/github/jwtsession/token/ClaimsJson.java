package io.github.jwtsession.token;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

import io.github.jwtsession.json.RawJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.json.JsonFactory;

/**
 * Claims ⇄ JSON (RFC 7519 section 4). Attributes are carried through as they are. They
 * come last: what stands behind them is not read, unless something is missing before.
 */
final class ClaimsJson {

	private static final byte[] NO_ATTRIBUTES = "{}".getBytes(StandardCharsets.US_ASCII);

	/**
	 * How long a number may be is bounded by the length of the token.
	 */
	private final JsonFactory factory = JsonFactory.builder()
		.streamReadConstraints(StreamReadConstraints.builder().maxNumberLength(Integer.MAX_VALUE).build())
		.build();

	/**
	 * Write claims: in this order and without white space, which is what
	 * {@link ClaimsScanner} knows.
	 * @param claims the claims
	 * @return JSON in UTF-8
	 */
	byte[] write(SessionClaims claims) {
		StringBuilder json = new StringBuilder(192);
		appendText(json.append("{\"jti\":"), claims.id());
		json.append(",\"iat\":").append(claims.issuedAt().getEpochSecond());
		json.append(",\"exp\":").append(claims.expiresAt().getEpochSecond());
		if (claims.subject() != null) {
			appendText(json.append(",\"sub\":"), claims.subject());
		}
		if (claims.actor() != null) {
			appendText(json.append(",\"act\":{\"sub\":"), claims.actor());
			json.append('}');
		}
		json.append(",\"sct\":").append(claims.createdAt().getEpochSecond());
		if (claims.authenticatedAt() != null) {
			json.append(",\"auth_time\":").append(BigDecimal.valueOf(claims.authenticatedAt().toEpochMilli(), 3));
		}
		if (claims.maxInactiveInterval() != null) {
			json.append(",\"mii\":").append(claims.maxInactiveInterval().getSeconds());
		}
		if (claims.latestExpiry() != null) {
			json.append(",\"lex\":").append(claims.latestExpiry().getEpochSecond());
		}
		if (claims.formerId() != null) {
			appendText(json.append(",\"pid\":"), claims.formerId());
		}
		if (claims.generation() > 0) {
			json.append(",\"g\":").append(claims.generation());
		}
		if (claims.provisional()) {
			json.append(",\"prv\":true");
		}
		if (claims.persistent()) {
			json.append(",\"prs\":true");
		}
		byte[] start = json.append(",\"att\":").toString().getBytes(StandardCharsets.UTF_8);
		ByteBuffer attributes = claims.attributes().duplicate();
		byte[] content = Arrays.copyOf(start, start.length + attributes.remaining() + 1);
		attributes.get(content, start.length, attributes.remaining());
		content[content.length - 1] = '}';
		return content;
	}

	private static void appendText(StringBuilder json, String text) {
		json.append('"');
		JsonStringEncoder.getInstance().quoteAsString(text, json);
		json.append('"');
	}

	/**
	 * Read claims.
	 * @param content what the token holds
	 * @return the claims, or {@code null} if they are not those of a session
	 */
	@Nullable SessionClaims read(byte[] content) {
		SessionClaims claims = new ClaimsScanner(content).scan();
		return (claims != null) ? claims : parse(content);
	}

	/**
	 * Read claims of whatever layout.
	 * @param content what the token holds
	 * @return the claims, or {@code null} if they are not those of a session
	 */
	@Nullable SessionClaims parse(byte[] content) {
		try (JsonParser json = this.factory.createParser(ObjectReadContext.empty(), content)) {
			return (json.nextToken() == JsonToken.START_OBJECT) ? readObject(json, content) : null;
		}
		catch (JacksonException | DateTimeException ex) {
			return null;
		}
	}

	/**
	 * Another library may have written anything.
	 */
	static int generation(long value) {
		return (int) Math.max(0, Math.min(value, SessionClaims.MAX_GENERATION));
	}

	/**
	 * The {@code sub} of an object that may say more.
	 */
	private static @Nullable String readActor(JsonParser json) {
		String name = null;
		if (json.currentToken() != JsonToken.START_OBJECT) {
			json.skipChildren();
			return null;
		}
		while (json.nextToken() == JsonToken.PROPERTY_NAME) {
			boolean subject = "sub".equals(json.currentName());
			if (json.nextToken() == JsonToken.VALUE_STRING && subject) {
				name = json.getString();
			}
			json.skipChildren();
		}
		return name;
	}

	/**
	 * Go on to the end of the object, behind which must be nothing. What is on the way is
	 * not looked at, but must be JSON.
	 */
	private static boolean endsHere(JsonParser json) {
		while (json.currentToken() != JsonToken.END_OBJECT || !json.streamReadContext().inRoot()) {
			json.nextToken();
			if (json.currentToken() != JsonToken.END_OBJECT) {
				json.skipChildren();
			}
		}
		return json.nextToken() == null;
	}

	private @Nullable SessionClaims readObject(JsonParser json, byte[] content) {
		String id = null;
		Instant issuedAt = null;
		Instant expiresAt = null;
		String subject = null;
		String actor = null;
		Instant createdAt = null;
		Instant authenticatedAt = null;
		Duration maxInactiveInterval = null;
		Instant latestExpiry = null;
		String formerId = null;
		int generation = 0;
		boolean provisional = false;
		boolean persistent = false;
		byte[] attributes = NO_ATTRIBUTES;
		boolean complete = false;
		while (!complete && json.nextToken() == JsonToken.PROPERTY_NAME) {
			String name = json.currentName();
			json.nextToken();
			switch (name) {
				case "jti" -> id = json.getString();
				case "iat" -> issuedAt = NumericDate.of(json.getLongValue());
				case "exp" -> expiresAt = NumericDate.of(json.getLongValue());
				case "sub" -> subject = json.getString();
				case "act" -> actor = readActor(json);
				case "sct" -> createdAt = NumericDate.of(json.getLongValue());
				case "auth_time" -> authenticatedAt = NumericDate.of(json.getDoubleValue());
				case "mii" -> maxInactiveInterval = Duration.ofSeconds(json.getLongValue());
				case "lex" -> latestExpiry = NumericDate.of(json.getLongValue());
				case "pid" -> formerId = json.getString();
				case "g" -> generation = generation(json.getLongValue());
				case "prv" -> provisional = json.getBooleanValue();
				case "prs" -> persistent = json.getBooleanValue();
				case "dig", "end" -> {
					// A renewal or a tombstone: it says something about a session and is
					// none.
					return null;
				}
				case "att" -> {
					attributes = RawJson.object(json, content);
					complete = id != null && issuedAt != null && expiresAt != null && createdAt != null;
				}
				default -> json.skipChildren();
			}
		}
		if (id == null || issuedAt == null || expiresAt == null || attributes == null || !endsHere(json)) {
			return null;
		}
		return SessionClaims.builder(id)
			.issuedAt(issuedAt)
			.expiresAt(expiresAt)
			.subject(subject)
			.actor(actor)
			.createdAt((createdAt != null) ? createdAt : issuedAt)
			.authenticatedAt(authenticatedAt)
			.maxInactiveInterval(maxInactiveInterval)
			.latestExpiry(latestExpiry)
			.formerId(formerId)
			.generation(generation)
			.provisional(provisional)
			.persistent(persistent)
			.attributes(attributes)
			.build();
	}

}
