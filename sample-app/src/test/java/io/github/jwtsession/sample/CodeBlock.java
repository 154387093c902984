package io.github.jwtsession.sample;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fenced block of a page of documentation.
 *
 * @param name where it is: page and heading, and "(2)" for the second one of its language
 * under the heading
 * @param language what stands behind the fence; empty, if nothing does
 * @param text what is in it
 */
record CodeBlock(String name, String language, String text) {

	private static final Pattern FENCE = Pattern.compile("\\s*```(.*)");

	private static final Pattern HEADING = Pattern.compile("#+ (.*)");

	static List<CodeBlock> all() {
		return ProjectFiles.pages().stream().flatMap((page) -> of(page).stream()).toList();
	}

	/** The blocks of a page, in their order. */
	private static List<CodeBlock> of(Path page) {
		List<CodeBlock> blocks = new ArrayList<>();
		Map<String, Integer> numbers = new HashMap<>();
		String place = ProjectFiles.root().relativize(page) + ", ";
		String language = null;
		StringBuilder text = new StringBuilder();
		String heading = "";
		for (String line : ProjectFiles.read(page).split("\n")) {
			Matcher fence = FENCE.matcher(line);
			Matcher title = HEADING.matcher(line);
			if (fence.matches() && language == null) {
				language = fence.group(1).trim();
				text.setLength(0);
			}
			else if (fence.matches()) {
				int number = numbers.merge(language + " " + heading, 1, Integer::sum);
				String name = place + heading + ((number > 1) ? " (" + number + ")" : "");
				blocks.add(new CodeBlock(name, language, text.toString()));
				language = null;
			}
			else if (language != null) {
				text.append(line).append('\n');
			}
			else if (title.matches()) {
				heading = title.group(1);
			}
		}
		return blocks;
	}

	@Override
	public String toString() {
		return this.name + " [" + this.language + "]";
	}

}
