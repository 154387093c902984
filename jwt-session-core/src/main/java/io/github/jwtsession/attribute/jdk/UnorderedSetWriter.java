package io.github.jwtsession.attribute.jdk;

import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeSerializer;

/**
 * Writes a hash set in an order that is always the same.
 */
final class UnorderedSetWriter extends ValueSerializer<Set<?>> {

	private final JavaType type;

	private final @Nullable TypeSerializer elementTyper;

	UnorderedSetWriter(JavaType type, @Nullable TypeSerializer elementTyper) {
		this.type = type;
		this.elementTyper = elementTyper;
	}

	@Override
	public void serialize(Set<?> set, JsonGenerator json, SerializationContext ctxt) {
		SortedElements elements = new SortedElements(ctxt);
		for (Object element : set) {
			elements.add((it) -> MapEntries.write(element, this.type.getContentType(), this.elementTyper, it, ctxt));
		}
		json.writeStartArray(set);
		elements.writeTo(json);
		json.writeEndArray();
	}

	@Override
	public void serializeWithType(Set<?> set, JsonGenerator json, SerializationContext ctxt, TypeSerializer typer) {
		var typeId = typer.writeTypePrefix(json, ctxt, typer.typeId(set, JsonToken.VALUE_EMBEDDED_OBJECT));
		serialize(set, json, ctxt);
		typer.writeTypeSuffix(json, ctxt, typeId);
	}

}
