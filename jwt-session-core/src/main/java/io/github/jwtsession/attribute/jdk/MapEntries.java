package io.github.jwtsession.attribute.jdk;

import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

import io.github.jwtsession.attribute.jackson.FillableReader;
import io.github.jwtsession.attribute.jackson.ObjectTable;
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
	static final class Reader extends ValueDeserializer<Object> implements FillableReader {

		private final LazyDeserializer keys;

		private final LazyDeserializer values;

		private final Function<Map<Object, Object>, ?> fromEntries;

		private final @Nullable Fillable<Map<Object, Object>> fillable;

		Reader(JavaType type, Function<Map<Object, Object>, ?> fromEntries,
				@Nullable Fillable<Map<Object, Object>> fillable) {
			this.keys = LazyDeserializer.ofPlace(type.getKeyType());
			this.values = LazyDeserializer.ofPlace(type.getContentType());
			this.fromEntries = fromEntries;
			this.fillable = fillable;
		}

		@Override
		public boolean isCachable() {
			return true;
		}

		@Override
		public @Nullable Object deserialize(JsonParser json, DeserializationContext ctxt) {
			ObjectTable table = ObjectTable.of(ctxt);
			if (table != null && this.fillable != null) {
				return fill(this.fillable.make(), table, json, ctxt);
			}
			return readAtOnce(json, ctxt);
		}

		private @Nullable Object readAtOnce(JsonParser json, DeserializationContext ctxt) {
			Map<Object, Object> entries = new LinkedHashMap<>();
			readEntries(json, ctxt, entries::put);
			return this.fromEntries.apply(entries);
		}

		@Override
		public @Nullable Object read(JsonParser json, DeserializationContext ctxt, Consumer<Object> made) {
			if (this.fillable == null) {
				return readAtOnce(json, ctxt);
			}
			Fillable.Made<Map<Object, Object>> empty = this.fillable.make();
			made.accept(empty.object());
			return fill(empty, Objects.requireNonNull(ObjectTable.of(ctxt)), json, ctxt);
		}

		/**
		 * Keys that refer to an object that is not finished are put in when it is.
		 */
		private Object fill(Fillable.Made<Map<Object, Object>> empty, ObjectTable table, JsonParser json,
				DeserializationContext ctxt) {
			boolean pairs = json.currentToken() == JsonToken.START_ARRAY;
			int references = pairs ? table.unfinishedReferences() : -1;
			List<SimpleEntry<Object, Object>> entries = new ArrayList<>();
			readEntries(json, ctxt, (key, value) -> entries.add(new SimpleEntry<>(key, value)));
			table.fill(references,
					() -> entries.forEach((entry) -> empty.content().put(entry.getKey(), entry.getValue())));
			return empty.object();
		}

		private void readEntries(JsonParser json, DeserializationContext ctxt, BiConsumer<Object, Object> entries) {
			if (json.currentToken() == JsonToken.START_ARRAY) {
				readPairs(json, ctxt, entries);
			}
			else {
				readObject(json, ctxt, entries);
			}
		}

		@SuppressWarnings("NullAway") // maps take null as far as the one that was written
										// did
		private void readObject(JsonParser json, DeserializationContext ctxt, BiConsumer<Object, Object> entries) {
			if (json.currentToken() == JsonToken.START_OBJECT) {
				json.nextToken();
			}
			while (json.currentToken() == JsonToken.PROPERTY_NAME) {
				String key = json.currentName();
				json.nextToken();
				entries.accept(key, read(this.values, json, ctxt));
				json.nextToken();
			}
		}

		@SuppressWarnings("NullAway") // as above
		private void readPairs(JsonParser json, DeserializationContext ctxt, BiConsumer<Object, Object> entries) {
			while (json.nextToken() == JsonToken.START_ARRAY) {
				json.nextToken();
				Object key = read(this.keys, json, ctxt);
				json.nextToken();
				Object value = read(this.values, json, ctxt);
				json.nextToken();
				entries.accept(key, value);
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
