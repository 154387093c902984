package io.github.jwtsession.attribute.type;

import java.lang.reflect.Type;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;

/**
 * Reads the values of one place, with a deserializer that is looked up when the first of
 * them is read. Jackson keeps none for containers of marked values: to look one up is to
 * make it anew, which takes longer than reading with it, and under a lock that all
 * threads share. When Jackson sets up a class it is too early to look one up, since types
 * may contain themselves.
 */
public final class LazyDeserializer {

	private final Function<DeserializationContext, ValueDeserializer<Object>> lookup;

	private volatile @Nullable ValueDeserializer<Object> deserializer;

	private LazyDeserializer(Function<DeserializationContext, ValueDeserializer<Object>> lookup) {
		this.lookup = lookup;
	}

	/**
	 * For a place whose values may be marked with a type.
	 * @param type what the place is declared as
	 * @return a deserializer
	 */
	public static LazyDeserializer ofPlace(Type type) {
		return new LazyDeserializer((ctxt) -> ctxt.findRootValueDeserializer(ctxt.constructType(type)));
	}

	/**
	 * For values of a type that is known.
	 * @param type the type
	 * @param property the property that holds the values, {@code null} if there is none
	 * @return a deserializer
	 */
	public static LazyDeserializer ofValue(Type type, @Nullable BeanProperty property) {
		return new LazyDeserializer((ctxt) -> ctxt.findContextualValueDeserializer(ctxt.constructType(type), property));
	}

	/**
	 * Read a value.
	 * @param json the parser, at the first token of the value
	 * @param ctxt Jackson's context
	 * @return the value
	 * @throws tools.jackson.core.JacksonException if it cannot be read
	 */
	public @Nullable Object read(JsonParser json, DeserializationContext ctxt) {
		return get(ctxt).deserialize(json, ctxt);
	}

	/**
	 * The deserializer.
	 * @param ctxt Jackson's context
	 * @return what is looked up the first time
	 */
	public ValueDeserializer<Object> get(DeserializationContext ctxt) {
		ValueDeserializer<Object> deserializer = this.deserializer;
		if (deserializer == null) {
			deserializer = this.lookup.apply(ctxt);
			this.deserializer = deserializer;
		}
		return deserializer;
	}

}
