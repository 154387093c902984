package io.github.jwtsession.attribute;

import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import io.github.jwtsession.UnsupportedAttributeException;
import io.github.jwtsession.attribute.bean.BeanStateJson;
import io.github.jwtsession.attribute.bean.SessionBeans;
import io.github.jwtsession.attribute.jackson.AllowListModule;
import io.github.jwtsession.attribute.jackson.AttributeIntrospector;
import io.github.jwtsession.attribute.jackson.AttributeTypes;
import io.github.jwtsession.attribute.jackson.ObjectGraph;
import io.github.jwtsession.attribute.jackson.ObjectIdentity;
import io.github.jwtsession.attribute.jackson.TypeIds;
import io.github.jwtsession.attribute.jackson.TypeMarker;
import io.github.jwtsession.attribute.jdk.JdkTypes;
import io.github.jwtsession.attribute.type.AttributeMapperCustomizer;
import io.github.jwtsession.attribute.type.AttributeTypeSupport;
import io.github.jwtsession.attribute.type.ConversionModule;
import io.github.jwtsession.attribute.type.UnsupportedTypeException;
import io.github.jwtsession.json.PlainValue;
import io.github.jwtsession.log.LogText;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.cfg.ConstructorDetector;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * One attribute ⇄ JSON, so that it comes back with the type and the value it was stored
 * with. Values that JSON knows are plain JSON, others carry their type, see
 * {@link TypeMarker}. An application's own classes are written field by field, as Java
 * serialization does; nothing is ever deserialized by Java serialization.
 */
public final class AttributeJson {

	private static final Log logger = LogFactory.getLog(AttributeJson.class);

	/**
	 * Deep enough for data, and shallow enough for the stack.
	 */
	private static final int MAX_DEPTH = 200;

	/**
	 * What Jackson writes of these is one JSON value.
	 */
	private static final Set<Class<?>> SIMPLE_TYPES = Set.of(String.class, Boolean.class, Byte.class, Short.class,
			Integer.class, Long.class);

	private static final JsonFactory VALIDATING_FACTORY = JsonFactory.builder()
		.streamReadConstraints(
				StreamReadConstraints.builder().maxNumberLength(Integer.MAX_VALUE).maxNestingDepth(MAX_DEPTH).build())
		.build();

	private final ObjectReader reader;

	private final ObjectWriter writer;

	/**
	 * Classes whose values were read once.
	 */
	private final Set<Class<?>> readable = ConcurrentHashMap.newKeySet();

	/**
	 * Classes that hold objects which take part in being read: each value is tried.
	 */
	private final Set<Class<?>> hooked = ConcurrentHashMap.newKeySet();

	/**
	 * Whether the application has a say in how values are read.
	 */
	private final boolean customized;

	private final boolean jsonOnly;

	private final SessionBeans beans;

	private final BeanStateJson beanState;

	private final AttributeNames names;

	private final List<AttributeTypeSupport> supports;

	private final Set<String> reported = ConcurrentHashMap.newKeySet();

	/**
	 * Create a converter.
	 * @param supports types beyond those of the JDK
	 * @param trustedPackages packages whose classes may be attributes, subpackages
	 * included
	 * @param jsonOnly whether to refuse everything that is not plain JSON
	 * @param classLoader loads the application's classes
	 */
	public AttributeJson(Collection<? extends AttributeTypeSupport> supports, Collection<String> trustedPackages,
			boolean jsonOnly, @Nullable ClassLoader classLoader) {
		this(supports, trustedPackages, jsonOnly, classLoader, List.of(), SessionBeans.NONE);
	}

	/**
	 * Create a converter.
	 * @param supports types beyond those of the JDK
	 * @param trustedPackages packages whose classes may be attributes, subpackages
	 * included
	 * @param jsonOnly whether to refuse everything that is not plain JSON
	 * @param classLoader loads the application's classes
	 * @param customizers change how attributes are written
	 * @param beans tells which attributes are session-scoped beans
	 */
	public AttributeJson(Collection<? extends AttributeTypeSupport> supports, Collection<String> trustedPackages,
			boolean jsonOnly, @Nullable ClassLoader classLoader,
			Collection<? extends AttributeMapperCustomizer> customizers, SessionBeans beans) {
		this.supports = new ArrayList<>();
		this.supports.add(new JdkTypes());
		this.supports.addAll(supports);
		AttributeTypes types = new AttributeTypes(this.supports, trustedPackages, classLoader);
		List<JacksonModule> modules = this.supports.stream().flatMap((support) -> support.modules().stream()).toList();
		JsonFactory factory = JsonFactory.builder()
			.streamReadConstraints(StreamReadConstraints.builder().maxNumberLength(Integer.MAX_VALUE).build())
			.streamWriteConstraints(StreamWriteConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
			.build();
		JsonMapper.Builder builder = JsonMapper.builder(factory)
			.annotationIntrospector(new AttributeIntrospector(types, convertedTypes(modules)))
			.changeDefaultVisibility(
					(visibility) -> visibility.with(Visibility.NONE).withFieldVisibility(Visibility.ANY))
			.constructorDetector(ConstructorDetector.DEFAULT.withRequireAnnotation(true))
			.disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
			.enable(MapperFeature.ALLOW_FINAL_FIELDS_AS_MUTATORS)
			.disable(EnumFeature.READ_ENUMS_USING_TO_STRING, EnumFeature.WRITE_ENUMS_USING_TO_STRING)
			.addModules(modules)
			.addModule(new AllowListModule(types, new ObjectIdentity(types, valueTypes(modules))))
			.setDefaultTyping(new TypeMarker(types, jsonOnly));
		customizers.forEach((customizer) -> customizer.customize(builder));
		JsonMapper mapper = builder.build();
		this.reader = mapper.readerFor(Object.class);
		this.writer = mapper.writerFor(Object.class);
		this.customized = !customizers.isEmpty();
		this.beans = beans;
		this.jsonOnly = jsonOnly;
		this.beanState = new BeanStateJson(mapper, beans, jsonOnly);
		this.names = new AttributeNames(this.supports);
	}

	/**
	 * The short names of attributes.
	 */
	AttributeNames names() {
		return this.names;
	}

	private static Set<Class<?>> convertedTypes(List<JacksonModule> modules) {
		return types(modules, ConversionModule::types);
	}

	private static Set<Class<?>> valueTypes(List<JacksonModule> modules) {
		return types(modules, ConversionModule::valueTypes);
	}

	private static Set<Class<?>> types(List<JacksonModule> modules, Function<ConversionModule, Set<Class<?>>> types) {
		return modules.stream()
			.filter(ConversionModule.class::isInstance)
			.flatMap((module) -> types.apply((ConversionModule) module).stream())
			.collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * Write an attribute.
	 * @param name its name, for the message of the exception
	 * @param value its value
	 * @return JSON in UTF-8
	 * @throws UnsupportedAttributeException if the value, or one within it, is of a type
	 * that cannot be written
	 */
	public byte[] write(String name, Object value) {
		byte[] json = writeUnchecked(name, value);
		requireOneValue(name, value, json);
		return json;
	}

	/**
	 * Write an attribute only to compare it with what was written before.
	 */
	byte[] writeUnchecked(String name, Object value) {
		try {
			return this.beans.isBean(name) ? this.beanState.write(name, value) : write(value);
		}
		catch (JacksonException | UnsupportedTypeException | InaccessibleObjectException ex) {
			throw new UnsupportedAttributeException(name, describe(ex, value), causeToReport(ex));
		}
		catch (StackOverflowError ex) {
			throw new UnsupportedAttributeException(name, describeNesting(value), null);
		}
	}

	private byte[] write(Object value) {
		if (this.jsonOnly || SIMPLE_TYPES.contains(value.getClass())) {
			return this.writer.writeValueAsBytes(value);
		}
		ObjectGraph graph = new ObjectGraph();
		ObjectWriter writer = this.writer.withAttribute(ObjectGraph.class, graph);
		byte[] json = writer.writeValueAsBytes(value);
		if (graph.hasHooks()) {
			this.hooked.add(value.getClass());
		}
		return graph.write() ? writer.writeValueAsBytes(value) : json;
	}

	/**
	 * What an object writes of itself, by an interface of Jackson's or by a serializer,
	 * may be anything at all: what comes out must be one JSON value, since it will stand
	 * among others. The simplest values are by construction.
	 * @throws UnsupportedAttributeException if it is not
	 */
	void requireOneValue(String name, Object value, byte[] json) {
		if (!this.customized && SIMPLE_TYPES.contains(value.getClass())) {
			return;
		}
		try (JsonParser parser = VALIDATING_FACTORY.createParser(ObjectReadContext.empty(), json)) {
			JsonToken first = parser.nextToken();
			parser.skipChildren();
			parser.finishToken();
			if (first == null || parser.nextToken() != null) {
				throw new UnsupportedTypeException("it is written as something that is not one JSON value.");
			}
		}
		catch (JacksonException | UnsupportedTypeException ex) {
			throw new UnsupportedAttributeException(name, describe(ex, value), causeToReport(ex));
		}
	}

	/**
	 * Write an attribute that was set just now, and make sure that it can be read.
	 * @param name its name
	 * @param value its value
	 * @return JSON in UTF-8
	 * @throws UnsupportedAttributeException if it cannot be written, or its class is one
	 * that could not be read again
	 */
	byte[] check(String name, Object value) {
		if (!isUnicode(name)) {
			throw new UnsupportedAttributeException(name, "its name is no valid Unicode.", null);
		}
		byte[] json = write(name, value);
		boolean known = this.readable.contains(value.getClass()) && !this.hooked.contains(value.getClass());
		if (!known && !this.beans.isBean(name)) {
			requireReadable(name, value, json);
		}
		return json;
	}

	/**
	 * Whether a name has no half of a surrogate pair in it, which UTF-8 cannot write.
	 */
	private static boolean isUnicode(String name) {
		for (int i = 0; i < name.length(); i++) {
			if (Character.isSurrogate(name.charAt(i))) {
				return StandardCharsets.UTF_8.newEncoder().canEncode(name);
			}
		}
		return true;
	}

	private void requireReadable(String name, Object value, byte[] json) {
		try {
			this.reader.readValue(json);
			this.readable.add(value.getClass());
		}
		catch (RuntimeException | LinkageError | StackOverflowError | AssertionError ex) {
			Throwable cause = rootCause(ex);
			throw new UnsupportedAttributeException(name,
					(cause instanceof UnsupportedTypeException) ? String.valueOf(cause.getMessage())
							: "%s can be written, but not read again (%s).".formatted(value.getClass().getName(),
									cause.getClass().getSimpleName()),
					null);
		}
	}

	/**
	 * Read an attribute. One that cannot be read, since its class is gone or has changed,
	 * is reported once.
	 * @param name its name
	 * @param json what {@link #write} wrote
	 * @return its value, or {@code null} if it cannot be read
	 */
	public @Nullable Object read(String name, byte[] json) {
		try {
			return this.beans.isBean(name) ? this.beanState.read(name, json) : this.reader.readValue(json);
		}
		catch (RuntimeException | LinkageError | StackOverflowError | AssertionError ex) {
			report(name, typeOf(json), ex);
			return null;
		}
	}

	/**
	 * Read an attribute, if it is one of the simplest values.
	 * @return its value, or {@code null} if {@link #read} has to
	 */
	@Nullable Object readPlain(String name, byte[] json, int start, int end) {
		return (this.customized || this.beans.isBean(name)) ? null : PlainValue.read(json, start, end);
	}

	/**
	 * Whether an attribute is not to leave this instance.
	 * @param name its name
	 * @return {@code true} if it is kept out of the token
	 */
	public boolean isLocal(String name) {
		for (AttributeTypeSupport support : this.supports) {
			if (support.isLocal(name)) {
				return true;
			}
		}
		return false;
	}

	private static String describe(RuntimeException ex, Object value) {
		for (Throwable cause = ex; cause != null; cause = cause.getCause()) {
			if (cause instanceof UnsupportedTypeException refusal) {
				String path = refusal.getPath();
				return ((path == null || path.isEmpty()) ? "" : "at '" + LogText.of(path) + "', ")
						+ refusal.getMessage();
			}
			if (cause instanceof StreamConstraintsException) {
				return describeNesting(value);
			}
		}
		return "%s cannot be written as JSON (%s).".formatted(value.getClass().getName(),
				rootCause(ex).getClass().getSimpleName());
	}

	private static String describeNesting(Object value) {
		return "%s is nested deeper than %d levels.".formatted(value.getClass().getName(), MAX_DEPTH);
	}

	/**
	 * Jackson's own exceptions are left out: they like to quote what they were reading.
	 */
	private static @Nullable Throwable causeToReport(RuntimeException ex) {
		Throwable cause = rootCause(ex);
		return (cause instanceof JacksonException || cause instanceof UnsupportedTypeException) ? null : cause;
	}

	private static Throwable rootCause(Throwable ex) {
		Throwable cause = ex;
		while (cause.getCause() != null) {
			cause = cause.getCause();
		}
		return (cause instanceof InvocationTargetException invocation && invocation.getTargetException() != null)
				? invocation.getTargetException() : cause;
	}

	/**
	 * The type that the JSON is marked with, as far as it is marked.
	 */
	private static String typeOf(byte[] json) {
		String text = new String(json, StandardCharsets.UTF_8);
		String start = "{\"" + TypeIds.MARK;
		int end = text.indexOf('"', start.length());
		return (text.startsWith(start) && end >= 0) ? text.substring(start.length(), end) : "plain JSON";
	}

	private void report(String name, String type, Throwable ex) {
		if (!this.reported.add(type)) {
			return;
		}
		logger
			.warn("Session attribute '%s' (%s) cannot be read and is treated as absent: %s. Its class may have changed "
				.formatted(LogText.of(name), LogText.of(type), rootCause(ex).getClass().getSimpleName())
					+ "since the session was stored. This is reported once for each class.");
	}

}
