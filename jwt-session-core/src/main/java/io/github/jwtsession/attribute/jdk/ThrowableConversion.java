package io.github.jwtsession.attribute.jdk;

import java.lang.reflect.Constructor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;

import io.github.jwtsession.attribute.type.Conversion;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanInstantiationException;
import org.springframework.beans.BeanUtils;
import org.springframework.objenesis.SpringObjenesis;

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
				(message) -> create(throwableType, message), () -> create(throwableType, null));
	}

	/**
	 * Make the exception again with the first of its constructors, the shortest first,
	 * that takes the message. If there is none, the type is worth more than the message.
	 */
	private static Throwable create(Class<Throwable> type, @Nullable String message) {
		return Arrays.stream(type.getDeclaredConstructors())
			.sorted(Comparator.comparingInt(Constructor::getParameterCount))
			.map((constructor) -> create(constructor, message))
			.filter((throwable) -> throwable != null && Objects.equals(throwable.getMessage(), message))
			.findFirst()
			.orElseGet(() -> new SpringObjenesis().newInstance(type, false));
	}

	private static @Nullable Throwable create(Constructor<?> constructor, @Nullable String message) {
		@Nullable Object[] arguments = new @Nullable Object[constructor.getParameterCount()];
		int position = Arrays.asList(constructor.getParameterTypes()).indexOf(String.class);
		if (position >= 0) {
			arguments[position] = message;
		}
		try {
			return (Throwable) BeanUtils.instantiateClass(constructor, arguments);
		}
		catch (BeanInstantiationException | IllegalArgumentException ex) {
			return null;
		}
	}

}
