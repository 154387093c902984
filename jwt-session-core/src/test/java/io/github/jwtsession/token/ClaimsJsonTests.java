package io.github.jwtsession.token;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClaimsJson}: what {@link ClaimsScanner} reads, Jackson reads the same
 * way.
 */
class ClaimsJsonTests {

	private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

	/**
	 * The last millisecond that the scanner's eleven digits reach.
	 */
	private static final Instant LATEST = Instant.ofEpochMilli(99_999_999_999_999L);

	private final ClaimsJson json = new ClaimsJson();

	@Test
	void scansWhatItWrote() {
		for (SessionClaims claims : someClaims()) {
			byte[] content = this.json.write(claims);
			assertThat(new ClaimsScanner(content).scan()).as(text(content)).isEqualTo(claims);
			assertThat(this.json.parse(content)).isEqualTo(claims);
		}
	}

	@Test
	void readsTextThatNeedsEscapes() {
		for (String subject : List.of("a\"b", "a\\b", "\n", "\u0000", "Zoë", "日本", "😀", "")) {
			SessionClaims claims = claims(subject, NOW, null, null, false, "{}");
			byte[] content = this.json.write(claims);
			assertThat(this.json.read(content)).isEqualTo(claims);
		}
	}

	/**
	 * Each byte by each other: the scanner never reads anything else than Jackson does.
	 */
	@Test
	void scansNothingThatJacksonReadsOtherwise() {
		for (SessionClaims claims : someClaims()) {
			byte[] content = this.json.write(claims);
			for (int i = 0; i < content.length; i++) {
				byte[] changed = content.clone();
				for (int value = 0; value < 128; value++) {
					changed[i] = (byte) value;
					assertScannedAsParsed(changed, i >= content.length - claims.attributes().remaining() - 1);
				}
			}
		}
	}

	private void assertScannedAsParsed(byte[] content, boolean inAttributes) {
		SessionClaims scanned = new ClaimsScanner(content).scan();
		if (scanned == null) {
			return;
		}
		SessionClaims parsed = this.json.parse(content);
		if (parsed == null && inAttributes) {
			// attributes are not looked at before somebody asks for one
			return;
		}
		assertThat(parsed).as(text(content)).isNotNull();
		if (inAttributes) {
			assertThat(scanned).usingRecursiveComparison().ignoringFields("attributes").isEqualTo(parsed);
		}
		else {
			assertThat(scanned).as(text(content)).isEqualTo(parsed);
		}
	}

	/**
	 * The numbers that others may write for {@code 7.1}, and those that are none or of no
	 * time.
	 */
	@Test
	void readsTheTimeOfTheLoginInAnyNotation() {
		for (String number : List.of("7.1", "7.10", "7.100", "7.1000", "71e-1", "0.71E1", "7.1004", "7.09996")) {
			byte[] content = withAuthTime(number);
			assertThat(this.json.read(content).authenticatedAt()).as(number).isEqualTo(Instant.ofEpochMilli(7_100));
			assertScannedAsParsed(content, false);
		}
		assertThat(this.json.read(withAuthTime("7")).authenticatedAt()).isEqualTo(Instant.ofEpochSecond(7));
		for (String none : List.of("-0.001", "-7.100", "253402300800.000", "1e999", "07.100", "7.", ".7", "\"7\"")) {
			assertThat(this.json.read(withAuthTime(none))).as(none).isNull();
		}
	}

	private static byte[] withAuthTime(String number) {
		return bytes("{\"jti\":\"id\",\"iat\":4,\"exp\":5,\"sub\":\"sam\",\"sct\":3,\"auth_time\":%s,\"att\":{}}"
			.formatted(number));
	}

	@Test
	void whatFollowsTheAttributesIsNotRead() {
		byte[] content = bytes("{\"jti\":\"id\",\"iat\":4,\"exp\":5,\"sct\":3,\"att\":{\"a\":1},\"mii\":7}");
		assertThat(this.json.read(content).maxInactiveInterval()).isNull();
		byte[] object = bytes("{\"jti\":\"id\",\"iat\":4,\"exp\":5,\"sct\":3,\"att\":{\"a\":1},\"x\":{}}");
		assertThat(this.json.read(object).id()).isEqualTo("id");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "}}", "},", ",}", ",\"mii\":}", "}{}", "} x" })
	void whatFollowsTheAttributesIsJson(String end) {
		byte[] content = bytes("{\"jti\":\"id\",\"iat\":4,\"exp\":5,\"sct\":3,\"att\":{\"a\":1}" + end);
		assertThat(this.json.parse(content)).isNull();
	}

	@Test
	void claimsMayFollowTheAttributesIfTheyAreNotThereBefore() {
		byte[] content = bytes("{\"att\":{\"a\":1},\"exp\":5,\"iat\":4,\"jti\":\"id\",\"mii\":7,\"sct\":3}");
		SessionClaims claims = this.json.read(content);
		assertThat(claims.maxInactiveInterval()).hasSeconds(7);
		assertThat(StandardCharsets.UTF_8.decode(claims.attributes()).toString()).isEqualTo("{\"a\":1}");
	}

	private static List<SessionClaims> someClaims() {
		List<SessionClaims> all = new ArrayList<>();
		for (String attributes : List.of("{}", "{\"a\":1,\"b\":{\"c\":[{}]}}")) {
			all.add(claims(null, null, null, null, false, attributes));
			all.add(claims("sam", null, null, null, false, attributes));
			all.add(claims("sam", NOW, null, null, false, attributes));
			all.add(claims("sam", Instant.EPOCH.plusMillis(7), null, null, false, attributes));
			all.add(claims("sam", LATEST, null, null, false, attributes));
			all.add(claims(null, null, Duration.ofSeconds(-1), null, false, attributes));
			all.add(claims(null, null, null, "former", false, attributes));
			all.add(claims("sam", NOW.plusMillis(120), Duration.ofSeconds(30), "former", true, attributes));
		}
		return all;
	}

	private static SessionClaims claims(@Nullable String subject, @Nullable Instant authenticatedAt,
			@Nullable Duration maxInactiveInterval, @Nullable String formerId, boolean persistent, String attributes) {
		return SessionClaims.builder("id")
			.issuedAt(NOW)
			.expiresAt(NOW.plusSeconds(60))
			.subject(subject)
			.createdAt(NOW.minusSeconds(60))
			.authenticatedAt(authenticatedAt)
			.maxInactiveInterval(maxInactiveInterval)
			.formerId(formerId)
			.persistent(persistent)
			.attributes(bytes(attributes))
			.build();
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

}
