package io.github.jwtsession.log;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LogText}.
 */
class LogTextTests {

	@Test
	void leavesWhatCanBeShown() {
		for (String text : List.of("", "user", "SPRING_SECURITY_CONTEXT", "a b'\"{}$%", "Zoë", "日本", "😀")) {
			assertThat(LogText.of(text)).isSameAs(text);
		}
	}

	/**
	 * Line ends of all kinds, an escape sequence of terminals, a reversal of the
	 * direction, an invisible character, half a surrogate pair, and the escape itself.
	 */
	@ParameterizedTest
	@CsvSource({ "10, \\n", "13, \\r", "9, \\t", "0, \\u0000", "27, \\u001b", "127, \\u007f", "133, \\u0085",
			"8232, \\u2028", "8233, \\u2029", "8238, \\u202e", "8203, \\u200b", "65279, \\ufeff", "55296, \\ud800",
			"57344, \\ue000", "917505, \\udb40\\udc01", "92, \\\\" })
	void escapesWhatIsMoreThanText(int character, String escape) {
		String text = Character.toString(character);
		assertThat(LogText.of(text)).isEqualTo(escape);
		assertThat(LogText.of("a" + text + "b😀" + text)).isEqualTo("a" + escape + "b😀" + escape);
	}

	@Test
	void noCharacterEndsALine() {
		IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
			.mapToObj(Character::toString)
			.forEach((text) -> assertThat(LogText.of(text)).doesNotContainPattern("[\\p{Cc}\\v]"));
	}

	@Test
	void shortensWhatIsLong() {
		assertThat(LogText.of("a".repeat(200))).isEqualTo("a".repeat(200));
		assertThat(LogText.of("a".repeat(201))).isEqualTo("a".repeat(200) + "… (201 characters)");
		assertThat(LogText.of("a".repeat(199) + "😀b")).isEqualTo("a".repeat(199) + "… (202 characters)");
		assertThat(LogText.of("\n".repeat(1_000_000))).hasSizeLessThan(500);
	}

	@Test
	void escapesEachTextOfSome() {
		assertThat(LogText.of(List.of("a", "b\n"))).isEqualTo("[a, b\\n]");
		assertThat(LogText.of(List.of())).isEqualTo("[]");
		assertThat(LogText.of(Collections.nCopies(21, "a"))).endsWith("a, a, … (21)]").hasSizeLessThan(80);
		Map<String, Integer> sizes = new LinkedHashMap<>();
		sizes.put("a\r", 2);
		sizes.put("b", 1);
		assertThat(LogText.of(sizes)).isEqualTo("{a\\r=2, b=1}");
	}

}
