package io.github.jwtsession.attribute.jdk;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.github.jwtsession.attribute.jackson.ObjectGraph;
import io.github.jwtsession.attribute.jackson.WritePath;
import org.jspecify.annotations.Nullable;
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

	private final @Nullable ObjectGraph graph;

	private final List<Element> elements = new ArrayList<>();

	SortedElements(SerializationContext ctxt) {
		this.ctxt = ctxt;
		this.graph = ObjectGraph.of(ctxt);
	}

	/**
	 * Whether the order of elements says nothing.
	 */
	static boolean isUnordered(Class<?> type) {
		return UNORDERED.contains(type);
	}

	void add(Consumer<JsonGenerator> element) {
		this.elements.add(new Element(text(element), element));
	}

	private String text(Consumer<JsonGenerator> element) {
		StringWriter text = new StringWriter();
		try (JsonGenerator json = JSON_FACTORY.createGenerator(this.ctxt, text)) {
			if (hasIds()) {
				Objects.requireNonNull(this.graph).sort(() -> element.accept(json));
			}
			else {
				write(element, json);
			}
		}
		return text.toString();
	}

	private static void write(Consumer<JsonGenerator> element, JsonGenerator json) {
		try {
			element.accept(json);
		}
		catch (RuntimeException ex) {
			throw WritePath.ofElement(ex, json);
		}
	}

	/**
	 * Whether the text of an element depends on which elements came before.
	 */
	private boolean hasIds() {
		return this.graph != null && !this.graph.isFinding() && !this.graph.isSorting();
	}

	void writeTo(JsonGenerator json) {
		this.elements.sort(Comparator.comparing(Element::text));
		if (hasIds()) {
			this.elements.forEach((element) -> element.writer().accept(json));
		}
		else {
			this.elements.forEach((element) -> json.writeRawValue(element.text()));
		}
	}

	private record Element(String text, Consumer<JsonGenerator> writer) {
	}

}
