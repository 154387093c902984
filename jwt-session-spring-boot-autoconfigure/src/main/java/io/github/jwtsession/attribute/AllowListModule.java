package io.github.jwtsession.attribute;

import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Map;

import tools.jackson.core.TreeNode;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.deser.ValueInstantiator;
import tools.jackson.databind.deser.ValueInstantiators;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.ValueSerializerModifier;

import org.springframework.objenesis.SpringObjenesis;

/**
 * The gate: Jackson gets no serializer and no deserializer for a class that is not on the
 * allow-list, whatever way led it there. And classes need no default constructor, as they
 * do not for Java serialization.
 */
final class AllowListModule extends SimpleModule {

	private final AttributeTypes types;

	AllowListModule(AttributeTypes types) {
		super("jwt-session-allow-list");
		this.types = types;
	}

	@Override
	public void setupModule(SetupContext context) {
		super.setupModule(context);
		context.addSerializerModifier(new SerializerGate(this.types));
		context.addDeserializerModifier(new DeserializerGate(this.types));
		context.addValueInstantiators(new ConstructorlessInstantiators(this.types));
	}

	private static void check(AttributeTypes types, Class<?> type) {
		boolean instantiable = !type.isInterface() && !Modifier.isAbstract(type.getModifiers()) && type != Object.class
				&& !type.isPrimitive() && !TreeNode.class.isAssignableFrom(type);
		if (instantiable) {
			types.requireAllowed(type);
		}
	}

	private static final class SerializerGate extends ValueSerializerModifier {

		private final transient AttributeTypes types;

		SerializerGate(AttributeTypes types) {
			this.types = types;
		}

		@Override
		public ValueSerializer<?> modifySerializer(SerializationConfig config, BeanDescription.Supplier description,
				ValueSerializer<?> serializer) {
			check(this.types, description.getBeanClass());
			return serializer;
		}

	}

	private static final class DeserializerGate extends ValueDeserializerModifier {

		private final transient AttributeTypes types;

		DeserializerGate(AttributeTypes types) {
			this.types = types;
		}

		@Override
		public ValueDeserializer<?> modifyDeserializer(DeserializationConfig config,
				BeanDescription.Supplier description, ValueDeserializer<?> deserializer) {
			check(this.types, description.getBeanClass());
			return deserializer;
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
