package io.github.jwtsession.attribute.type;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.Version;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.KeyDeserializer;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.deser.Deserializers;
import tools.jackson.databind.jsontype.TypeDeserializer;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.ser.Serializers;
import tools.jackson.databind.type.CollectionType;
import tools.jackson.databind.type.MapType;

/**
 * Teaches Jackson {@linkplain Conversion conversions}, each for exactly one class: a
 * subclass has more state than its superclass knows how to write.
 */
public final class ConversionModule extends JacksonModule {

	private final String name;

	private final Map<Class<?>, Conversion<?, ?>> conversions = new LinkedHashMap<>();

	/**
	 * Create a module.
	 * @param name the module's name, unique
	 * @param conversions what it does
	 */
	public ConversionModule(String name, Collection<? extends Conversion<?, ?>> conversions) {
		this.name = name;
		conversions.forEach((conversion) -> this.conversions.put(conversion.type(), conversion));
	}

	/**
	 * The classes that are converted.
	 * @return a view
	 */
	public Set<Class<?>> types() {
		return this.conversions.keySet();
	}

	/**
	 * The classes that are converted to a text or a number.
	 * @return classes whose objects cannot be told from their equals in JSON
	 */
	public Set<Class<?>> valueTypes() {
		Set<Class<?>> types = new HashSet<>();
		this.conversions.values()
			.stream()
			.filter((conversion) -> conversion.jsonType() != ArrayList.class
					&& conversion.jsonType() != LinkedHashMap.class)
			.forEach((conversion) -> types.add(conversion.type()));
		return types;
	}

	@Override
	public String getModuleName() {
		return this.name;
	}

	/**
	 * Jackson would take two modules of one class for the same.
	 */
	@Override
	public Object getRegistrationId() {
		return this.name;
	}

	@Override
	public Version version() {
		return Version.unknownVersion();
	}

	@Override
	public void setupModule(SetupContext context) {
		context.addSerializers(new ExactSerializers());
		context.addDeserializers(new ExactDeserializers());
	}

	private final class ExactSerializers extends Serializers.Base {

		private @Nullable ValueSerializer<?> find(JavaType type) {
			Conversion<?, ?> conversion = ConversionModule.this.conversions.get(type.getRawClass());
			return (conversion != null) ? conversion.serializer() : null;
		}

		@Override
		public @Nullable ValueSerializer<?> findSerializer(SerializationConfig config, JavaType type,
				BeanDescription.Supplier description, JsonFormat.@Nullable Value format) {
			return find(type);
		}

		@Override
		public @Nullable ValueSerializer<?> findCollectionSerializer(SerializationConfig config, CollectionType type,
				BeanDescription.Supplier description, JsonFormat.@Nullable Value format,
				@Nullable TypeSerializer contentTyper, @Nullable ValueSerializer<Object> contentSerializer) {
			return find(type);
		}

		@Override
		public @Nullable ValueSerializer<?> findMapSerializer(SerializationConfig config, MapType type,
				BeanDescription.Supplier description, JsonFormat.@Nullable Value format,
				@Nullable ValueSerializer<Object> keySerializer, @Nullable TypeSerializer contentTyper,
				@Nullable ValueSerializer<Object> contentSerializer) {
			return find(type);
		}

		@Override
		public @Nullable ValueSerializer<?> findReferenceSerializer(SerializationConfig config,
				tools.jackson.databind.type.ReferenceType type, BeanDescription.Supplier description,
				JsonFormat.@Nullable Value format, @Nullable TypeSerializer contentTyper,
				@Nullable ValueSerializer<Object> contentSerializer) {
			return find(type);
		}

	}

	private final class ExactDeserializers extends Deserializers.Base {

		private @Nullable ValueDeserializer<?> find(JavaType type) {
			Conversion<?, ?> conversion = ConversionModule.this.conversions.get(type.getRawClass());
			return (conversion != null) ? conversion.deserializer() : null;
		}

		@Override
		public @Nullable ValueDeserializer<?> findBeanDeserializer(JavaType type, DeserializationConfig config,
				BeanDescription.Supplier description) {
			return find(type);
		}

		@Override
		public @Nullable ValueDeserializer<?> findCollectionDeserializer(CollectionType type,
				DeserializationConfig config, BeanDescription.Supplier description,
				@Nullable TypeDeserializer contentTyper, @Nullable ValueDeserializer<?> contentDeserializer) {
			return find(type);
		}

		@Override
		public @Nullable ValueDeserializer<?> findMapDeserializer(MapType type, DeserializationConfig config,
				BeanDescription.Supplier description, @Nullable KeyDeserializer keyDeserializer,
				@Nullable TypeDeserializer contentTyper, @Nullable ValueDeserializer<?> contentDeserializer) {
			return find(type);
		}

		@Override
		public @Nullable ValueDeserializer<?> findReferenceDeserializer(tools.jackson.databind.type.ReferenceType type,
				DeserializationConfig config, BeanDescription.Supplier description,
				@Nullable TypeDeserializer contentTyper, @Nullable ValueDeserializer<?> contentDeserializer) {
			return find(type);
		}

		@Override
		public boolean hasDeserializerFor(DeserializationConfig config, Class<?> type) {
			return ConversionModule.this.conversions.containsKey(type);
		}

	}

}
