package io.github.jwtsession.attribute.bean;

import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.jwtsession.attribute.jackson.AttributeTypes;
import io.github.jwtsession.attribute.type.UnsupportedTypeException;
import io.github.jwtsession.json.JsonMembers;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * A session-scoped bean's state ⇄ JSON: its fields, but for those that were injected.
 *
 * <pre>
 * {"@bean":{"lines":{"tea":2},"voucher":null}}
 * </pre>
 */
public final class BeanStateJson {

	private static final byte[] START = "{\"@bean\":".getBytes(StandardCharsets.US_ASCII);

	private static final Log logger = LogFactory.getLog(BeanStateJson.class);

	private final JsonMapper mapper;

	private final SessionBeans beans;

	private final Set<Field> reported = ConcurrentHashMap.newKeySet();

	/**
	 * Create a converter.
	 * @param mapper writes and reads the fields
	 * @param beans tells which fields were injected
	 */
	public BeanStateJson(JsonMapper mapper, SessionBeans beans) {
		this.mapper = mapper;
		this.beans = beans;
	}

	/**
	 * Write the state of a bean.
	 * @param name the name of the bean
	 * @param bean the bean, a proxy of it, or a {@link SessionBeanState} nobody asked for
	 * @return JSON in UTF-8
	 * @throws UnsupportedTypeException if a field holds what cannot be written
	 */
	public byte[] write(String name, Object bean) {
		if (bean instanceof SessionBeanState state) {
			return wrap(JsonMembers.write(state.fields()));
		}
		Object target = AopProxyUtils.getSingletonTarget(bean);
		Object source = (target != null) ? target : bean;
		Map<String, byte[]> members = new LinkedHashMap<>();
		for (Field field : fields(source.getClass())) {
			Object value = ReflectionUtils.getField(field, source);
			if (value == null || !this.beans.isDependency(name, field, value)) {
				members.put(field.getName(), this.mapper.writerFor(typeOf(field)).writeValueAsBytes(value));
			}
		}
		return wrap(JsonMembers.write(members));
	}

	private static byte[] wrap(byte[] state) {
		byte[] json = new byte[START.length + state.length + 1];
		System.arraycopy(START, 0, json, 0, START.length);
		System.arraycopy(state, 0, json, START.length, state.length);
		json[json.length - 1] = '}';
		return json;
	}

	/**
	 * Read the state of a bean.
	 * @param name the name of the bean
	 * @param json what {@link #write} wrote
	 * @return the state
	 * @throws RuntimeException if the JSON is something else
	 */
	public SessionBeanState read(String name, byte[] json) {
		byte[] state = JsonMembers.read(json).values().iterator().next();
		return new SessionBeanState(this, name, JsonMembers.read(state));
	}

	void apply(String name, Map<String, byte[]> members, Object bean) {
		Object target = AopProxyUtils.getSingletonTarget(bean);
		Object destination = (target != null) ? target : bean;
		for (Field field : fields(destination.getClass())) {
			byte[] value = members.get(field.getName());
			Object injected = ReflectionUtils.getField(field, destination);
			boolean dependency = injected != null && this.beans.isDependency(name, field, injected);
			if (value != null && !dependency) {
				apply(value, field, destination);
			}
		}
	}

	private void apply(byte[] value, Field field, Object bean) {
		try {
			ReflectionUtils.setField(field, bean, this.mapper.readerFor(typeOf(field)).readValue(value));
		}
		catch (RuntimeException | LinkageError | StackOverflowError | AssertionError ex) {
			if (this.reported.add(field)) {
				logger.warn("The state of %s cannot be restored (%s). Its type may have changed. This is reported once."
					.formatted(field, ex.getClass().getSimpleName()));
			}
		}
	}

	private JavaType typeOf(Field field) {
		return this.mapper.constructType(field.getGenericType());
	}

	private static List<Field> fields(Class<?> beanType) {
		Class<?> type = ClassUtils.getUserClass(beanType);
		AttributeTypes.requireDistinctFields(type);
		if (Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type)) {
			throw new UnsupportedTypeException(
					"%s is a session-scoped bean and a collection or a map. ".formatted(type.getName())
							+ "Let it have the collection as a field instead.");
		}
		List<Field> fields = new ArrayList<>();
		ReflectionUtils.doWithFields(type, (field) -> {
			field.setAccessible(true);
			fields.add(field);
		}, (field) -> AttributeTypes.isState(field) && !AttributeTypes.isOfJdk(field.getDeclaringClass()));
		return fields;
	}

}
