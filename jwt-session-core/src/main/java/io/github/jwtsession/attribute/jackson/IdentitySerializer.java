package io.github.jwtsession.attribute.jackson;

import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.github.jwtsession.attribute.type.UnsupportedTypeException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DatabindContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeIdResolver;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.jsontype.impl.AsWrapperTypeSerializer;
import tools.jackson.databind.jsontype.impl.TypeIdResolverBase;
import tools.jackson.databind.ser.PropertyWriter;
import tools.jackson.databind.ser.bean.BeanSerializerBase;
import tools.jackson.databind.type.TypeFactory;

/**
 * Writes an object once, and refers to it wherever it occurs again. What it looks like is
 * another serializer's business.
 */
final class IdentitySerializer extends ValueSerializer<Object> {

	private final ValueSerializer<Object> delegate;

	private final ObjectIdentity identity;

	private final Kind kind;

	private final @Nullable Replacements replacements;

	@SuppressWarnings("unchecked")
	private IdentitySerializer(ValueSerializer<?> delegate, ObjectIdentity identity, Kind kind,
			@Nullable Replacements replacements) {
		this.delegate = (ValueSerializer<Object>) delegate;
		this.identity = identity;
		this.kind = kind;
		this.replacements = replacements;
	}

	/**
	 * A serializer that writes objects of a class once, if they have an identity.
	 */
	static ValueSerializer<?> of(Class<?> type, ValueSerializer<?> delegate, ObjectIdentity identity) {
		if (delegate instanceof BeanSerializerBase && ObjectIdentity.isOfSpring(type)) {
			return new IdentitySerializer(delegate, identity, Kind.OF_SPRING, null);
		}
		if (!identity.has(type)) {
			return delegate;
		}
		return new IdentitySerializer(delegate, identity,
				identity.isApplicationType(type) ? Kind.OF_APPLICATION : Kind.CONTAINER, null);
	}

	/**
	 * A serializer of objects in place of which something else may be written.
	 */
	static ValueSerializer<?> replacing(JavaType type, ValueSerializer<?> delegate, ObjectIdentity identity,
			AttributeTypes types) {
		return new IdentitySerializer(delegate, identity, Kind.CONTAINER, new Replacements(type, types));
	}

	@Override
	public void resolve(SerializationContext ctxt) {
		this.delegate.resolve(ctxt);
	}

	@Override
	public ValueSerializer<?> createContextual(SerializationContext ctxt, @Nullable BeanProperty property) {
		return with(ctxt.handleSecondaryContextualization(this.delegate, property));
	}

	private ValueSerializer<?> with(ValueSerializer<?> other) {
		return (other != this.delegate) ? new IdentitySerializer(other, this.identity, this.kind, this.replacements)
				: this;
	}

	@Override
	public ValueSerializer<?> withFormatOverrides(SerializationConfig config, JsonFormat.Value format) {
		return with(this.delegate.withFormatOverrides(config, format));
	}

	@Override
	public ValueSerializer<?> withFilterId(Object filterId) {
		return with(this.delegate.withFilterId(filterId));
	}

	@Override
	public ValueSerializer<?> withIgnoredProperties(Set<String> names) {
		return with(this.delegate.withIgnoredProperties(names));
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
		write(value, json, ctxt, null);
	}

	@Override
	public void serializeWithType(Object value, JsonGenerator json, SerializationContext ctxt, TypeSerializer typer) {
		write(value, json, ctxt, typer);
	}

	private void write(Object value, JsonGenerator json, SerializationContext ctxt, @Nullable TypeSerializer typer) {
		ObjectGraph graph = ObjectGraph.of(ctxt);
		if (this.replacements != null && this.replacements.write(value, json, ctxt, typer, graph)) {
			return;
		}
		if (graph == null) {
			writeContent(value, json, ctxt, typer);
		}
		else if (this.kind == Kind.OF_SPRING) {
			graph.suspend(true, () -> writeContent(value, json, ctxt, typer));
		}
		else if (!graph.isSuspended()) {
			write(value, json, ctxt, typer, graph);
		}
		else if (this.kind == Kind.OF_APPLICATION) {
			graph.suspend(false, () -> write(value, json, ctxt, typer, graph));
		}
		else {
			writeContent(value, json, ctxt, typer);
		}
	}

	private void write(Object value, JsonGenerator json, SerializationContext ctxt, @Nullable TypeSerializer typer,
			ObjectGraph graph) {
		if (this.kind == Kind.CONTAINER && ObjectIdentity.isEmptyConstant(value)) {
			writeContent(value, json, ctxt, typer);
			return;
		}
		if (graph.isFinding()) {
			if (graph.meet(value)) {
				writeContent(value, json, ctxt, typer);
			}
			else {
				json.writeNull();
			}
			return;
		}
		if (graph.isSorting()) {
			writeForOrder(value, json, ctxt, typer, graph);
		}
		else {
			writeShared(value, json, ctxt, typer, graph);
		}
	}

	private void writeContent(Object value, JsonGenerator json, SerializationContext ctxt,
			@Nullable TypeSerializer typer) {
		try {
			if (typer != null) {
				this.delegate.serializeWithType(value, json, ctxt, typer);
			}
			else {
				this.delegate.serialize(value, json, ctxt);
			}
		}
		catch (RuntimeException ex) {
			throw WritePath.addTo(ex, json);
		}
	}

	private void writeForOrder(Object value, JsonGenerator json, SerializationContext ctxt,
			@Nullable TypeSerializer typer, ObjectGraph graph) {
		int position = graph.positionOf(value);
		if (position >= 0 || !graph.looksInto()) {
			json.writeNumber(position);
			return;
		}
		graph.enter(value);
		writeContent(value, json, ctxt, typer);
		graph.leave();
	}

	private void writeShared(Object value, JsonGenerator json, SerializationContext ctxt,
			@Nullable TypeSerializer typer, ObjectGraph graph) {
		if (!graph.isShared(value)) {
			graph.enter(value);
			writeContent(value, json, ctxt, typer);
			graph.leave();
			return;
		}
		Object written = graph.idOf(value);
		if (written != null) {
			requireMadeFirst(value, graph);
			ObjectGraph.writeReference(json, written);
			return;
		}
		int id = graph.newId(value);
		graph.enter(value);
		if (typer != null) {
			TypeIdResolver types = new IdentifiedTypes(typer.getTypeIdResolver(), id);
			this.delegate.serializeWithType(value, json, ctxt, new AsWrapperTypeSerializer(types, null));
		}
		else {
			json.writeStartObject();
			json.writeName(ObjectGraph.REFERENCE + id);
			this.delegate.serialize(value, json, ctxt);
			json.writeEndObject();
		}
		graph.leave();
	}

	/**
	 * Refuse an object that refers to itself, if it cannot be made before what it holds:
	 * Java serialization cannot bring it back either.
	 */
	private void requireMadeFirst(Object value, ObjectGraph graph) {
		if (graph.positionOf(value) >= 0 && !this.identity.isMadeFirst(value.getClass())) {
			throw new UnsupportedTypeException(
					"%s refers to itself, which cannot be restored: it is made from what it holds."
						.formatted(value.getClass().getName()));
		}
	}

	/**
	 * Writes something else in place of an object.
	 *
	 * @param type what the place is declared as, or the class of the object
	 * @param types knows what is replaced
	 */
	private record Replacements(JavaType type, AttributeTypes types) {

		/**
		 * Whether the object has been written.
		 */
		boolean write(Object value, JsonGenerator json, SerializationContext ctxt, @Nullable TypeSerializer typer,
				@Nullable ObjectGraph graph) {
			UnaryOperator<Object> replacement = this.types.replacementOf(value.getClass());
			if (replacement == null) {
				return false;
			}
			Object written = (graph != null) ? graph.replace(value, replacement) : replacement.apply(value);
			if (written == value && this.type.getRawClass() == value.getClass()) {
				return false;
			}
			ValueSerializer<Object> serializer = ctxt.findContentValueSerializer(typeOf(written, ctxt), null);
			if (typer != null) {
				serializer.serializeWithType(written, json, ctxt, typer);
			}
			else {
				serializer.serialize(written, json, ctxt);
			}
			return true;
		}

		private JavaType typeOf(Object written, SerializationContext ctxt) {
			TypeFactory types = ctxt.getTypeFactory();
			if (written instanceof Collection<?> && this.type.isCollectionLikeType()) {
				return types.constructCollectionLikeType(written.getClass(), this.type.getContentType());
			}
			if (written instanceof Map<?, ?> && this.type.isMapLikeType()) {
				return types.constructMapLikeType(written.getClass(), this.type.getKeyType(),
						this.type.getContentType());
			}
			return ctxt.constructType(written.getClass());
		}

	}

	private enum Kind {

		OF_SPRING, OF_APPLICATION, CONTAINER

	}

	/**
	 * Appends an id to a type.
	 */
	private static final class IdentifiedTypes extends TypeIdResolverBase {

		private final TypeIdResolver types;

		private final int id;

		IdentifiedTypes(TypeIdResolver types, int id) {
			this.types = types;
			this.id = id;
		}

		private String identified(@Nullable String type) {
			return ((type != null) ? type : TypeIds.MARK) + ObjectGraph.ID + this.id;
		}

		@Override
		public String idFromValue(DatabindContext ctxt, Object value) {
			return identified(this.types.idFromValue(ctxt, value));
		}

		@Override
		public String idFromValueAndType(DatabindContext ctxt, Object value, Class<?> suggestedType) {
			return identified(this.types.idFromValueAndType(ctxt, value, suggestedType));
		}

		@Override
		public JsonTypeInfo.Id getMechanism() {
			return this.types.getMechanism();
		}

	}

}
