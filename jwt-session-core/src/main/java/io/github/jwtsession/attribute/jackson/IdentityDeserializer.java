package io.github.jwtsession.attribute.jackson;

import java.lang.reflect.Array;
import java.util.Collection;

import io.github.jwtsession.attribute.type.LazyDeserializer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.ValueInstantiator;
import tools.jackson.databind.jsontype.TypeDeserializer;
import tools.jackson.databind.type.LogicalType;
import tools.jackson.databind.util.AccessPattern;
import tools.jackson.databind.util.TokenBuffer;

/**
 * Reads objects that have an id, and references to them. What they look like is another
 * deserializer's business.
 */
final class IdentityDeserializer extends ValueDeserializer<Object> {

	private final ValueDeserializer<Object> delegate;

	private final JavaType type;

	/**
	 * Whether the JSON of an object may begin as an id does: a map's.
	 */
	private final boolean ambiguous;

	private final LazyDeserializer elements;

	@SuppressWarnings("unchecked")
	IdentityDeserializer(ValueDeserializer<?> delegate, JavaType type) {
		this.delegate = (ValueDeserializer<Object>) delegate;
		this.type = type;
		this.ambiguous = type.isMapLikeType();
		this.elements = LazyDeserializer.ofPlace(type.isArrayType() ? type.getContentType() : type);
	}

	@Override
	public void resolve(DeserializationContext ctxt) {
		this.delegate.resolve(ctxt);
	}

	@Override
	public ValueDeserializer<?> createContextual(DeserializationContext ctxt, @Nullable BeanProperty property) {
		ValueDeserializer<?> other = ctxt.handleSecondaryContextualization(this.delegate, property, this.type);
		return (other != this.delegate) ? new IdentityDeserializer(other, this.type) : this;
	}

	@Override
	public Class<?> handledType() {
		return this.type.getRawClass();
	}

	@Override
	public boolean isCachable() {
		return this.delegate.isCachable();
	}

	@Override
	public ValueDeserializer<?> getDelegatee() {
		return this.delegate;
	}

	@Override
	public LogicalType logicalType() {
		return this.delegate.logicalType();
	}

	@Override
	public @Nullable Object getNullValue(DeserializationContext ctxt) {
		return this.delegate.getNullValue(ctxt);
	}

	@Override
	public AccessPattern getNullAccessPattern() {
		return this.delegate.getNullAccessPattern();
	}

	@Override
	public @Nullable Object getAbsentValue(DeserializationContext ctxt) {
		return this.delegate.getAbsentValue(ctxt);
	}

	@Override
	public Collection<Object> getKnownPropertyNames() {
		return this.delegate.getKnownPropertyNames();
	}

	@Override
	public @Nullable Boolean supportsUpdate(DeserializationConfig config) {
		return this.delegate.supportsUpdate(config);
	}

	@Override
	public Object deserialize(JsonParser json, DeserializationContext ctxt, Object object) {
		return this.delegate.deserialize(json, ctxt, object);
	}

	@Override
	public Object deserializeWithType(JsonParser json, DeserializationContext ctxt, TypeDeserializer typer) {
		return this.delegate.deserializeWithType(json, ctxt, typer);
	}

	@Override
	public @Nullable Object deserialize(JsonParser json, DeserializationContext ctxt) {
		if (!this.ambiguous && json.currentToken() == JsonToken.START_OBJECT
				&& json.nextToken() == JsonToken.PROPERTY_NAME
				&& json.currentName().startsWith(ObjectGraph.REFERENCE)) {
			return readIdentified(json, ctxt, json.currentName());
		}
		return this.delegate.deserialize(json, ctxt);
	}

	private @Nullable Object readIdentified(JsonParser json, DeserializationContext ctxt, String name) {
		json.nextToken();
		Object value = name.equals(ObjectGraph.REFERENCE)
				? ObjectTable.require(ctxt).resolve(json, ctxt, this.type.getRawClass())
				: read(this, json, ctxt, ObjectTable.idOf(name, ObjectGraph.REFERENCE.length(), ctxt));
		requireEnd(json, ctxt);
		return value;
	}

	static void requireEnd(JsonParser json, DeserializationContext ctxt) {
		if (json.nextToken() != JsonToken.END_OBJECT) {
			ctxt.reportInputMismatch(Object.class, "An object has one id");
		}
	}

	/**
	 * Read an object that has an id.
	 */
	static @Nullable Object read(ValueDeserializer<?> deserializer, JsonParser json, DeserializationContext ctxt,
			int id) {
		ObjectTable table = ObjectTable.require(ctxt);
		table.begin(id, ctxt);
		Object value;
		try {
			value = (deserializer instanceof IdentityDeserializer identity) ? identity.read(json, ctxt, id, table)
					: deserializer.deserialize(json, ctxt);
			table.bind(id, value);
		}
		finally {
			table.end();
		}
		table.fillIfFinished();
		return value;
	}

	private @Nullable Object read(JsonParser json, DeserializationContext ctxt, int id, ObjectTable table) {
		if (this.delegate instanceof FillableReader reader) {
			return reader.read(json, ctxt, (object) -> table.bind(id, object));
		}
		if (this.type.isArrayType() && !this.type.getContentType().isPrimitive()
				&& json.currentToken() == JsonToken.START_ARRAY) {
			return readArray(json, ctxt, id, table);
		}
		if (this.delegate instanceof ValueInstantiator.Gettable bean) {
			ValueInstantiator instantiator = bean.getValueInstantiator();
			if (instantiator != null && instantiator.canCreateUsingDefault()
					&& !instantiator.canCreateFromObjectWith()) {
				Object object = instantiator.createUsingDefault(ctxt);
				table.bind(id, object);
				return this.delegate.deserialize(json, ctxt, object);
			}
		}
		return this.delegate.deserialize(json, ctxt);
	}

	/**
	 * An array is made when its length is known, and may hold itself.
	 */
	private Object readArray(JsonParser json, DeserializationContext ctxt, int id, ObjectTable table) {
		try (TokenBuffer buffer = ctxt.bufferForInputBuffering(json)) {
			buffer.copyCurrentStructure(json);
			int length = 0;
			try (JsonParser counted = buffer.asParserOnFirstToken(ctxt)) {
				while (counted.nextToken() != JsonToken.END_ARRAY) {
					counted.skipChildren();
					length++;
				}
			}
			Object array = Array.newInstance(this.type.getContentType().getRawClass(), length);
			table.bind(id, array);
			try (JsonParser elements = buffer.asParserOnFirstToken(ctxt)) {
				for (int i = 0; i < length; i++) {
					boolean present = elements.nextToken() != JsonToken.VALUE_NULL;
					Array.set(array, i, present ? this.elements.read(elements, ctxt) : null);
				}
			}
			return array;
		}
	}

}
