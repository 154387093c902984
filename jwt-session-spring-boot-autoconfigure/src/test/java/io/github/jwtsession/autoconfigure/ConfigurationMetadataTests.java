package io.github.jwtsession.autoconfigure;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.BeanWrapperImpl;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an editor of {@code application.yml} shows of our properties.
 */
class ConfigurationMetadataTests {

	private static final String PREFIX = "jwt.session.";

	static Stream<JsonNode> properties() {
		return elements(metadata().get("properties")).filter((property) -> name(property).startsWith(PREFIX));
	}

	static Stream<JsonNode> durations() {
		return properties().filter((property) -> type(property).equals(Duration.class.getName()));
	}

	static Stream<JsonNode> enumerations() {
		return properties().filter((property) -> isEnum(type(property)));
	}

	@ParameterizedTest
	@MethodSource("properties")
	void isDescribed(JsonNode property) {
		assertThat(property.path("description").asString("")).as(name(property)).isNotBlank().endsWith(".");
	}

	/**
	 * One rule for all. What is a text for the sake of 'none' is converted elsewhere.
	 */
	@ParameterizedTest
	@MethodSource("durations")
	void durationWithoutAUnitCountsSeconds(JsonNode property) {
		assertThat(property.path("description").asString("")).as(name(property))
			.contains("If a duration suffix is not specified, seconds are used.");
		JwtSessionProperties bound = new Binder(new MapConfigurationPropertySource(Map.of(name(property), "7")))
			.bind("jwt.session", JwtSessionProperties.class)
			.get();
		assertThat(new BeanWrapperImpl(bound).getPropertyValue(path(property))).isEqualTo(Duration.ofSeconds(7));
	}

	@ParameterizedTest
	@MethodSource("enumerations")
	void valuesAreShownAsTheyAreWritten(JsonNode property) {
		String[] written = written(type(property));
		assertThat(written).as(name(property)).doesNotHaveDuplicates();
		if (property.has("defaultValue")) {
			assertThat(property.get("defaultValue").asString()).as(name(property)).isIn((Object[]) written);
		}
		elements(metadata().get("hints")).filter((hint) -> name(hint).equals(name(property)))
			.forEach((hint) -> assertThat(elements(hint.get("values")).map((value) -> value.get("value").asString()))
				.as(name(property))
				.containsExactlyInAnyOrder(written));
	}

	/**
	 * What Spring Boot lists if the value is none of these.
	 */
	@Test
	void messageListsValuesAsTheyAreWritten() {
		assertThat(written("io.github.jwtsession.jwe.EncryptionMethod")).contains("A256GCM", "A256CBC-HS512");
		assertThat(written("io.github.jwtsession.jwe.KeyManagement")).containsExactlyInAnyOrder("dir", "A256KW");
		assertThat(written("io.github.jwtsession.session.RenewalMode")).containsExactlyInAnyOrder("sliding", "fixed");
		assertThat(written("io.github.jwtsession.revocation.shared.FailureMode")).containsExactlyInAnyOrder("allow",
				"deny");
		assertThat(written(JwtSessionProperties.Revocation.Store.class.getName())).containsExactlyInAnyOrder("memory",
				"jdbc", "redis", "none");
	}

	/**
	 * Enumerations of Spring Boot are written in lower case.
	 */
	private static String[] written(String type) {
		Object[] constants = ClassUtils.resolveClassName(type, null).getEnumConstants();
		return Arrays.stream(constants)
			.map((constant) -> type.startsWith("io.github.jwtsession.") ? constant.toString()
					: constant.toString().toLowerCase(Locale.ROOT))
			.toArray(String[]::new);
	}

	private static boolean isEnum(String type) {
		return type.matches("[\\w.$]+") && ClassUtils.isPresent(type, null)
				&& ClassUtils.resolveClassName(type, null).isEnum();
	}

	private static String path(JsonNode property) {
		StringBuilder path = new StringBuilder();
		boolean upper = false;
		for (char c : name(property).substring(PREFIX.length()).toCharArray()) {
			if (c != '-') {
				path.append(upper ? Character.toUpperCase(c) : c);
			}
			upper = c == '-';
		}
		return path.toString();
	}

	private static String name(JsonNode element) {
		return element.get("name").asString();
	}

	private static String type(JsonNode property) {
		return property.get("type").asString();
	}

	private static Stream<JsonNode> elements(JsonNode array) {
		return StreamSupport.stream(array.spliterator(), false);
	}

	private static JsonNode metadata() {
		try {
			return JsonMapper.shared()
				.readTree(new ClassPathResource("META-INF/spring-configuration-metadata.json",
						JwtSessionProperties.class.getClassLoader())
					.getContentAsByteArray());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
