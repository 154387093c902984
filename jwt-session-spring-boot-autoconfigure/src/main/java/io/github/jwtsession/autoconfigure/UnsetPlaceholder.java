package io.github.jwtsession.autoconfigure;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.jwtsession.key.SessionKeyException;

/**
 * A {@code ${…}} of a property that nothing stands for: Spring Boot leaves it as it is.
 */
final class UnsetPlaceholder {

	private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^{}:]+)}");

	private UnsetPlaceholder() {
	}

	/**
	 * Refuse a value that has one.
	 * @param origin the property, for the message
	 * @param value its value, of which the message tells the placeholder alone
	 */
	static void refuse(String origin, String value) {
		Matcher placeholder = PLACEHOLDER.matcher(value);
		if (!placeholder.find()) {
			return;
		}
		String name = placeholder.group(1);
		throw new SessionKeyException("%s refers to '${%s}', and '%s' is not set.".formatted(origin, name, name),
				"Set it, as an environment variable for instance, or correct its name.");
	}

}
