package io.github.jwtsession.attribute.jdk;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

import io.github.jwtsession.attribute.type.LazyDeserializer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeDeserializer;
import tools.jackson.databind.jsontype.TypeSerializer;

/**
 * Maps: a JSON object if all keys are strings, else an array of pairs, so that keys keep
 * their type.
 *
 * <pre>
 * {"a":1,"b":2}
 * [[{"@L":1},"a"],[{"@L":2},"b"]]
 * </pre>
 */
final class MapEntries {

	private MapEntries() {
	}

	/**
	 * Write a key, a value or an element.
	 * @param typer writes its type where the declaration does not tell it, {@code null}
	 * if it always does
	 */
	static void write(@Nullable Object value, JavaType declaredType, @Nullable TypeSerializer typer, JsonGenerator json,
			SerializationContext ctxt) {
		if (value == null) {
			json.writeNull();
			return;
		}
		JavaType type = declaredType.hasGenericTypes() ? ctxt.constructSpecializedType(declaredType, value.getClass())
				: ctxt.constructType(value.getClass());
		ValueSerializer<Object> serializer = ctxt.findContentValueSerializer(type, null);
		if (typer != null) {
			serializer.serializeWithType(value, json, ctxt, typer);
		}
		else {
			serializer.serialize(value, json, ctxt);
		}
	}

	/**
	 * Writes maps.
	 */
	static final class Writer extends ValueSerializer<Map<?, ?>> {

		private final JavaType type;

		private final @Nullable TypeSerializer valueTyper;

		Writer(JavaType type, @Nullable TypeSerializer valueTyper) {
			this.type = type;
			this.valueTyper = valueTyper;
		}

		@Override
		public void serialize(Map<?, ?> map, JsonGenerator json, SerializationContext ctxt) {
			if (hasOnlyStrings(map.keySet())) {
				writeObject(map, json, ctxt);
			}
			else {
				writePairs(map, json, ctxt);
			}
		}

		private static boolean hasOnlyStrings(Set<?> keys) {
			for (Object key : keys) {
				if (!(key instanceof String)) {
					return false;
				}
			}
			return true;
		}

		private void writeObject(Map<?, ?> map, JsonGenerator json, SerializationContext ctxt) {
			Map<?, ?> entries = SortedElements.isUnordered(map.getClass()) ? new TreeMap<>(map) : map;
			json.writeStartObject(map);
			for (Map.Entry<?, ?> entry : entries.entrySet()) {
				json.writeName((String) entry.getKey());
				MapEntries.write(entry.getValue(), this.type.getContentType(), this.valueTyper, json, ctxt);
			}
			json.writeEndObject();
		}

		private void writePairs(Map<?, ?> map, JsonGenerator json, SerializationContext ctxt) {
			TypeSerializer keyTyper = ctxt.findTypeSerializer(this.type.getKeyType());
			json.writeStartArray(map);
			if (SortedElements.isUnordered(map.getClass())) {
				SortedElements pairs = new SortedElements(ctxt);
				map.entrySet().forEach((entry) -> pairs.add((it) -> writePair(entry, keyTyper, it, ctxt)));
				pairs.writeTo(json);
			}
			else {
				map.entrySet().forEach((entry) -> writePair(entry, keyTyper, json, ctxt));
			}
			json.writeEndArray();
		}

		private void writePair(Map.Entry<?, ?> entry, @Nullable TypeSerializer keyTyper, JsonGenerator json,
				SerializationContext ctxt) {
			json.writeStartArray();
			MapEntries.write(entry.getKey(), this.type.getKeyType(), keyTyper, json, ctxt);
			MapEntries.write(entry.getValue(), this.type.getContentType(), this.valueTyper, json, ctxt);
			json.writeEndArray();
		}

		@Override
		public void serializeWithType(Map<?, ?> map, JsonGenerator json, SerializationContext ctxt,
				TypeSerializer typer) {
			// As a scalar, since whether it starts an object or an array is seen later.
			var typeId = typer.writeTypePrefix(json, ctxt, typer.typeId(map, JsonToken.VALUE_EMBEDDED_OBJECT));
			serialize(map, json, ctxt);
			typer.writeTypeSuffix(json, ctxt, typeId);
		}

	}

	/**
	 * Reads maps.
	 */
	static final class Reader extends ValueDeserializer<Object> {

		private final LazyDeserializer keys;

		private final LazyDeserializer values;

		private final Function<Map<Object, Object>, ?> fromEntries;

		Reader(JavaType type, Function<Map<Object, Object>, ?> fromEntries) {
			this.keys = LazyDeserializer.ofPlace(type.getKeyType());
			this.values = LazyDeserializer.ofPlace(type.getContentType());
			this.fromEntries = fromEntries;
		}

		@Override
		public boolean isCachable() {
			return true;
		}

		@Override
		public @Nullable Object deserialize(JsonParser json, DeserializationContext ctxt) {
			Map<Object, Object> entries = new LinkedHashMap<>();
			if (json.currentToken() == JsonToken.START_ARRAY) {
				readPairs(json, ctxt, entries);
			}
			else {
				readObject(json, ctxt, entries);
			}
			return this.fromEntries.apply(entries);
		}

		private void readObject(JsonParser json, DeserializationContext ctxt, Map<Object, Object> entries) {
			if (json.currentToken() == JsonToken.START_OBJECT) {
				json.nextToken();
			}
			while (json.currentToken() == JsonToken.PROPERTY_NAME) {
				String key = json.currentName();
				json.nextToken();
				entries.put(key, read(this.values, json, ctxt));
				json.nextToken();
			}
		}

		private void readPairs(JsonParser json, DeserializationContext ctxt, Map<Object, Object> entries) {
			while (json.nextToken() == JsonToken.START_ARRAY) {
				List<@Nullable Object> pair = new ArrayList<>(2);
				json.nextToken();
				pair.add(read(this.keys, json, ctxt));
				json.nextToken();
				pair.add(read(this.values, json, ctxt));
				json.nextToken();
				entries.put(pair.get(0), pair.get(1));
			}
		}

		private static @Nullable Object read(LazyDeserializer place, JsonParser json, DeserializationContext ctxt) {
			return (json.currentToken() == JsonToken.VALUE_NULL) ? null : place.read(json, ctxt);
		}

		@Override
		public Object deserializeWithType(JsonParser json, DeserializationContext ctxt, TypeDeserializer typer) {
			return typer.deserializeTypedFromAny(json, ctxt);
		}

	}

}
