package io.github.jwtsession.attribute.type;

import java.util.function.Function;
import java.util.function.Supplier;

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
 * Writes a class as something that JSON has, and reads it back: a UUID as its text.
 * Subclasses are not meant.
 *
 * @param type the class
 * @param jsonType what it is written as: {@link String}, a number,
 * {@link java.util.ArrayList} or {@link java.util.LinkedHashMap}, the latter two with
 * values of any supported type
 * @param toJson writes; {@code null} becomes JSON's {@code null}
 * @param fromJson reads. May throw any runtime exception on what {@code toJson} would
 * never write
 * @param fromNull reads JSON's {@code null}, {@code null} if {@code toJson} never writes
 * it
 * @param <T> the class
 * @param <F> what it is written as
 */
public record Conversion<T, F>(Class<T> type, Class<F> jsonType, Function<T, @Nullable F> toJson,
		Function<F, T> fromJson, @Nullable Supplier<T> fromNull) {

	/**
	 * Create a conversion that never writes {@code null}.
	 * @param type the class
	 * @param jsonType what it is written as
	 * @param toJson writes
	 * @param fromJson reads
	 */
	public Conversion(Class<T> type, Class<F> jsonType, Function<T, @Nullable F> toJson, Function<F, T> fromJson) {
		this(type, jsonType, toJson, fromJson, null);
	}

	/**
	 * Write values of the class.
	 * @return a serializer
	 */
	public ValueSerializer<T> serializer() {
		return new Writer<>(this);
	}

	/**
	 * Read values of the class.
	 * @return a deserializer
	 */
	public ValueDeserializer<T> deserializer() {
		return new Reader<>(this);
	}

	private static final class Writer<T, F> extends ValueSerializer<T> {

		private final Conversion<T, F> conversion;

		Writer(Conversion<T, F> conversion) {
			this.conversion = conversion;
		}

		@Override
		public void serialize(T value, JsonGenerator json, SerializationContext ctxt) {
			F jsonValue = this.conversion.toJson.apply(value);
			if (jsonValue == null) {
				json.writeNull();
				return;
			}
			JavaType jsonType = ctxt.constructType(this.conversion.jsonType());
			ctxt.findTypedValueSerializer(jsonType, true).serialize(jsonValue, json, ctxt);
		}

		@Override
		public void serializeWithType(T value, JsonGenerator json, SerializationContext ctxt, TypeSerializer typer) {
			// As a scalar, since the value starts and ends itself.
			var typeId = typer.writeTypePrefix(json, ctxt, typer.typeId(value, JsonToken.VALUE_EMBEDDED_OBJECT));
			serialize(value, json, ctxt);
			typer.writeTypeSuffix(json, ctxt, typeId);
		}

	}

	private static final class Reader<T, F> extends ValueDeserializer<T> {

		private final Conversion<T, F> conversion;

		private final LazyDeserializer jsonValue;

		Reader(Conversion<T, F> conversion) {
			this.conversion = conversion;
			this.jsonValue = LazyDeserializer.ofPlace(conversion.jsonType());
		}

		@Override
		public boolean isCachable() {
			return true;
		}

		@Override
		public T deserialize(JsonParser json, DeserializationContext ctxt) {
			Object jsonValue = (json.currentToken() != JsonToken.VALUE_NULL) ? this.jsonValue.read(json, ctxt) : null;
			return (jsonValue != null) ? this.conversion.fromJson.apply(this.conversion.jsonType.cast(jsonValue))
					: readNull(ctxt);
		}

		private T readNull(DeserializationContext ctxt) {
			Supplier<T> fromNull = this.conversion.fromNull;
			return (fromNull != null) ? fromNull.get()
					: ctxt.reportInputMismatch(this.conversion.type, "It is never written as null");
		}

		@Override
		public Object deserializeWithType(JsonParser json, DeserializationContext ctxt, TypeDeserializer typer) {
			return typer.deserializeTypedFromAny(json, ctxt);
		}

	}

}
