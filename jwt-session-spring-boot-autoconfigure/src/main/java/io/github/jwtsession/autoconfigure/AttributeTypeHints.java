package io.github.jwtsession.autoconfigure;

import java.lang.reflect.Modifier;

import io.github.jwtsession.attribute.jackson.AttributeTypes;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.ReflectionHints;

/**
 * What a native image has to know of a class in order to write and read its fields, as
 * attributes are: without a constructor, and with those of its superclasses.
 */
final class AttributeTypeHints {

	private AttributeTypeHints() {
	}

	static void register(ReflectionHints hints, Class<?> type) {
		if (type.isPrimitive() || type.isArray()) {
			return;
		}
		hints.registerType(type, MemberCategory.ACCESS_DECLARED_FIELDS, MemberCategory.INVOKE_DECLARED_CONSTRUCTORS);
		if (type.isRecord() || AttributeTypes.hasHooks(type)) {
			hints.registerType(type, MemberCategory.INVOKE_DECLARED_METHODS);
		}
		if (!type.isInterface() && !Modifier.isAbstract(type.getModifiers())) {
			hints.registerType(type, MemberCategory.UNSAFE_ALLOCATED);
		}
		Class<?> superclass = type.getSuperclass();
		if (superclass != null && !AttributeTypes.isOfJdk(superclass)) {
			register(hints, superclass);
		}
	}

}
