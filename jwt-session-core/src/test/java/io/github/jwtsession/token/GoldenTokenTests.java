package io.github.jwtsession.token;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

import io.github.jwtsession.GoldenFiles;
import io.github.jwtsession.GoldenFiles.Line;
import io.github.jwtsession.jwe.TokenFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests that tokens are written as the last release writes them, and that those of any
 * release open and say what is stored beside them.
 */
class GoldenTokenTests {

	@ParameterizedTest(name = "{0}")
	@MethodSource("stored")
	void saysWhatIsStoredBesideIt(Line line, TokenFormat format) throws Exception {
		assertThat(GoldenTokens.header(token(line))).isEqualTo(header(line));
		assertThat(GoldenTokens.payload(keys(line), token(line))).isEqualTo(content(line));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("stored")
	void opensAsWhatItWasMadeOf(Line line, TokenFormat format) throws Exception {
		Map<String, Object> samples = GoldenTokens.samples(format, token(session(line)));
		assertThat(samples).as("samples, none of which may be removed").containsKey(line.name());
		assertThat(GoldenTokens.open(format, keys(line), line.name(), token(line)))
			.containsOnly(samples.get(line.name()));
	}

	static Stream<Arguments> stored() {
		return GoldenTokens.formats()
			.entrySet()
			.stream()
			.flatMap(
					(format) -> GoldenFiles.readAll(format.getKey()).map((line) -> arguments(line, format.getValue())));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("sessions")
	void opensByItsRenewalWithoutItsKey(Line session, TokenFormat format) throws Exception {
		Line renewal = GoldenFiles.read(session.release(), session.file()).get(GoldenTokens.handOver(format));
		assertThat(GoldenTokens.openHandedOver(format, keys(session), token(session), token(renewal)))
			.isEqualTo(GoldenTokens.samples(format, token(session)).get(GoldenTokens.SESSION));
	}

	static Stream<Arguments> sessions() {
		return stored().filter((arguments) -> ((Line) arguments.get()[0]).name().equals(GoldenTokens.SESSION));
	}

	/**
	 * But for the token itself, which is another each time: its initialization vector is
	 * random.
	 */
	@ParameterizedTest(name = "{0}: {1}")
	@MethodSource("samples")
	void isWrittenAsBefore(String file, String name, TokenFormat format) throws Exception {
		Line line = GoldenFiles.readLast(file).get(name);
		assertThat(line).as("stored token '%s', see tokens/README.md", name).isNotNull();
		String token = GoldenTokens.seal(format, keys(line), name, token(session(line)));
		assertThat(GoldenTokens.header(token)).isEqualTo(header(line));
		assertThat(GoldenTokens.payload(keys(line), token)).isEqualTo(content(line));
	}

	static Stream<Arguments> samples() {
		return GoldenTokens.formats()
			.entrySet()
			.stream()
			.flatMap((format) -> GoldenTokens.samples(format.getValue(), "")
				.keySet()
				.stream()
				.map((name) -> arguments(format.getKey(), name, format.getValue())));
	}

	/**
	 * But for those that came later, each in a case of its own.
	 */
	@Test
	void aSessionOfEveryFormatHasAllClaims() {
		for (TokenFormat format : GoldenTokens.formats().values()) {
			assertThat(GoldenTokens.samples(format, "").get(GoldenTokens.SESSION))
				.hasNoNullFieldsOrPropertiesExcept("actor", "latestExpiry", "generation", "provisional");
		}
	}

	/**
	 * The session that a token of the same format and release belongs to.
	 */
	private static Line session(Line line) {
		return GoldenFiles.read(line.release(), line.file()).get(GoldenTokens.SESSION);
	}

	private static Map<String, String> keys(Line line) {
		Map<String, String> keys = new LinkedHashMap<>();
		GoldenFiles.read(line.release(), GoldenTokens.KEYS).forEach((id, key) -> keys.put(id, key.columns().get(1)));
		return keys;
	}

	private static String header(Line line) {
		return line.columns().get(1);
	}

	private static String content(Line line) {
		return line.columns().get(2);
	}

	private static String token(Line line) {
		return line.columns().get(3);
	}

}
