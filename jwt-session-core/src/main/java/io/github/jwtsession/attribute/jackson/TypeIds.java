package io.github.jwtsession.attribute.jackson;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.github.jwtsession.attribute.type.UnsupportedTypeException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DatabindContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.jsontype.impl.TypeIdResolverBase;

/**
 * Says which type stands in a place that was declared as another, and says nothing where
 * there is no doubt: a {@code List<Item>} that is an {@link ArrayList} of nothing but
 * {@code Item} is plain JSON.
 */
public final class TypeIds extends TypeIdResolverBase {

	/**
	 * The first character of a property name that is a type and not a name.
	 */
	public static final String MARK = "@";

	private static final Map<Class<?>, Class<?>> DEFAULT_IMPLEMENTATIONS = Map.of(Object.class, Object.class,
			Iterable.class, ArrayList.class, Collection.class, ArrayList.class, List.class, ArrayList.class, Set.class,
			HashSet.class, SortedSet.class, TreeSet.class, Map.class, LinkedHashMap.class, SortedMap.class,
			TreeMap.class);

	private final AttributeTypes types;

	private final boolean jsonOnly;

	TypeIds(AttributeTypes types, boolean jsonOnly, JavaType baseType) {
		super(baseType);
		this.types = types;
		this.jsonOnly = jsonOnly;
	}

	/**
	 * What a value without a type is.
	 * @param baseType what the place is declared as
	 * @return the type, the base type itself if there is no other
	 */
	public static Class<?> defaultImplementation(Class<?> baseType) {
		return DEFAULT_IMPLEMENTATIONS.getOrDefault(baseType, baseType);
	}

	@Override
	public @Nullable String idFromValue(DatabindContext ctxt, Object value) {
		Class<?> type = (value instanceof Enum<?> constant) ? constant.getDeclaringClass() : value.getClass();
		if (this.jsonOnly) {
			requireJson(value);
			return null;
		}
		this.types.requireAllowed(type);
		this.types.requireReproducible(value);
		if (isDefault(type) && !couldBeMistaken(value)) {
			return null;
		}
		return MARK + this.types.idOf(type);
	}

	private boolean isDefault(Class<?> type) {
		if (this._baseType.isJavaLangObject()) {
			return type == ArrayList.class || type == LinkedHashMap.class;
		}
		return type == defaultImplementation(this._baseType.getRawClass());
	}

	/**
	 * A map is plain JSON only if its keys are strings and none looks like a type.
	 */
	private static boolean couldBeMistaken(Object value) {
		if (!(value instanceof Map<?, ?> map)) {
			return false;
		}
		for (Object key : map.keySet()) {
			if (!(key instanceof String name) || name.startsWith(MARK)) {
				return true;
			}
		}
		return false;
	}

	private static void requireJson(Object value) {
		boolean json = value instanceof Number || value instanceof List
				|| (value instanceof Map && !couldBeMistaken(value));
		if (!json) {
			throw new UnsupportedTypeException(
					"%s is not a JSON type, and 'jwt.session.attributes.json-only' is set. Store strings, numbers, "
						.formatted(value.getClass().getName()) + "booleans, lists and maps with string keys.");
		}
	}

	@Override
	public @Nullable String idFromValueAndType(DatabindContext ctxt, @Nullable Object value, Class<?> suggestedType) {
		return (value != null) ? idFromValue(ctxt, value) : null;
	}

	@Override
	public @Nullable JavaType typeFromId(DatabindContext ctxt, String id) {
		Class<?> type = id.startsWith(MARK) ? this.types.resolve(id.substring(MARK.length())) : null;
		if (type == null || type == Object.class || type.isPrimitive()) {
			return null;
		}
		return this._baseType.isJavaLangObject() ? ctxt.constructType(type)
				: ctxt.constructSpecializedType(this._baseType, type);
	}

	@Override
	public JsonTypeInfo.Id getMechanism() {
		return JsonTypeInfo.Id.CUSTOM;
	}

}
