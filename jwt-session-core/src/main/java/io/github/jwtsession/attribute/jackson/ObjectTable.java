package io.github.jwtsession.attribute.jackson;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;

/**
 * The objects with an id while an attribute is read. An object that can be made before
 * its content is there from the beginning of its content on, so that the content may
 * refer to it. See {@link ObjectGraph}.
 */
public final class ObjectTable {

	private final Map<Object, @Nullable Object> objects = new HashMap<>();

	private final List<Runnable> fillings = new ArrayList<>(0);

	/**
	 * How many objects with an id are being read.
	 */
	private int depth;

	private int unfinishedReferences;

	private ObjectTable() {
	}

	/**
	 * A table with an object that is there already, and is finished with
	 * {@link #finish()}.
	 * @param object the object with the id 0
	 * @return a table
	 */
	public static ObjectTable around(Object object) {
		ObjectTable table = new ObjectTable();
		table.objects.put(0, object);
		table.depth = 1;
		return table;
	}

	/**
	 * The table of the attribute that is being read.
	 * @param ctxt Jackson's context
	 * @return the table, {@code null} if there has been no id yet
	 */
	public static @Nullable ObjectTable of(DeserializationContext ctxt) {
		return (ObjectTable) ctxt.getAttribute(ObjectTable.class);
	}

	static ObjectTable require(DeserializationContext ctxt) {
		ObjectTable table = of(ctxt);
		if (table == null) {
			table = new ObjectTable();
			ctxt.setAttribute(ObjectTable.class, table);
		}
		return table;
	}

	/**
	 * Add an object that is there already.
	 * @param id its id
	 * @param object the object
	 */
	public void add(String id, Object object) {
		this.objects.put(id, object);
	}

	/**
	 * The object that the parser is at a reference to.
	 */
	Object resolve(JsonParser json, DeserializationContext ctxt, Class<?> type) {
		Object id = (json.currentToken() == JsonToken.VALUE_NUMBER_INT) ? json.getIntValue() : json.getString();
		Object object = this.objects.get(id);
		if (!type.isInstance(object)) {
			return ctxt.reportInputMismatch(type, "There is no such object before");
		}
		if (this.depth > 0) {
			this.unfinishedReferences++;
		}
		return object;
	}

	/**
	 * The id that a name ends with.
	 */
	static int idOf(String name, int start, DeserializationContext ctxt) {
		int id = 0;
		for (int i = start; i < name.length() && id <= ObjectGraph.MAX_OBJECTS; i++) {
			int digit = name.charAt(i) - '0';
			id = (digit >= 0 && digit <= 9) ? id * 10 + digit : Integer.MAX_VALUE;
		}
		if (id < 1 || id > ObjectGraph.MAX_OBJECTS || name.charAt(start) == '0') {
			ctxt.reportInputMismatch(Object.class, "An id is a number");
		}
		return id;
	}

	void begin(int id, DeserializationContext ctxt) {
		if (this.objects.containsKey(id)) {
			ctxt.reportInputMismatch(Object.class, "Two objects have one id");
		}
		this.objects.put(id, null);
		this.depth++;
	}

	void bind(int id, @Nullable Object object) {
		this.objects.put(id, object);
	}

	void end() {
		this.depth--;
	}

	/**
	 * Fill what was put off, if no object is unfinished any more.
	 */
	void fillIfFinished() {
		if (this.depth > 0) {
			return;
		}
		List<Runnable> fillings = List.copyOf(this.fillings);
		this.fillings.clear();
		fillings.forEach(Runnable::run);
	}

	/**
	 * The object with the id 0 is finished.
	 */
	public void finish() {
		end();
		fillIfFinished();
	}

	/**
	 * How many references there were to objects that may be unfinished.
	 * @return a number to compare with a later one
	 */
	public int unfinishedReferences() {
		return this.unfinishedReferences;
	}

	/**
	 * Fill a collection: if it asks its elements for hash codes, or compares them, when
	 * all objects are finished.
	 * @param references how many references there were before the elements were read, or
	 * -1 if the elements need not be finished
	 * @param filling fills the collection
	 */
	public void fill(int references, Runnable filling) {
		if (this.depth > 0 && references >= 0 && references != this.unfinishedReferences) {
			this.fillings.add(filling);
		}
		else {
			filling.run();
		}
	}

}
