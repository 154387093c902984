package io.github.jwtsession.attribute.jackson;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.github.jwtsession.attribute.type.LazyDeserializer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TreeNode;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DatabindContext;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.jsontype.NamedType;
import tools.jackson.databind.jsontype.TypeDeserializer;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.jsontype.impl.AsWrapperTypeDeserializer;
import tools.jackson.databind.jsontype.impl.AsWrapperTypeSerializer;
import tools.jackson.databind.jsontype.impl.StdTypeResolverBuilder;

/**
 * Writes a type where it is needed, as an object with the type as its only name:
 *
 * <pre>
 * 5                                 an Integer
 * {"@L":5}                          a Long
 * ["a","b"]                         an ArrayList
 * {"@lo":["a","b"]}                 what List.of() returns
 * {"a":1}                           a LinkedHashMap
 * {"@com.example.Cart":{"a":1}}     a class of the application
 * </pre>
 *
 * How objects look that occur more than once is said at {@link ObjectGraph}.
 */
public final class TypeMarker extends StdTypeResolverBuilder {

	private final AttributeTypes types;

	private final boolean jsonOnly;

	/**
	 * Create a marker.
	 * @param types the allow-list
	 * @param jsonOnly whether to refuse everything that is not plain JSON
	 */
	public TypeMarker(AttributeTypes types, boolean jsonOnly) {
		super(JsonTypeInfo.Id.CUSTOM, JsonTypeInfo.As.WRAPPER_OBJECT, null);
		this.types = types;
		this.jsonOnly = jsonOnly;
	}

	@Override
	public @Nullable TypeSerializer buildTypeSerializer(SerializationContext ctxt, JavaType baseType,
			@Nullable Collection<NamedType> subtypes) {
		return isOpen(baseType) ? new AsWrapperTypeSerializer(typeIds(baseType), null) : null;
	}

	@Override
	public @Nullable TypeDeserializer buildTypeDeserializer(DeserializationContext ctxt, JavaType baseType,
			@Nullable Collection<NamedType> subtypes) {
		return isOpen(baseType) ? new Reader(baseType, typeIds(baseType), defaultType(ctxt, baseType)) : null;
	}

	private TypeIds typeIds(JavaType baseType) {
		return new TypeIds(this.types, this.jsonOnly, baseType);
	}

	/**
	 * Whether a value may have another type than the place that holds it.
	 */
	private static boolean isOpen(JavaType baseType) {
		JavaType type = baseType;
		while (type.isArrayType()) {
			type = type.getContentType();
		}
		return !type.isPrimitive() && !type.isFinal() && !TreeNode.class.isAssignableFrom(type.getRawClass());
	}

	private static JavaType defaultType(DatabindContext ctxt, JavaType baseType) {
		Class<?> implementation = TypeIds.defaultImplementation(baseType.getRawClass());
		return (implementation != baseType.getRawClass()) ? ctxt.constructSpecializedType(baseType, implementation)
				: baseType;
	}

	/**
	 * Reads a marked value by its type, any other by what its place was declared as.
	 */
	private static final class Reader extends AsWrapperTypeDeserializer {

		private final JavaType defaultType;

		private final LazyDeserializer defaults;

		private final LazyDeserializer lists = LazyDeserializer.ofValue(ArrayList.class, this._property);

		private final LazyDeserializer maps = LazyDeserializer.ofValue(LinkedHashMap.class, this._property);

		Reader(JavaType baseType, TypeIds typeIds, JavaType defaultType) {
			super(baseType, typeIds, null, false, null);
			this.defaultType = defaultType;
			this.defaults = LazyDeserializer.ofValue(defaultType, null);
		}

		private Reader(Reader source, BeanProperty property) {
			super(source, property);
			this.defaultType = source.defaultType;
			this.defaults = LazyDeserializer.ofValue(source.defaultType, property);
		}

		@Override
		public TypeDeserializer forProperty(BeanProperty property) {
			return new Reader(this, property);
		}

		@Override
		protected @Nullable Object _deserialize(JsonParser json, DeserializationContext ctxt) {
			if (json.currentToken() == JsonToken.START_OBJECT) {
				json.nextToken();
			}
			if (json.currentToken() == JsonToken.PROPERTY_NAME && json.currentName().startsWith(TypeIds.MARK)) {
				int idMark = json.currentName().indexOf(ObjectGraph.ID);
				return (idMark < 0) ? super._deserialize(json, ctxt) : readIdentified(json, ctxt, idMark);
			}
			return this._baseType.isJavaLangObject() ? readPlain(json, ctxt) : readDefault(json, ctxt);
		}

		private @Nullable Object readIdentified(JsonParser json, DeserializationContext ctxt, int idMark) {
			String name = json.currentName();
			json.nextToken();
			Object value = name.equals(ObjectGraph.REFERENCE)
					? ObjectTable.require(ctxt).resolve(json, ctxt, this._baseType.getRawClass())
					: IdentityDeserializer.read(deserializer(json, ctxt, name.substring(0, idMark)), json, ctxt,
							ObjectTable.idOf(name, idMark + 1, ctxt));
			IdentityDeserializer.requireEnd(json, ctxt);
			return value;
		}

		private ValueDeserializer<?> deserializer(JsonParser json, DeserializationContext ctxt, String type) {
			if (!type.equals(TypeIds.MARK)) {
				return _findDeserializer(ctxt, type);
			}
			if (!this._baseType.isJavaLangObject()) {
				return this.defaults.get(ctxt);
			}
			if (json.currentToken() == JsonToken.START_ARRAY) {
				return this.lists.get(ctxt);
			}
			boolean map = json.currentToken() == JsonToken.START_OBJECT
					&& (json.nextToken() != JsonToken.PROPERTY_NAME || !json.currentName().startsWith(TypeIds.MARK));
			return map ? this.maps.get(ctxt) : ctxt.reportInputMismatch(Object.class, "A value has no id");
		}

		private @Nullable Object readPlain(JsonParser json, DeserializationContext ctxt) {
			return switch (json.currentToken()) {
				case START_ARRAY -> this.lists.read(json, ctxt);
				case PROPERTY_NAME, END_OBJECT -> this.maps.read(json, ctxt);
				default -> readScalar(json);
			};
		}

		private @Nullable Object readDefault(JsonParser json, DeserializationContext ctxt) {
			if (json.currentToken().isScalarValue()) {
				Object scalar = readScalar(json);
				if (this.defaultType.getRawClass().isInstance(scalar)) {
					return scalar;
				}
			}
			return this.defaults.read(json, ctxt);
		}

		private static Object readScalar(JsonParser json) {
			return switch (json.currentToken()) {
				case VALUE_NUMBER_INT -> json.getNumberValue();
				case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
				case VALUE_TRUE -> true;
				case VALUE_FALSE -> false;
				default -> json.getString();
			};
		}

	}

}
