package io.github.jwtsession;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.yaml.snakeyaml.Yaml;

import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The YAML that a page of the documentation shows, to be tried as it is written.
 */
public final class DocumentedYaml {

	private static final Pattern BLOCK = Pattern.compile("^```yaml\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

	private final String page;

	private DocumentedYaml(String page) {
		this.page = page;
	}

	/**
	 * Read a page.
	 * @param name the name of a file in {@code docs}
	 */
	public static DocumentedYaml of(String name) {
		try {
			return new DocumentedYaml(Files.readString(Path.of("..", "docs", name)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The properties of the block that stands behind a text.
	 * @return each as {@code name=value}
	 */
	public String[] propertiesAfter(String text) {
		assertThat(this.page).containsOnlyOnce(text);
		String block = blocks(this.page.substring(this.page.indexOf(text))).findFirst().orElseThrow();
		try {
			EnumerablePropertySource<?> source = (EnumerablePropertySource<?>) new YamlPropertySourceLoader()
				.load("documented", new ByteArrayResource(block.getBytes()))
				.get(0);
			return Stream.of(source.getPropertyNames())
				.map((name) -> name + "=" + source.getProperty(name))
				.toArray(String[]::new);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * All that the page has, each document as a map.
	 */
	@SuppressWarnings("unchecked")
	public Stream<Map<String, Object>> documents() {
		return blocks(this.page).flatMap((block) -> {
			Stream.Builder<Map<String, Object>> documents = Stream.builder();
			new Yaml().loadAll(block).forEach((document) -> documents.add((Map<String, Object>) document));
			return documents.build();
		});
	}

	private static Stream<String> blocks(String text) {
		return BLOCK.matcher(text).results().map((MatchResult result) -> result.group(1));
	}

}
