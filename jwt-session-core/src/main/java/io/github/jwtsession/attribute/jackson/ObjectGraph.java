package io.github.jwtsession.attribute.jackson;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import io.github.jwtsession.attribute.type.UnsupportedTypeException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.DatabindContext;

/**
 * The objects of one attribute while it is written. A first pass finds those that occur
 * more than once. Mostly there are none, and what it wrote is the result. Else a second
 * pass writes them with an id where they occur first, and as a reference afterwards.
 *
 * <pre>
 * {"@com.example.Item#1":{"name":"tea"}}     an object, and its id
 * {"@#1":{"name":"tea"}}                     one whose type the place tells
 * {"@#":1}                                   the same object again
 * </pre>
 */
public final class ObjectGraph {

	/**
	 * How many objects an attribute may have.
	 */
	public static final int MAX_OBJECTS = 10_000;

	/**
	 * What follows a type, and comes before an id.
	 */
	static final char ID = '#';

	/**
	 * The name of a reference, and the beginning of an id without a type.
	 */
	static final String REFERENCE = TypeIds.MARK + ID;

	/**
	 * Up to so many objects it is faster to compare each with all than to ask for hash
	 * codes, which the JVM has yet to make for objects that have just been read.
	 */
	private static final int FEW = 24;

	/**
	 * What is looked at of an element to give it its place among others: objects in
	 * objects, and objects altogether.
	 */
	private static final int SORT_DEPTH = 5;

	private static final int SORT_OBJECTS = 500;

	private static final Object SHARED = new Object();

	private Object[] first = new Object[8];

	private int count;

	/**
	 * All objects, if they are more than a few.
	 */
	private @Nullable Map<Object, Object> all;

	/**
	 * The objects that occur more than once, and their id once it is written.
	 */
	private @Nullable Map<Object, Object> shared;

	private @Nullable Map<Object, Object> replaced;

	/**
	 * Whether the first pass is not the last.
	 */
	private boolean found;

	private boolean writing;

	private boolean suspended;

	/**
	 * Whether an object takes part in how it is written and read.
	 */
	private boolean hooked;

	private int lastId;

	/**
	 * The objects that are being written, the outermost first. Only in the second pass.
	 */
	private final List<Object> path = new ArrayList<>(0);

	private int sortFrom = -1;

	private int sortObjects;

	/**
	 * The graph of the attribute that is being written.
	 * @param ctxt Jackson's context
	 * @return the graph, or {@code null} if objects are written as often as they occur
	 */
	public static @Nullable ObjectGraph of(DatabindContext ctxt) {
		return (ObjectGraph) ctxt.getAttribute(ObjectGraph.class);
	}

	/**
	 * An object that is there when the attribute is read, and is never written.
	 * @param object the object
	 * @param id its id: 0 or a name, which no other object gets
	 */
	public void isKnownAs(Object object, Object id) {
		shared().putIfAbsent(object, id);
	}

	/**
	 * Whether an object is one that is never written.
	 */
	boolean isKnown(Object object) {
		Object id = (this.shared != null) ? this.shared.get(object) : null;
		return id instanceof String || Integer.valueOf(0).equals(id);
	}

	/**
	 * Whether this is the pass that finds the objects that occur more than once.
	 * @return {@code true} until {@link #write()}
	 */
	public boolean isFinding() {
		return !this.writing;
	}

	/**
	 * Whether what is being written belongs to an object of Spring's.
	 */
	boolean isSuspended() {
		return this.suspended;
	}

	/**
	 * Write an object within which collections have no identity, or have it again.
	 */
	void suspend(boolean suspended, Runnable content) {
		boolean before = this.suspended;
		this.suspended = suspended;
		content.run();
		this.suspended = before;
	}

	/**
	 * What is written in place of an object, the same each time.
	 */
	Object replace(Object object, UnaryOperator<Object> replacement) {
		if (this.replaced == null) {
			this.replaced = new IdentityHashMap<>();
		}
		return this.replaced.computeIfAbsent(object, replacement);
	}

	/**
	 * There is an object with methods of Java serialization.
	 */
	void noteHooks() {
		this.hooked = true;
	}

	/**
	 * Whether there is an object with methods of Java serialization, so that the class of
	 * the attribute does not tell whether it can be read.
	 * @return {@code true} if there is
	 */
	public boolean hasHooks() {
		return this.hooked;
	}

	/**
	 * Whether an object is met for the first time. Only in the first pass.
	 * @throws UnsupportedTypeException if there are too many objects
	 */
	boolean meet(Object object) {
		if (!isNew(object)) {
			shared().putIfAbsent(object, SHARED);
			this.found = true;
			return false;
		}
		boolean known = this.shared != null && this.shared.containsKey(object);
		this.found |= known;
		return !known;
	}

	private boolean isNew(Object object) {
		if (this.all != null) {
			return isNewOfMany(object, this.all);
		}
		for (int i = 0; i < this.count; i++) {
			if (this.first[i] == object) {
				return false;
			}
		}
		if (this.count == FEW) {
			Map<Object, Object> all = new IdentityHashMap<>();
			for (Object other : this.first) {
				all.put(other, other);
			}
			this.all = all;
			return isNewOfMany(object, all);
		}
		if (this.count == this.first.length) {
			this.first = Arrays.copyOf(this.first, FEW);
		}
		this.first[this.count++] = object;
		return true;
	}

	private static boolean isNewOfMany(Object object, Map<Object, Object> all) {
		if (all.put(object, object) != null) {
			return false;
		}
		if (all.size() > MAX_OBJECTS) {
			throw new UnsupportedTypeException("it has more than %d objects.".formatted(MAX_OBJECTS));
		}
		return true;
	}

	private Map<Object, Object> shared() {
		if (this.shared == null) {
			this.shared = new IdentityHashMap<>();
		}
		return this.shared;
	}

	/**
	 * Begin the second pass, if there is need for one.
	 * @return whether an object occurs more than once
	 */
	public boolean write() {
		this.writing = this.found;
		return this.found;
	}

	/**
	 * Whether an object needs an id. Only in the second pass, as all that follows.
	 */
	boolean isShared(Object object) {
		return shared().containsKey(object);
	}

	/**
	 * The id of an object that was written.
	 */
	@Nullable Object idOf(Object object) {
		Object id = shared().get(object);
		return (id != SHARED) ? id : null;
	}

	int newId(Object object) {
		shared().put(object, ++this.lastId);
		return this.lastId;
	}

	void enter(Object object) {
		this.path.add(object);
	}

	void leave() {
		this.path.remove(this.path.size() - 1);
	}

	/**
	 * Where an object stands that is being written, -1 if it is not.
	 */
	int positionOf(Object object) {
		for (int i = this.path.size() - 1; i >= 0; i--) {
			if (this.path.get(i) == object) {
				return i;
			}
		}
		return -1;
	}

	/**
	 * Write what tells an element from others of the same collection, whatever ids they
	 * will get.
	 * @param element writes the element
	 */
	public void sort(Runnable element) {
		if (isSorting()) {
			element.run();
			return;
		}
		this.sortFrom = this.path.size();
		this.sortObjects = 0;
		try {
			element.run();
		}
		finally {
			this.sortFrom = -1;
		}
	}

	/**
	 * Whether what is written only serves to put elements in order.
	 * @return {@code true} if it does
	 */
	public boolean isSorting() {
		return this.sortFrom >= 0;
	}

	/**
	 * Whether the order may depend on what is within a further object.
	 */
	boolean looksInto() {
		return this.path.size() - this.sortFrom < SORT_DEPTH && this.sortObjects++ < SORT_OBJECTS;
	}

	static void writeReference(JsonGenerator json, Object id) {
		json.writeStartObject();
		json.writeName(REFERENCE);
		if (id instanceof Integer number) {
			json.writeNumber(number);
		}
		else {
			json.writeString((String) id);
		}
		json.writeEndObject();
	}

}
