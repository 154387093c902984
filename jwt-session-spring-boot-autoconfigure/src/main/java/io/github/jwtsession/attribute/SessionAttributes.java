package io.github.jwtsession.attribute;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The attributes of one session. They stay JSON until they are read, and only those that
 * were read or set are compared with what the client holds: an object changed in place is
 * found that way, without {@code setAttribute}.
 * <p>
 * Safe for several threads: the filter saves a session when an asynchronous request has
 * been started, while the thread that goes on with it may be changing attributes.
 */
public final class SessionAttributes {

	private final AttributeJson converter;

	private final Map<String, Attribute> attributes = new LinkedHashMap<>();

	/**
	 * The names of the attributes that the client holds and that were removed.
	 */
	private final Set<String> removed = new LinkedHashSet<>();

	/**
	 * Create an empty set of attributes.
	 * @param converter writes and reads them
	 */
	public SessionAttributes(AttributeJson converter) {
		this.converter = converter;
	}

	/**
	 * Create the attributes that a client holds.
	 * @param converter writes and reads them
	 * @param json a JSON object in UTF-8
	 */
	public SessionAttributes(AttributeJson converter, byte[] json) {
		this(converter);
		JsonMembers.read(json)
			.forEach((name, value) -> this.attributes.put(converter.names().decode(name), new Attribute(value)));
	}

	/**
	 * Read an attribute.
	 * @param name its name
	 * @return its value, or {@code null} if there is none or it cannot be read any more
	 */
	public synchronized @Nullable Object get(String name) {
		Attribute attribute = this.attributes.get(name);
		if (attribute == null) {
			return null;
		}
		if (attribute.value == null && !attribute.unreadable && attribute.held != null) {
			attribute.value = this.converter.read(name, attribute.held);
			attribute.unreadable = (attribute.value == null);
		}
		return attribute.value;
	}

	/**
	 * Set an attribute.
	 * @param name its name
	 * @param value its value
	 * @throws UnsupportedAttributeException if it cannot be written
	 */
	public synchronized void set(String name, Object value) {
		boolean local = this.converter.isLocal(name);
		if (!local) {
			this.converter.check(name, value);
		}
		Attribute attribute = this.attributes.computeIfAbsent(name, (key) -> new Attribute(null));
		attribute.value = value;
		attribute.local = local;
		attribute.unreadable = false;
		this.removed.remove(name);
	}

	/**
	 * Remove an attribute, if there is one.
	 * @param name its name
	 */
	public synchronized void remove(String name) {
		Attribute attribute = this.attributes.remove(name);
		if (attribute != null && attribute.held != null) {
			this.removed.add(name);
		}
	}

	/**
	 * The names of all attributes.
	 * @return a copy
	 */
	public synchronized Set<String> names() {
		Set<String> names = new LinkedHashSet<>();
		this.attributes.forEach((name, attribute) -> {
			if (!attribute.unreadable) {
				names.add(name);
			}
		});
		return names;
	}

	/**
	 * Write the attributes as they are now.
	 * @return the JSON, and which attributes differ from what the client holds
	 * @throws UnsupportedAttributeException if one of them cannot be written
	 */
	public synchronized Snapshot snapshot() {
		Map<String, byte[]> values = new LinkedHashMap<>();
		Set<String> changed = new LinkedHashSet<>(this.removed);
		this.attributes.forEach((name, attribute) -> {
			if (attribute.local) {
				return;
			}
			byte[] value = currentValue(name, attribute);
			if (value != attribute.held) {
				changed.add(name);
			}
			values.put(name, value);
		});
		return new Snapshot(values, changed, this.converter.names());
	}

	/**
	 * The value as JSON: the very array that the client holds if it has not changed.
	 */
	private byte[] currentValue(String name, Attribute attribute) {
		if (attribute.value == null) {
			return attribute.held;
		}
		byte[] value = this.converter.write(name, attribute.value);
		if (attribute.held == null || Arrays.equals(value, attribute.held)) {
			return (attribute.held != null) ? attribute.held : value;
		}
		return isRewritten(name, value, attribute.held) ? attribute.held : value;
	}

	/**
	 * Whether the JSON differs although the value does not: another version of the
	 * application wrote it, or a hash set has another order now.
	 */
	private boolean isRewritten(String name, byte[] value, byte[] held) {
		Object unchanged = this.converter.read(name, held);
		return unchanged != null && Arrays.equals(value, this.converter.write(name, unchanged));
	}

	/**
	 * The client holds this now.
	 * @param snapshot what was sent
	 */
	public synchronized void sent(Snapshot snapshot) {
		this.removed.clear();
		this.attributes.forEach((name, attribute) -> attribute.held = snapshot.values.get(name));
	}

	/**
	 * Attributes at one moment.
	 */
	public static final class Snapshot {

		private final Map<String, byte[]> values;

		private final Set<String> changed;

		private final AttributeNames names;

		private Snapshot(Map<String, byte[]> values, Set<String> changed, AttributeNames names) {
			this.values = values;
			this.changed = changed;
			this.names = names;
		}

		/**
		 * The names of the attributes that differ from what the client holds.
		 * @return names, may be empty
		 */
		public Set<String> changed() {
			return this.changed;
		}

		/**
		 * Whether there is no attribute.
		 * @return {@code true} if there is none
		 */
		public boolean isEmpty() {
			return this.values.isEmpty();
		}

		/**
		 * What each attribute takes up.
		 * @return bytes of JSON by name, the name not counted
		 */
		public Map<String, Integer> sizes() {
			Map<String, Integer> sizes = new LinkedHashMap<>();
			this.values.forEach((name, value) -> sizes.put(name, value.length));
			return sizes;
		}

		/**
		 * All attributes.
		 * @return a JSON object in UTF-8
		 */
		public byte[] toJson() {
			Map<String, byte[]> members = new LinkedHashMap<>();
			this.values.forEach((name, value) -> members.put(this.names.encode(name), value));
			return JsonMembers.write(members);
		}

	}

	private static final class Attribute {

		/**
		 * What the client holds, {@code null} if it does not know the attribute.
		 */
		private byte @Nullable [] held;

		/**
		 * The value, {@code null} as long as it was neither read nor set.
		 */
		private @Nullable Object value;

		private boolean local;

		private boolean unreadable;

		Attribute(byte @Nullable [] held) {
			this.held = held;
		}

	}

}
