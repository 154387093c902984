package io.github.jwtsession.attribute;

import java.lang.reflect.Constructor;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.util.ClassUtils;

/**
 * An exception keeps its type and its message. Its stack trace, its cause and whatever
 * else it holds would fill a cookie and help nobody.
 */
final class ThrowableConversion {

	private ThrowableConversion() {
	}

	static Conversion<Throwable, String> of(Class<?> type) {
		@SuppressWarnings("unchecked")
		Class<Throwable> throwableType = (Class<Throwable>) type;
		return new Conversion<>(throwableType, String.class, Throwable::getMessage,
				(message) -> create(throwableType, message));
	}

	private static Throwable create(Class<Throwable> type, @Nullable String message) {
		Constructor<Throwable> withMessage = ClassUtils.getConstructorIfAvailable(type, String.class);
		if (withMessage != null) {
			return BeanUtils.instantiateClass(withMessage, message);
		}
		Constructor<Throwable> withCause = ClassUtils.getConstructorIfAvailable(type, String.class, Throwable.class);
		if (withCause != null) {
			return BeanUtils.instantiateClass(withCause, message, null);
		}
		return BeanUtils.instantiateClass(type);
	}

}
