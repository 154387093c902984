package io.github.jwtsession.attribute.jackson;

import java.util.Iterator;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonToken;
import tools.jackson.core.type.WritableTypeId;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.ser.PropertyWriter;

/**
 * Writes objects that have methods of Java serialization, see {@link SerializationHooks}.
 *
 * <pre>
 * {"@com.example.Money":{"@com.example.MoneyProxy":{"cents":100}}}     what is written by another object
 * </pre>
 */
final class HookedSerializer extends ValueSerializer<Object> {

	private final ValueSerializer<Object> delegate;

	private final SerializationHooks hooks;

	@SuppressWarnings("unchecked")
	HookedSerializer(ValueSerializer<?> delegate, SerializationHooks hooks) {
		this.delegate = (ValueSerializer<Object>) delegate;
		this.hooks = hooks;
	}

	@Override
	public void resolve(SerializationContext ctxt) {
		this.delegate.resolve(ctxt);
	}

	@Override
	public ValueSerializer<?> createContextual(SerializationContext ctxt, @Nullable BeanProperty property) {
		ValueSerializer<?> other = ctxt.handleSecondaryContextualization(this.delegate, property);
		return (other != this.delegate) ? new HookedSerializer(other, this.hooks) : this;
	}

	@Override
	public Class<?> handledType() {
		return this.delegate.handledType();
	}

	@Override
	public ValueSerializer<?> getDelegatee() {
		return this.delegate;
	}

	@Override
	public Iterator<PropertyWriter> properties() {
		return this.delegate.properties();
	}

	@Override
	public boolean isEmpty(SerializationContext ctxt, Object value) {
		return this.delegate.isEmpty(ctxt, value);
	}

	@Override
	public void serialize(Object value, JsonGenerator json, SerializationContext ctxt) {
		Object written = replace(value, ctxt);
		if (written.getClass() != value.getClass()) {
			writeMarked(written, json, ctxt);
			return;
		}
		this.hooks.beforeWrite(written);
		this.delegate.serialize(written, json, ctxt);
	}

	@Override
	public void serializeWithType(Object value, JsonGenerator json, SerializationContext ctxt, TypeSerializer typer) {
		Object written = replace(value, ctxt);
		if (written.getClass() != value.getClass()) {
			WritableTypeId type = typer.writeTypePrefix(json, ctxt,
					typer.typeId(value, JsonToken.VALUE_EMBEDDED_OBJECT));
			writeMarked(written, json, ctxt);
			typer.writeTypeSuffix(json, ctxt, type);
			return;
		}
		this.hooks.beforeWrite(written);
		this.delegate.serializeWithType(written, json, ctxt, typer);
	}

	private Object replace(Object value, SerializationContext ctxt) {
		ObjectGraph graph = ObjectGraph.of(ctxt);
		if (graph != null) {
			graph.noteHooks();
		}
		return (graph != null && this.hooks.writeReplace() != null) ? graph.replace(value, this.hooks::replacementOf)
				: this.hooks.replacementOf(value);
	}

	private static void writeMarked(Object value, JsonGenerator json, SerializationContext ctxt) {
		ctxt.findContentValueSerializer(ctxt.constructType(value.getClass()), null)
			.serializeWithType(value, json, ctxt, ctxt.findTypeSerializer(ctxt.constructType(Object.class)));
	}

}
