package io.github.jwtsession.attribute.jackson;

import java.lang.reflect.Array;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

import tools.jackson.core.TreeNode;

/**
 * Which objects come back as one where they occur more than once: those that can be told
 * from their equals. A value cannot: a string, a number, a date of {@code java.time}.
 */
public final class ObjectIdentity {

	/**
	 * What can be changed of the JDK's types that are neither a collection nor a map.
	 */
	private static final Set<String> MUTABLE = Set.of("da", "sd", "si", "sp", "gc", "sb", "bs", "es", "ej", "em", "me",
			"ai", "al", "ab");

	/**
	 * What Spring keeps in a session is not changed in place, and refers to nothing that
	 * refers back to it. Written as ever, it can be read by instances of older versions.
	 */
	private static final String SPRING = "org.springframework.";

	/**
	 * Collections and maps that are there before what they hold.
	 */
	private static final Set<String> MADE_FIRST = Set.of("l", "ll", "ul", "uk", "yl", "cl", "v", "st", "ad", "pq", "cq",
			"s", "ls", "ts", "us", "ut", "uc", "ys", "ws", "ks", "kl", "m", "hm", "tm", "cm", "km", "ht", "pr", "um",
			"uv", "yn");

	/**
	 * Those of which there is one without any element for all to use.
	 */
	private static final Set<Class<?>> CONSTANT_IF_EMPTY = Set.of(List.of().getClass(), List.of(1).getClass(),
			Set.of().getClass(), Set.of(1).getClass(), Map.of().getClass(), Map.of(1, 1).getClass(),
			Collections.emptyList().getClass(), Collections.emptySet().getClass(), Collections.emptyMap().getClass());

	private final AttributeTypes types;

	private final Set<Class<?>> values;

	/**
	 * Create a judge of identity.
	 * @param types the allow-list
	 * @param values classes that are written as a text or a number
	 */
	public ObjectIdentity(AttributeTypes types, Set<Class<?>> values) {
		this.types = types;
		this.values = values;
	}

	/**
	 * Whether objects of a class can be told from their equals. Not of a final class of
	 * maps: where a place is declared as one, a reference would look like an entry.
	 */
	boolean has(Class<?> type) {
		if (type.isArray()) {
			return true;
		}
		if (type.isEnum() || type.isPrimitive() || Enum.class.isAssignableFrom(type)
				|| Throwable.class.isAssignableFrom(type) || TreeNode.class.isAssignableFrom(type)) {
			return false;
		}
		if (isOfSpring(type)) {
			return false;
		}
		if (Map.class.isAssignableFrom(type)) {
			return !(Modifier.isFinal(type.getModifiers()) && this.types.isApplicationType(type));
		}
		if (Collection.class.isAssignableFrom(type)) {
			return true;
		}
		if (AttributeTypes.isOfJdk(type) || type.getName().startsWith("sun.")) {
			String alias = this.types.aliasOf(type);
			return alias != null && MUTABLE.contains(alias);
		}
		return this.types.isAllowed(type) && !this.values.contains(type);
	}

	/**
	 * Whether a class is Spring's, within whose objects collections have no identity
	 * either.
	 */
	static boolean isOfSpring(Class<?> type) {
		return type.getName().startsWith(SPRING);
	}

	/**
	 * Whether objects of a class have an identity within an object of Spring's as well.
	 */
	boolean isApplicationType(Class<?> type) {
		return this.types.isApplicationType(type);
	}

	/**
	 * Whether an object is one that everybody uses.
	 */
	static boolean isEmptyConstant(Object value) {
		if (value.getClass().isArray()) {
			return Array.getLength(value) == 0;
		}
		if (value instanceof Collection<?> collection) {
			return CONSTANT_IF_EMPTY.contains(value.getClass()) && collection.isEmpty();
		}
		return value instanceof Map<?, ?> map && CONSTANT_IF_EMPTY.contains(value.getClass()) && map.isEmpty();
	}

	/**
	 * Whether an object of a class can be there before what it holds.
	 */
	boolean isMadeFirst(Class<?> type) {
		if (type.isArray()) {
			return true;
		}
		String alias = this.types.aliasOf(type);
		return (alias != null) ? MADE_FIRST.contains(alias) : this.types.isApplicationType(type) && !type.isRecord();
	}

}
