package io.github.jwtsession.attribute;

import java.util.ArrayList;
import java.util.List;

import io.github.jwtsession.attribute.type.AttributeMapperCustomizer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.Version;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.KeyDeserializer;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.Deserializers;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.TypeDeserializer;
import tools.jackson.databind.type.ArrayType;
import tools.jackson.databind.type.CollectionType;
import tools.jackson.databind.type.MapType;
import tools.jackson.databind.type.ReferenceType;

/**
 * The types that Jackson makes deserializers for.
 */
final class DeserializerLookups extends JacksonModule implements AttributeMapperCustomizer {

	private final List<JavaType> types = new ArrayList<>();

	/**
	 * Those since the last call.
	 */
	List<JavaType> take() {
		List<JavaType> taken = List.copyOf(this.types);
		this.types.clear();
		return taken;
	}

	@Override
	public void customize(JsonMapper.Builder mapper) {
		mapper.addModule(this);
	}

	@Override
	public String getModuleName() {
		return "deserializer-lookups";
	}

	@Override
	public Version version() {
		return Version.unknownVersion();
	}

	@Override
	public void setupModule(SetupContext context) {
		context.addDeserializers(new Recorder());
	}

	private final class Recorder extends Deserializers.Base {

		private @Nullable ValueDeserializer<?> record(JavaType type) {
			DeserializerLookups.this.types.add(type);
			return null;
		}

		@Override
		public @Nullable ValueDeserializer<?> findBeanDeserializer(JavaType type, DeserializationConfig config,
				BeanDescription.Supplier description) {
			return record(type);
		}

		@Override
		public @Nullable ValueDeserializer<?> findEnumDeserializer(JavaType type, DeserializationConfig config,
				BeanDescription.Supplier description) {
			return record(type);
		}

		@Override
		public @Nullable ValueDeserializer<?> findArrayDeserializer(ArrayType type, DeserializationConfig config,
				BeanDescription.Supplier description, @Nullable TypeDeserializer contentTyper,
				@Nullable ValueDeserializer<?> contentDeserializer) {
			return record(type);
		}

		@Override
		public @Nullable ValueDeserializer<?> findCollectionDeserializer(CollectionType type,
				DeserializationConfig config, BeanDescription.Supplier description,
				@Nullable TypeDeserializer contentTyper, @Nullable ValueDeserializer<?> contentDeserializer) {
			return record(type);
		}

		@Override
		public @Nullable ValueDeserializer<?> findMapDeserializer(MapType type, DeserializationConfig config,
				BeanDescription.Supplier description, @Nullable KeyDeserializer keyDeserializer,
				@Nullable TypeDeserializer contentTyper, @Nullable ValueDeserializer<?> contentDeserializer) {
			return record(type);
		}

		@Override
		public @Nullable ValueDeserializer<?> findReferenceDeserializer(ReferenceType type,
				DeserializationConfig config, BeanDescription.Supplier description,
				@Nullable TypeDeserializer contentTyper, @Nullable ValueDeserializer<?> contentDeserializer) {
			return record(type);
		}

		@Override
		public boolean hasDeserializerFor(DeserializationConfig config, Class<?> type) {
			return false;
		}

	}

}
