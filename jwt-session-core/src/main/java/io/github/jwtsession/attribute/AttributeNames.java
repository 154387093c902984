package io.github.jwtsession.attribute;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

import io.github.jwtsession.attribute.jackson.TypeIds;
import io.github.jwtsession.attribute.type.AttributeTypeSupport;

/**
 * The names that attributes go by in a token: well-known ones are long, and are written
 * as {@code @} and an alias. A name that begins with {@code @} itself gets a second one.
 */
final class AttributeNames {

	private static final String MARK = TypeIds.MARK;

	private final Map<String, String> aliases = new HashMap<>();

	private final Map<String, String> names = new HashMap<>();

	AttributeNames(Collection<? extends AttributeTypeSupport> supports) {
		supports.forEach((support) -> support.attributeNames().forEach((alias, name) -> {
			this.aliases.put(name, MARK + alias);
			this.names.put(MARK + alias, name);
		}));
	}

	String encode(String name) {
		String alias = this.aliases.get(name);
		if (alias != null) {
			return alias;
		}
		return name.startsWith(MARK) ? MARK + name : name;
	}

	String decode(String encoded) {
		String name = this.names.get(encoded);
		if (name != null) {
			return name;
		}
		return encoded.startsWith(MARK + MARK) ? encoded.substring(MARK.length()) : encoded;
	}

}
