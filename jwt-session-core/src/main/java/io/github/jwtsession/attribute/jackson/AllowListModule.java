package io.github.jwtsession.attribute.jackson;

import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.deser.AbstractDeserializer;
import tools.jackson.databind.deser.Deserializers;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.deser.ValueInstantiator;
import tools.jackson.databind.deser.ValueInstantiators;
import tools.jackson.databind.deser.bean.BeanDeserializerBase;
import tools.jackson.databind.jsontype.TypeDeserializer;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.ValueSerializerModifier;
import tools.jackson.databind.ser.bean.BeanSerializerBase;
import tools.jackson.databind.ser.impl.UnknownSerializer;
import tools.jackson.databind.type.ArrayType;
import tools.jackson.databind.type.CollectionType;
import tools.jackson.databind.type.MapType;
import tools.jackson.databind.type.ReferenceType;

import org.springframework.objenesis.SpringObjenesis;

/**
 * The gate: Jackson writes and reads no value of a class that is not on the allow-list,
 * whatever way led it there: a type in the JSON, the declaration of a field, a component.
 * And classes need no default constructor, as they do not for Java serialization.
 */
public final class AllowListModule extends SimpleModule {

	private final AttributeTypes types;

	private final transient ObjectIdentity identity;

	/**
	 * Create the gate.
	 * @param types the allow-list
	 * @param identity which objects have an identity
	 */
	public AllowListModule(AttributeTypes types, ObjectIdentity identity) {
		super("jwt-session-allow-list");
		this.types = types;
		this.identity = identity;
	}

	@Override
	public void setupModule(SetupContext context) {
		super.setupModule(context);
		context.addSerializerModifier(new SerializerGate(this.types, this.identity));
		context.addDeserializerModifier(new DeserializerGate(this.types, this.identity));
		context.addDeserializers(new PlatformDeserializers(this.types));
		context.addValueInstantiators(new ConstructorlessInstantiators(this.types));
	}

	/**
	 * Refuses a value that Jackson would write, not a place that holds none.
	 */
	private static final class SerializerGate extends ValueSerializerModifier {

		private final transient AttributeTypes types;

		private final transient ObjectIdentity identity;

		SerializerGate(AttributeTypes types, ObjectIdentity identity) {
			this.types = types;
			this.identity = identity;
		}

		private ValueSerializer<?> check(JavaType declared, ValueSerializer<?> serializer) {
			Class<?> type = declared.getRawClass();
			if (this.types.mayBeReplaced(type)) {
				return IdentitySerializer.replacing(declared, serializer, this.identity, this.types);
			}
			boolean instantiable = !type.isInterface() && !Modifier.isAbstract(type.getModifiers());
			if (instantiable && !this.types.isDeclarable(type)) {
				return new RefusingSerializer(type);
			}
			return IdentitySerializer.of(type, hooked(declared, serializer), this.identity);
		}

		/**
		 * Who has told Jackson how to write a class need not follow its methods.
		 */
		private ValueSerializer<?> hooked(JavaType declared, ValueSerializer<?> serializer) {
			boolean byFields = serializer instanceof BeanSerializerBase || serializer instanceof UnknownSerializer;
			if (!(byFields || declared.isContainerType()) || !this.types.isApplicationType(declared.getRawClass())) {
				return serializer;
			}
			SerializationHooks hooks = SerializationHooks.of(declared.getRawClass());
			return (hooks != null) ? new HookedSerializer(serializer, hooks) : serializer;
		}

		@Override
		public ValueSerializer<?> modifySerializer(SerializationConfig config, BeanDescription.Supplier description,
				ValueSerializer<?> serializer) {
			return check(description.getType(), serializer);
		}

		@Override
		public ValueSerializer<?> modifyArraySerializer(SerializationConfig config, ArrayType type,
				BeanDescription.Supplier description, ValueSerializer<?> serializer) {
			return check(type, serializer);
		}

		@Override
		public ValueSerializer<?> modifyCollectionSerializer(SerializationConfig config, CollectionType type,
				BeanDescription.Supplier description, ValueSerializer<?> serializer) {
			return check(type, serializer);
		}

		@Override
		public ValueSerializer<?> modifyMapSerializer(SerializationConfig config, MapType type,
				BeanDescription.Supplier description, ValueSerializer<?> serializer) {
			return check(type, serializer);
		}

		@Override
		public ValueSerializer<?> modifyEnumSerializer(SerializationConfig config, JavaType type,
				BeanDescription.Supplier description, ValueSerializer<?> serializer) {
			return check(type, serializer);
		}

	}

	private static final class DeserializerGate extends ValueDeserializerModifier {

		private final transient AttributeTypes types;

		private final transient ObjectIdentity identity;

		DeserializerGate(AttributeTypes types, ObjectIdentity identity) {
			this.types = types;
			this.identity = identity;
		}

		private ValueDeserializer<?> check(JavaType type, ValueDeserializer<?> deserializer) {
			if (deserializer instanceof AbstractDeserializer) {
				return deserializer;
			}
			if (!this.types.isDeclarable(type.getRawClass())) {
				return new RefusingDeserializer(type.getRawClass());
			}
			ValueDeserializer<?> hooked = hooked(type, deserializer);
			return this.identity.has(type.getRawClass()) ? new IdentityDeserializer(hooked, type) : hooked;
		}

		private ValueDeserializer<?> hooked(JavaType type, ValueDeserializer<?> deserializer) {
			boolean byFields = deserializer instanceof BeanDeserializerBase;
			if (!(byFields || type.isContainerType()) || !this.types.isApplicationType(type.getRawClass())) {
				return deserializer;
			}
			SerializationHooks hooks = SerializationHooks.of(type.getRawClass());
			return (hooks != null) ? new HookedDeserializer(deserializer, hooks) : deserializer;
		}

		@Override
		public ValueDeserializer<?> modifyDeserializer(DeserializationConfig config,
				BeanDescription.Supplier description, ValueDeserializer<?> deserializer) {
			return check(description.getType(), deserializer);
		}

		@Override
		public ValueDeserializer<?> modifyEnumDeserializer(DeserializationConfig config, JavaType type,
				BeanDescription.Supplier description, ValueDeserializer<?> deserializer) {
			return check(type, deserializer);
		}

		@Override
		public ValueDeserializer<?> modifyReferenceDeserializer(DeserializationConfig config, ReferenceType type,
				BeanDescription.Supplier description, ValueDeserializer<?> deserializer) {
			return check(type, deserializer);
		}

		@Override
		public ValueDeserializer<?> modifyArrayDeserializer(DeserializationConfig config, ArrayType type,
				BeanDescription.Supplier description, ValueDeserializer<?> deserializer) {
			return check(type, deserializer);
		}

		@Override
		public ValueDeserializer<?> modifyCollectionDeserializer(DeserializationConfig config, CollectionType type,
				BeanDescription.Supplier description, ValueDeserializer<?> deserializer) {
			return check(type, deserializer);
		}

		@Override
		public ValueDeserializer<?> modifyMapDeserializer(DeserializationConfig config, MapType type,
				BeanDescription.Supplier description, ValueDeserializer<?> deserializer) {
			return check(type, deserializer);
		}

	}

	/**
	 * Jackson's deserializers for single classes of the JDK are not offered to a
	 * modifier.
	 */
	private static final class PlatformDeserializers extends Deserializers.Base {

		private final AttributeTypes types;

		PlatformDeserializers(AttributeTypes types) {
			this.types = types;
		}

		private @Nullable ValueDeserializer<?> refuse(DeserializationConfig config, Class<?> type) {
			return hasDeserializerFor(config, type) ? new RefusingDeserializer(type) : null;
		}

		@Override
		public @Nullable ValueDeserializer<?> findBeanDeserializer(JavaType type, DeserializationConfig config,
				BeanDescription.Supplier description) {
			return refuse(config, type.getRawClass());
		}

		@Override
		public @Nullable ValueDeserializer<?> findReferenceDeserializer(ReferenceType type,
				DeserializationConfig config, BeanDescription.Supplier description,
				@Nullable TypeDeserializer contentTyper, @Nullable ValueDeserializer<?> contentDeserializer) {
			return refuse(config, type.getRawClass());
		}

		@Override
		public boolean hasDeserializerFor(DeserializationConfig config, Class<?> type) {
			ClassLoader loader = type.getClassLoader();
			boolean platform = loader == null || loader == ClassLoader.getPlatformClassLoader();
			return platform && !this.types.isDeclarable(type);
		}

	}

	private static final class RefusingSerializer extends ValueSerializer<Object> {

		private final Class<?> type;

		RefusingSerializer(Class<?> type) {
			this.type = type;
		}

		@Override
		public void serialize(Object value, JsonGenerator json, SerializationContext ctxt) {
			ObjectGraph graph = ObjectGraph.of(ctxt);
			Object id = (graph != null && graph.isKnown(value)) ? graph.idOf(value) : null;
			if (id == null) {
				throw AttributeTypes.refuse(this.type);
			}
			ObjectGraph.writeReference(json, id);
		}

		@Override
		public void serializeWithType(Object value, JsonGenerator json, SerializationContext ctxt,
				TypeSerializer typer) {
			serialize(value, json, ctxt);
		}

	}

	private static final class RefusingDeserializer extends ValueDeserializer<Object> {

		private final Class<?> type;

		RefusingDeserializer(Class<?> type) {
			this.type = type;
		}

		@Override
		public Object deserialize(JsonParser json, DeserializationContext ctxt) {
			throw AttributeTypes.refuse(this.type);
		}

	}

	private static final class ConstructorlessInstantiators extends ValueInstantiators.Base {

		private final AttributeTypes types;

		private final SpringObjenesis objenesis = new SpringObjenesis();

		ConstructorlessInstantiators(AttributeTypes types) {
			this.types = types;
		}

		@Override
		public ValueInstantiator modifyValueInstantiator(DeserializationConfig config,
				BeanDescription.Supplier description, ValueInstantiator instantiator) {
			Class<?> type = description.getBeanClass();
			boolean constructible = instantiator.canInstantiate() || type.isRecord()
					|| Modifier.isAbstract(type.getModifiers());
			boolean container = Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type);
			if (constructible || container || !this.types.isAllowed(type)) {
				return instantiator;
			}
			return new ConstructorlessInstantiator(type, this.objenesis);
		}

	}

	private static final class ConstructorlessInstantiator extends ValueInstantiator.Base {

		private final transient SpringObjenesis objenesis;

		ConstructorlessInstantiator(Class<?> type, SpringObjenesis objenesis) {
			super(type);
			this.objenesis = objenesis;
		}

		@Override
		public boolean canInstantiate() {
			return true;
		}

		@Override
		public boolean canCreateUsingDefault() {
			return true;
		}

		@Override
		public Object createUsingDefault(DeserializationContext ctxt) {
			return this.objenesis.newInstance(getValueClass(), false);
		}

	}

}
