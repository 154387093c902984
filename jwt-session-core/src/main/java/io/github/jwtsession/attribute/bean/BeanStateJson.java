package io.github.jwtsession.attribute.bean;

import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.jwtsession.attribute.jackson.AttributeTypes;
import io.github.jwtsession.attribute.jackson.ObjectGraph;
import io.github.jwtsession.attribute.jackson.ObjectTable;
import io.github.jwtsession.attribute.type.UnsupportedTypeException;
import io.github.jwtsession.json.JsonMembers;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
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

	/**
	 * The id of the bean itself. What was injected into it goes by the name of its field.
	 */
	private static final Integer BEAN = 0;

	private static final Log logger = LogFactory.getLog(BeanStateJson.class);

	private final JsonMapper mapper;

	private final SessionBeans beans;

	private final boolean jsonOnly;

	private final Set<Object> reported = ConcurrentHashMap.newKeySet();

	/**
	 * Create a converter.
	 * @param mapper writes and reads the fields
	 * @param beans tells which fields were injected
	 * @param jsonOnly whether to refuse everything that is not plain JSON
	 */
	public BeanStateJson(JsonMapper mapper, SessionBeans beans, boolean jsonOnly) {
		this.mapper = mapper;
		this.beans = beans;
		this.jsonOnly = jsonOnly;
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
		Map<Field, @Nullable Object> state = new LinkedHashMap<>();
		ObjectGraph graph = new ObjectGraph();
		graph.isKnownAs(source, BEAN);
		for (Field field : fields(source.getClass())) {
			Object value = ReflectionUtils.getField(field, source);
			if (value != null && this.beans.isDependency(name, field, value)) {
				graph.isKnownAs(value, field.getName());
			}
			else {
				state.put(field, value);
			}
		}
		if (this.jsonOnly) {
			return wrap(write(state, this.mapper.writer()));
		}
		ObjectWriter writer = this.mapper.writer().withAttribute(ObjectGraph.class, graph);
		byte[] json = write(state, writer);
		return wrap(graph.write() ? write(state, writer) : json);
	}

	private byte[] write(Map<Field, @Nullable Object> state, ObjectWriter writer) {
		Map<String, byte[]> members = new LinkedHashMap<>();
		state.forEach(
				(field, value) -> members.put(field.getName(), writer.forType(typeOf(field)).writeValueAsBytes(value)));
		return JsonMembers.write(members);
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

	/**
	 * Fields are read in the order in which they were written, since one may refer to
	 * what was written with another.
	 */
	void apply(String name, Map<String, byte[]> members, Object bean) {
		Object target = AopProxyUtils.getSingletonTarget(bean);
		Object destination = (target != null) ? target : bean;
		ObjectTable table = ObjectTable.around(destination);
		Map<String, Field> fields = new HashMap<>();
		for (Field field : fields(destination.getClass())) {
			Object injected = ReflectionUtils.getField(field, destination);
			if (injected != null && this.beans.isDependency(name, field, injected)) {
				table.add(field.getName(), injected);
			}
			else {
				fields.put(field.getName(), field);
			}
		}
		ObjectReader reader = this.mapper.reader().withAttribute(ObjectTable.class, table);
		members.forEach((fieldName, value) -> {
			Field field = fields.get(fieldName);
			if (field != null) {
				attempt(field, () -> ReflectionUtils.setField(field, destination,
						reader.forType(typeOf(field)).readValue(value)));
			}
		});
		attempt(destination.getClass(), table::finish);
	}

	private void attempt(Object place, Runnable restoration) {
		try {
			restoration.run();
		}
		catch (RuntimeException | LinkageError | StackOverflowError | AssertionError ex) {
			if (this.reported.add(place)) {
				logger.warn("The state of %s cannot be restored (%s). Its type may have changed. This is reported once."
					.formatted(place, ex.getClass().getSimpleName()));
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
