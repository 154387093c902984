package io.github.jwtsession.attribute.jdk;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonFormat;
import io.github.jwtsession.attribute.jackson.TypeIds;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.KeyDeserializer;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.deser.Deserializers;
import tools.jackson.databind.jsontype.TypeDeserializer;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.Serializers;
import tools.jackson.databind.type.CollectionType;
import tools.jackson.databind.type.MapType;

import org.springframework.beans.BeanUtils;

/**
 * Collections and maps that Jackson would bring back as others, and exceptions.
 */
final class ContainerModule extends SimpleModule {

	private final transient Map<Class<?>, Function<List<Object>, ?>> collections;

	private final transient Map<Class<?>, Function<Map<Object, Object>, ?>> maps;

	private final transient Map<Class<?>, Fillable<Collection<Object>>> fillableCollections;

	private final transient Map<Class<?>, Fillable<Map<Object, Object>>> fillableMaps;

	ContainerModule(Map<Class<?>, Function<List<Object>, ?>> collections,
			Map<Class<?>, Function<Map<Object, Object>, ?>> maps,
			Map<Class<?>, Fillable<Collection<Object>>> fillableCollections,
			Map<Class<?>, Fillable<Map<Object, Object>>> fillableMaps) {
		super("jwt-session-containers");
		this.collections = collections;
		this.maps = maps;
		this.fillableCollections = fillableCollections;
		this.fillableMaps = fillableMaps;
	}

	@Override
	public void setupModule(SetupContext context) {
		super.setupModule(context);
		context.addSerializers(new ContainerSerializers());
		context.addDeserializers(new ContainerDeserializers());
	}

	/**
	 * Exceptions that a mix-in describes together with their getters hold more than a
	 * message.
	 */
	private static boolean isConverted(JavaType type, MapperConfig<?> config) {
		if (!type.isTypeOrSubTypeOf(Throwable.class)) {
			return false;
		}
		Class<?> mixIn = config.findMixInClassFor(type.getRawClass());
		return mixIn == null || !mixIn.isAnnotationPresent(JsonAutoDetect.class);
	}

	private static final class ContainerSerializers extends Serializers.Base {

		@Override
		public @Nullable ValueSerializer<?> findMapSerializer(SerializationConfig config, MapType type,
				BeanDescription.Supplier description, JsonFormat.@Nullable Value format,
				@Nullable ValueSerializer<Object> keySerializer, @Nullable TypeSerializer contentTyper,
				@Nullable ValueSerializer<Object> contentSerializer) {
			return new MapEntries.Writer(type, contentTyper);
		}

		@Override
		public @Nullable ValueSerializer<?> findCollectionSerializer(SerializationConfig config, CollectionType type,
				BeanDescription.Supplier description, JsonFormat.@Nullable Value format,
				@Nullable TypeSerializer contentTyper, @Nullable ValueSerializer<Object> contentSerializer) {
			boolean open = type.getRawClass() == Set.class || type.getRawClass() == Collection.class;
			return (open || SortedElements.isUnordered(type.getRawClass())) ? new UnorderedSetWriter(type, contentTyper)
					: null;
		}

		@Override
		public @Nullable ValueSerializer<?> findSerializer(SerializationConfig config, JavaType type,
				BeanDescription.Supplier description, JsonFormat.@Nullable Value format) {
			return isConverted(type, config) ? ThrowableConversion.of(type.getRawClass()).serializer() : null;
		}

	}

	private final class ContainerDeserializers extends Deserializers.Base {

		@Override
		public @Nullable ValueDeserializer<?> findCollectionDeserializer(CollectionType type,
				DeserializationConfig config, BeanDescription.Supplier description,
				@Nullable TypeDeserializer contentTyper, @Nullable ValueDeserializer<?> contentDeserializer) {
			Function<List<Object>, ?> fromList = ContainerModule.this.collections.get(type.getRawClass());
			return (fromList != null && type.getRawClass() != ArrayList.class) ? new CollectionConversion(type,
					fromList, ContainerModule.this.fillableCollections.get(type.getRawClass())) : null;
		}

		@Override
		public @Nullable ValueDeserializer<?> findMapDeserializer(MapType type, DeserializationConfig config,
				BeanDescription.Supplier description, @Nullable KeyDeserializer keyDeserializer,
				@Nullable TypeDeserializer contentTyper, @Nullable ValueDeserializer<?> contentDeserializer) {
			Class<?> implementation = TypeIds.defaultImplementation(type.getRawClass());
			Function<Map<Object, Object>, ?> fromEntries = ContainerModule.this.maps.get(implementation);
			if (fromEntries != null) {
				return new MapEntries.Reader(type, fromEntries, ContainerModule.this.fillableMaps.get(implementation));
			}
			Fillable<Map<Object, Object>> fillable = new Fillable<>(() -> make(implementation), (map) -> map, true);
			return new MapEntries.Reader(type, (entries) -> {
				Map<Object, Object> map = make(implementation);
				map.putAll(entries);
				return map;
			}, fillable);
		}

		@SuppressWarnings("unchecked")
		private static Map<Object, Object> make(Class<?> mapType) {
			return (Map<Object, Object>) BeanUtils.instantiateClass(mapType);
		}

		@Override
		public @Nullable ValueDeserializer<?> findBeanDeserializer(JavaType type, DeserializationConfig config,
				BeanDescription.Supplier description) {
			return isConverted(type, config) ? ThrowableConversion.of(type.getRawClass()).deserializer() : null;
		}

		@Override
		public boolean hasDeserializerFor(DeserializationConfig config, Class<?> type) {
			return ContainerModule.this.collections.containsKey(type) || ContainerModule.this.maps.containsKey(type);
		}

	}

}
