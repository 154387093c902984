package io.github.jwtsession.token;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Reads claims that {@link ClaimsJson} wrote, character for character: their names need
 * not be looked up, and the attributes not be looked at. It knows nothing else; whatever
 * is written in another way is left to Jackson.
 */
final class ClaimsScanner {

	/**
	 * Enough for the next three thousand years.
	 */
	private static final int MAX_DIGITS = 11;

	private final byte[] json;

	private int position;

	/**
	 * Whether something was not as expected.
	 */
	private boolean failed;

	ClaimsScanner(byte[] json) {
		this.json = json;
	}

	/**
	 * Read the claims.
	 * @return the claims, or {@code null} if they are written in another way
	 */
	@Nullable SessionClaims scan() {
		require("{\"jti\":\"");
		SessionClaims.Builder claims = SessionClaims.builder(text());
		require(",\"iat\":");
		claims.issuedAt(time());
		require(",\"exp\":");
		claims.expiresAt(time());
		if (skip(",\"sub\":\"")) {
			claims.subject(text());
		}
		if (skip(",\"act\":{\"sub\":\"")) {
			claims.actor(text());
			require("}");
		}
		require(",\"sct\":");
		claims.createdAt(time());
		if (skip(",\"auth_time\":")) {
			claims.authenticatedAt(timeToMillisecond());
		}
		if (skip(",\"mii\":")) {
			claims.maxInactiveInterval(Duration.ofSeconds(number()));
		}
		if (skip(",\"lex\":")) {
			claims.latestExpiry(time());
		}
		if (skip(",\"pid\":\"")) {
			claims.formerId(text());
		}
		if (skip(",\"g\":")) {
			claims.generation(ClaimsJson.generation(number()));
		}
		claims.provisional(skip(",\"prv\":true"));
		claims.persistent(skip(",\"prs\":true"));
		require(",\"att\":");
		if (this.failed || !endsWithObject()) {
			return null;
		}
		return claims.attributes(ByteBuffer.wrap(this.json, this.position, this.json.length - 1 - this.position))
			.build();
	}

	private boolean endsWithObject() {
		int last = this.json.length - 1;
		return this.position < last - 1 && this.json[this.position] == '{' && this.json[last - 1] == '}'
				&& this.json[last] == '}';
	}

	private void require(String literal) {
		this.failed |= !skip(literal);
	}

	private boolean skip(String literal) {
		int length = literal.length();
		if (this.failed || this.json.length - this.position < length) {
			return false;
		}
		for (int i = 0; i < length; i++) {
			if (this.json[this.position + i] != literal.charAt(i)) {
				return false;
			}
		}
		this.position += length;
		return true;
	}

	/**
	 * The text up to the next quotation mark, if it is ASCII and needs no escape.
	 */
	private String text() {
		int start = this.position;
		int end = start;
		while (end < this.json.length && this.json[end] >= ' ' && this.json[end] != '"' && this.json[end] != '\\') {
			end++;
		}
		this.position = end;
		require("\"");
		return this.failed ? "" : new String(this.json, start, end - start, StandardCharsets.US_ASCII);
	}

	private Instant time() {
		long seconds = number();
		this.failed |= (seconds < 0);
		return this.failed ? Instant.EPOCH : NumericDate.of(seconds);
	}

	/**
	 * Seconds with exactly three digits behind the point.
	 */
	private Instant timeToMillisecond() {
		this.failed |= skip("-");
		Instant seconds = time();
		require(".");
		int start = this.position;
		long millis = digits();
		this.failed |= (this.position != start + 3);
		return seconds.plusMillis(millis);
	}

	private long number() {
		boolean negative = skip("-");
		int start = this.position;
		long value = digits();
		boolean leadingZero = this.position > start + 1 && this.json[start] == '0';
		this.failed |= (this.position == start) || leadingZero;
		return negative ? -value : value;
	}

	private long digits() {
		int start = this.position;
		long value = 0;
		while (this.position < this.json.length && isDigit(this.json[this.position])
				&& this.position - start < MAX_DIGITS) {
			value = value * 10 + (this.json[this.position++] - '0');
		}
		return value;
	}

	private static boolean isDigit(byte c) {
		return c >= '0' && c <= '9';
	}

}
