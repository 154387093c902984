package io.github.jwtsession.attribute.jackson;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;

/**
 * Reads a collection or a map that may hold itself.
 */
public interface FillableReader {

	/**
	 * Read a collection or a map.
	 * @param json the parser, at the first token
	 * @param ctxt Jackson's context
	 * @param made is told of it before its content is read, if that is possible
	 * @return the collection or map, {@code null} if it is read as such
	 */
	@Nullable Object read(JsonParser json, DeserializationContext ctxt, Consumer<Object> made);

}
