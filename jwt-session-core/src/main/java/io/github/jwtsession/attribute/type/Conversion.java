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
 * @param form the form it is written in: {@link String}, a number,
 * {@link java.util.ArrayList} or {@link java.util.LinkedHashMap}, the latter two with
 * values of any supported type
 * @param toForm writes; {@code null} becomes JSON's {@code null}
 * @param fromForm reads. May throw any runtime exception on what {@code toForm} would
 * never write
 * @param fromNull reads JSON's {@code null}, {@code null} if {@code toForm} never writes
 * it
 * @param <T> the class
 * @param <F> the form it is written in
 */
public record Conversion<T, F>(Class<T> type, Class<F> form, Function<T, @Nullable F> toForm, Function<F, T> fromForm,
		@Nullable Supplier<T> fromNull) {

	/**
	 * Create a conversion that never writes {@code null}.
	 * @param type the class
	 * @param form the form it is written in
	 * @param toForm writes
	 * @param fromForm reads
	 */
	public Conversion(Class<T> type, Class<F> form, Function<T, @Nullable F> toForm, Function<F, T> fromForm) {
		this(type, form, toForm, fromForm, null);
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
			F form = this.conversion.toForm.apply(value);
			if (form == null) {
				json.writeNull();
				return;
			}
			JavaType formType = ctxt.constructType(this.conversion.form);
			ctxt.findTypedValueSerializer(formType, true).serialize(form, json, ctxt);
		}

		@Override
		public void serializeWithType(T value, JsonGenerator json, SerializationContext ctxt, TypeSerializer typer) {
			// As a scalar, since the form starts and ends itself.
			var typeId = typer.writeTypePrefix(json, ctxt, typer.typeId(value, JsonToken.VALUE_EMBEDDED_OBJECT));
			serialize(value, json, ctxt);
			typer.writeTypeSuffix(json, ctxt, typeId);
		}

	}

	private static final class Reader<T, F> extends ValueDeserializer<T> {

		private final Conversion<T, F> conversion;

		private final LazyDeserializer form;

		Reader(Conversion<T, F> conversion) {
			this.conversion = conversion;
			this.form = LazyDeserializer.ofPlace(conversion.form);
		}

		@Override
		public boolean isCachable() {
			return true;
		}

		@Override
		public T deserialize(JsonParser json, DeserializationContext ctxt) {
			Object form = (json.currentToken() != JsonToken.VALUE_NULL) ? this.form.read(json, ctxt) : null;
			return (form != null) ? this.conversion.fromForm.apply(this.conversion.form.cast(form)) : readNull(ctxt);
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
