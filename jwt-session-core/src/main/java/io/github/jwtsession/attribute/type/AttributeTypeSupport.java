package io.github.jwtsession.attribute.type;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import tools.jackson.databind.JacksonModule;

/**
 * Adds types to those that may be attributes: the ones of a framework, for instance,
 * whose classes are not the application's. Define a bean of this type to add your own.
 */
public interface AttributeTypeSupport {

	/**
	 * The types, by the short name that marks them in a token.
	 * @return types by alias. An alias is part of the token format: changing one makes
	 * the attributes in existing tokens unreadable
	 */
	Map<String, Class<?>> aliases();

	/**
	 * What Jackson needs to know in order to write and read them. By itself it writes
	 * fields and ignores annotations of the application's classes, not those of mix-ins.
	 * @return modules, may be empty
	 */
	List<JacksonModule> modules();

	/**
	 * What is written in place of objects that are something else beside their content: a
	 * collection that notes its changes for a database, a proxy.
	 * @return by class or interface, what is written: the object itself if it is written
	 * as it is. May throw {@link UnsupportedTypeException}
	 */
	default Map<Class<?>, UnaryOperator<Object>> replacements() {
		return Map.of();
	}

	/**
	 * Well-known attributes whose names are long, by the short name that stands for them
	 * in a token.
	 * @return names by alias, part of the token format like those of the types
	 */
	default Map<String, String> attributeNames() {
		return Map.of();
	}

	/**
	 * Whether an attribute means something on this instance only, like a mutex. It is
	 * then kept out of the token and gone with the request.
	 * @param name the attribute's name
	 * @return {@code true} to keep it out
	 */
	default boolean isLocal(String name) {
		return false;
	}

}
