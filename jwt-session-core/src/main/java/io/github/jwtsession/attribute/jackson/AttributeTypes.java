package io.github.jwtsession.attribute.jackson;

import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.ZoneId;
import java.util.Calendar;
import java.util.Collection;
import java.util.Date;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TimeZone;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

import io.github.jwtsession.attribute.type.AttributeTypeSupport;
import io.github.jwtsession.attribute.type.UnsupportedTypeException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.TreeNode;

import org.springframework.util.ClassUtils;

/**
 * The allow-list: which types may be written and, more important, instantiated, and the
 * names they go by in a token. A known type goes by its alias, an application's by its
 * class name, an array by {@code [} and the name of its component type.
 */
public final class AttributeTypes {

	private static final char ARRAY = '[';

	private static final Set<Class<?>> DECLARATIONS = Set.of(Object.class, Number.class, CharSequence.class,
			Comparable.class, Serializable.class, Iterable.class, Enum.class, EnumSet.class, ZoneId.class,
			TimeZone.class, Calendar.class);

	/**
	 * To trust these packages would help nobody.
	 */
	private static final List<String> FRAMEWORKS = List.of("java.", "javax.", "jakarta.", "jdk.", "sun.", "com.sun.",
			"kotlin.", "scala.", "groovy.", "org.springframework.", "org.hibernate.", "org.apache.", "org.eclipse.",
			"org.slf4j.", "ch.qos.", "com.fasterxml.", "tools.jackson.", "io.netty.", "reactor.", "com.zaxxer.",
			"org.thymeleaf.", "org.primefaces.", "com.vaadin.", "org.zkoss.", "com.nimbusds.", "okhttp3.");

	/**
	 * Exceptions of these packages, of which only type and message are kept.
	 */
	private static final String EXCEPTIONS = "org.springframework.security.";

	private final Map<String, Class<?>> byAlias = new HashMap<>();

	private final Map<Class<?>, String> aliases = new HashMap<>();

	/**
	 * Types whose support tells Jackson how to write them.
	 */
	private final Set<Class<?>> supported = new HashSet<>();

	private final Map<Class<?>, UnaryOperator<Object>> replacements = new HashMap<>();

	private final Set<Class<?>> withDistinctFields = ConcurrentHashMap.newKeySet();

	private final List<String> trustedPrefixes;

	private final @Nullable ClassLoader classLoader;

	/**
	 * Create an allow-list.
	 * @param supports types with an alias
	 * @param trustedPackages packages whose classes are allowed, subpackages included
	 * @param classLoader loads them, {@code null} for that of the thread
	 * @throws IllegalArgumentException if two types have the same alias, or one has a
	 * {@code #} in it
	 */
	public AttributeTypes(Collection<? extends AttributeTypeSupport> supports, Collection<String> trustedPackages,
			@Nullable ClassLoader classLoader) {
		for (AttributeTypeSupport support : supports) {
			support.aliases().forEach(this::addAlias);
			if (!support.modules().isEmpty()) {
				this.supported.addAll(support.aliases().values());
			}
			this.replacements.putAll(support.replacements());
		}
		this.trustedPrefixes = trustedPackages.stream().map((name) -> name + ".").toList();
		this.classLoader = classLoader;
	}

	private void addAlias(String alias, Class<?> type) {
		if (alias.indexOf(ObjectGraph.ID) >= 0) {
			throw new IllegalArgumentException(
					"The alias '%s' has a '%s' in it, which comes before an id".formatted(alias, ObjectGraph.ID));
		}
		Class<?> other = this.byAlias.putIfAbsent(alias, type);
		if (other != null && other != type) {
			throw new IllegalArgumentException("Two attribute types have the alias '%s': %s and %s".formatted(alias,
					other.getName(), type.getName()));
		}
		this.aliases.putIfAbsent(type, alias);
	}

	/**
	 * Whether something else may be written in place of what is declared as a type.
	 */
	boolean mayBeReplaced(Class<?> type) {
		return replacementOf(type) != null || (!this.replacements.isEmpty() && type.isInterface()
				&& (Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type)));
	}

	/**
	 * What makes the replacement for objects of a class, {@code null} if there is none.
	 */
	@Nullable UnaryOperator<Object> replacementOf(Class<?> type) {
		for (Map.Entry<Class<?>, UnaryOperator<Object>> entry : this.replacements.entrySet()) {
			if (entry.getKey().isAssignableFrom(type)) {
				return entry.getValue();
			}
		}
		return null;
	}

	@Nullable String aliasOf(Class<?> type) {
		return this.aliases.get(type);
	}

	boolean isAllowed(Class<?> type) {
		if (type.isArray()) {
			return isDeclarable(type.getComponentType());
		}
		return type != Object.class
				&& (this.aliases.containsKey(type) || isApplicationType(type) || isKnownException(type));
	}

	/**
	 * Whether a place may be declared as a type: one that is allowed, or one that says
	 * nothing of what it holds.
	 */
	boolean isDeclarable(Class<?> type) {
		if (type.isArray()) {
			return isDeclarable(type.getComponentType());
		}
		boolean container = type.isInterface()
				&& (Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type));
		return type.isPrimitive() || container || DECLARATIONS.contains(type) || isAllowed(type)
				|| TreeNode.class.isAssignableFrom(type);
	}

	/**
	 * Whether a type is one of those whose fields are written as they are. One that is
	 * supported is not, though the package that it is in be trusted.
	 */
	boolean isApplicationType(Class<?> type) {
		return isTrustedType(type) && !this.supported.contains(type);
	}

	private boolean isTrustedType(Class<?> type) {
		return isTrustedName(type.getName()) && !isGenerated(type) && !hasEnclosingInstance(type);
	}

	private static boolean isKnownException(Class<?> type) {
		return type.getName().startsWith(EXCEPTIONS) && Throwable.class.isAssignableFrom(type);
	}

	private static boolean isGenerated(Class<?> type) {
		return type.isHidden() || type.isSynthetic() || type.getName().contains("$$");
	}

	/**
	 * Whether an object of the type drags along the one that made it.
	 */
	private static boolean hasEnclosingInstance(Class<?> type) {
		boolean inner = type.isMemberClass() && !Modifier.isStatic(type.getModifiers());
		boolean local = (type.isLocalClass() || type.isAnonymousClass()) && !type.isRecord()
				&& !Enum.class.isAssignableFrom(type);
		return inner || local;
	}

	/**
	 * The name a type goes by.
	 * @throws UnsupportedTypeException if it is not on the allow-list
	 */
	String idOf(Class<?> type) {
		String alias = this.aliases.get(type);
		if (alias != null) {
			return alias;
		}
		if (type.isArray()) {
			return ARRAY + idOf(type.getComponentType());
		}
		if (!isApplicationType(type) && !isKnownException(type)) {
			throw refuse(type);
		}
		return type.getName();
	}

	/**
	 * The type that goes by a name, loaded only if it is on the allow-list.
	 */
	@Nullable Class<?> resolve(String id) {
		Class<?> type = this.byAlias.get(id);
		if (type != null) {
			return type;
		}
		if (!id.isEmpty() && id.charAt(0) == ARRAY) {
			Class<?> componentType = resolve(id.substring(1));
			return (componentType != null) ? componentType.arrayType() : null;
		}
		Class<?> named = (isTrustedName(id) || id.startsWith(EXCEPTIONS)) ? load(id) : null;
		return (named != null && (isTrustedType(named) || isKnownException(named))) ? named : null;
	}

	void requireAllowed(Class<?> type) {
		if (!isAllowed(type)) {
			throw refuse(type);
		}
	}

	/**
	 * Refuse a value that has a supported type, but would come back as another.
	 */
	void requireReproducible(Object value) {
		boolean container = value instanceof Collection || value instanceof Map;
		if (container && isApplicationType(value.getClass()) && hasFields(value.getClass())) {
			throw new UnsupportedTypeException(
					"%s is a collection or a map with fields of its own, which would be lost. "
						.formatted(value.getClass().getName()) + "Let it have the collection as a field instead.");
		}
		if (isApplicationType(value.getClass())) {
			requirePlain(value);
		}
		Object comparator = null;
		if (value instanceof SortedSet<?> set) {
			comparator = set.comparator();
		}
		if (value instanceof SortedMap<?, ?> map) {
			comparator = map.comparator();
		}
		if (value instanceof PriorityQueue<?> queue) {
			comparator = queue.comparator();
		}
		if (comparator != null) {
			throw new UnsupportedTypeException(
					"%s is sorted by a comparator, which a token cannot hold. Copy it into a "
						.formatted(value.getClass().getName()) + "LinkedHashSet, a LinkedHashMap or a list.");
		}
	}

	/**
	 * Refuse an application's object that would be taken for what it extends, or whose
	 * fields cannot be told apart.
	 */
	private void requirePlain(Object value) {
		Class<?> type = value.getClass();
		boolean special = value instanceof Number || value instanceof Date || value instanceof Calendar
				|| value instanceof TimeZone || value instanceof Map.Entry;
		if (special) {
			throw new UnsupportedTypeException(
					"%s extends a class of the JDK that is written in a way of its own. ".formatted(type.getName())
							+ "Let it have the value as a field instead.");
		}
		if (!this.withDistinctFields.contains(type)) {
			requireDistinctFields(type);
			this.withDistinctFields.add(type);
		}
	}

	/**
	 * Refuse a class that has a field of the same name as a superclass of it.
	 * @param type the class
	 * @throws UnsupportedTypeException if it has
	 */
	public static void requireDistinctFields(Class<?> type) {
		Set<String> names = new HashSet<>();
		for (Class<?> current = type; current != null && !isOfJdk(current); current = current.getSuperclass()) {
			for (Field field : current.getDeclaredFields()) {
				if (isState(field) && !names.add(field.getName())) {
					throw new UnsupportedTypeException("%s and a superclass both have a field '%s'. Rename one of them."
						.formatted(type.getName(), field.getName()));
				}
			}
		}
	}

	/**
	 * Whether a field is one of those that are written.
	 * @param field the field
	 * @return {@code true} if it is neither static nor transient nor made by the compiler
	 */
	public static boolean isState(Field field) {
		int modifiers = field.getModifiers();
		return !Modifier.isStatic(modifiers) && !Modifier.isTransient(modifiers) && !field.isSynthetic();
	}

	/**
	 * Whether an application's class, which the JDK's are not asked, has instance fields.
	 */
	private static boolean hasFields(Class<?> type) {
		for (Class<?> current = type; current != null && !isOfJdk(current); current = current.getSuperclass()) {
			for (Field field : current.getDeclaredFields()) {
				if (isState(field)) {
					return true;
				}
			}
		}
		return false;
	}

	/**
	 * Whether a class has methods of Java serialization that are called.
	 * @param type the class
	 * @return {@code true} if it has
	 */
	public static boolean hasHooks(Class<?> type) {
		return SerializationHooks.of(type) != null;
	}

	/**
	 * Whether a class is the JDK's.
	 * @param type the class
	 * @return {@code true} if it is
	 */
	public static boolean isOfJdk(Class<?> type) {
		return type.getName().startsWith("java.");
	}

	static UnsupportedTypeException refuse(Class<?> type) {
		if (isGenerated(type)) {
			return new UnsupportedTypeException("%s is generated at runtime: a proxy or a lambda is not data."
				.formatted(ClassUtils.getUserClass(type).getName()));
		}
		if (hasEnclosingInstance(type)) {
			return new UnsupportedTypeException(
					"%s is an inner class and would drag along the object that made it. Make it static."
						.formatted(type.getName()));
		}
		if (isOfFramework(type)) {
			return new UnsupportedTypeException(
					"%s is not an allowed attribute type: it belongs to a library, and is no data of the application. "
						.formatted(type.getName())
							+ "Keep what it stands for (a text, an id), or declare the field that holds it "
							+ "'transient'. A bean of type AttributeTypeSupport can add types of libraries.");
		}
		return new UnsupportedTypeException(
				"%s is not an allowed attribute type. If it is a class of yours, add its package to "
					.formatted(type.getName())
						+ "'jwt.session.attributes.trusted-packages': %s".formatted(type.getPackageName()));
	}

	private static boolean isOfFramework(Class<?> type) {
		Class<?> element = type;
		while (element.isArray()) {
			element = element.getComponentType();
		}
		String name = element.getName();
		return FRAMEWORKS.stream().anyMatch(name::startsWith);
	}

	private boolean isTrustedName(String className) {
		for (String prefix : this.trustedPrefixes) {
			if (className.startsWith(prefix)) {
				return true;
			}
		}
		return false;
	}

	private @Nullable Class<?> load(String className) {
		try {
			return ClassUtils.forName(className, this.classLoader);
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return null;
		}
	}

}
