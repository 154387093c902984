package io.github.jwtsession.attribute.jdk;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.SerializationContext;

/**
 * Elements of a hash set or a hash map, sorted by their JSON. Their own order may differ
 * from one reading to the next, and a session that was only read would seem to have
 * changed.
 */
final class SortedElements {

	private static final JsonFactory JSON_FACTORY = new JsonFactory();

	private static final Set<Class<?>> UNORDERED = Set.of(HashSet.class, Set.of(1).getClass(), Set.of().getClass(),
			ConcurrentHashMap.newKeySet().getClass(), HashMap.class, Map.of(1, 1).getClass(), Map.of().getClass(),
			ConcurrentHashMap.class, Hashtable.class);

	private final SerializationContext ctxt;

	private final List<String> elements = new ArrayList<>();

	SortedElements(SerializationContext ctxt) {
		this.ctxt = ctxt;
	}

	/**
	 * Whether the order of elements says nothing.
	 */
	static boolean isUnordered(Class<?> type) {
		return UNORDERED.contains(type);
	}

	void add(Consumer<JsonGenerator> element) {
		StringWriter text = new StringWriter();
		try (JsonGenerator json = JSON_FACTORY.createGenerator(this.ctxt, text)) {
			element.accept(json);
		}
		this.elements.add(text.toString());
	}

	void writeTo(JsonGenerator json) {
		Collections.sort(this.elements);
		this.elements.forEach(json::writeRawValue);
	}

}
