package io.github.jwtsession.attribute.jdk;

import java.util.Collection;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeSerializer;

/**
 * Writes a hash set in an order that is always the same, also where the place that holds
 * it is declared as a set or a collection of any kind.
 */
final class UnorderedSetWriter extends ValueSerializer<Collection<?>> {

	private final JavaType type;

	private final @Nullable TypeSerializer elementTyper;

	UnorderedSetWriter(JavaType type, @Nullable TypeSerializer elementTyper) {
		this.type = type;
		this.elementTyper = elementTyper;
	}

	@Override
	public void serialize(Collection<?> set, JsonGenerator json, SerializationContext ctxt) {
		if (!SortedElements.isUnordered(set.getClass())) {
			json.writeStartArray(set);
			set.forEach((element) -> write(element, json, ctxt));
			json.writeEndArray();
			return;
		}
		SortedElements elements = new SortedElements(ctxt);
		for (Object element : set) {
			elements.add((it) -> write(element, it, ctxt));
		}
		json.writeStartArray(set);
		elements.writeTo(json);
		json.writeEndArray();
	}

	private void write(@Nullable Object element, JsonGenerator json, SerializationContext ctxt) {
		MapEntries.write(element, this.type.getContentType(), this.elementTyper, json, ctxt);
	}

	@Override
	public void serializeWithType(Collection<?> set, JsonGenerator json, SerializationContext ctxt,
			TypeSerializer typer) {
		var typeId = typer.writeTypePrefix(json, ctxt, typer.typeId(set, JsonToken.VALUE_EMBEDDED_OBJECT));
		serialize(set, json, ctxt);
		typer.writeTypeSuffix(json, ctxt, typeId);
	}

}
