package io.github.jwtsession.attribute;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import io.github.jwtsession.UnsupportedAttributeException;
import io.github.jwtsession.json.JsonMembers;
import io.github.jwtsession.json.MemberCursor;
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

	/**
	 * Types whose values cannot change in place.
	 */
	private static final Set<Class<?>> IMMUTABLE = Set.of(String.class, Boolean.class, Character.class, Byte.class,
			Short.class, Integer.class, Long.class, Float.class, Double.class, UUID.class);

	private static final ByteBuffer NONE = ByteBuffer.wrap(new byte[] { '{', '}' });

	private final AttributeJson converter;

	/**
	 * What the client held when the session was opened, and other claims around it.
	 */
	private final byte[] json;

	private final MemberCursor cursor;

	/**
	 * Those that the cursor has come past, and those that were set.
	 */
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
		this(converter, NONE);
	}

	/**
	 * Create the attributes that a client holds.
	 * @param converter writes and reads them
	 * @param json a JSON object in UTF-8, in an array that is not to be changed any more
	 */
	public SessionAttributes(AttributeJson converter, ByteBuffer json) {
		this.converter = converter;
		this.json = json.array();
		int start = json.arrayOffset() + json.position();
		this.cursor = new MemberCursor(this.json, start, start + json.remaining());
	}

	/**
	 * Read an attribute.
	 * @param name its name
	 * @return its value, or {@code null} if there is none or it cannot be read any more
	 */
	public synchronized @Nullable Object get(String name) {
		Attribute attribute = find(name);
		if (attribute == null) {
			return null;
		}
		if (attribute.value == null && !attribute.unreadable) {
			attribute.value = read(name, attribute);
			attribute.unreadable = (attribute.value == null);
			attribute.unchangeable = !attribute.unreadable && IMMUTABLE.contains(attribute.value.getClass());
		}
		return attribute.value;
	}

	private @Nullable Object read(String name, Attribute attribute) {
		Object plain = (attribute.held == null)
				? this.converter.readPlain(name, this.json, attribute.start, attribute.end) : null;
		return (plain != null) ? plain : this.converter.read(name, held(attribute));
	}

	/**
	 * Find an attribute, going on as far as need be.
	 */
	private @Nullable Attribute find(String name) {
		Attribute attribute = this.attributes.get(name);
		while (attribute == null && this.cursor.next()) {
			String next = this.converter.names().decode(this.cursor.name());
			Attribute passed = new Attribute(this.cursor.valueStart(), this.cursor.valueEnd());
			if (this.attributes.putIfAbsent(next, passed) == null && next.equals(name)) {
				attribute = passed;
			}
		}
		return attribute;
	}

	private Map<String, Attribute> findAll() {
		while (this.cursor.next()) {
			this.attributes.putIfAbsent(this.converter.names().decode(this.cursor.name()),
					new Attribute(this.cursor.valueStart(), this.cursor.valueEnd()));
		}
		return this.attributes;
	}

	/**
	 * What the client holds, {@code null} if it does not know the attribute.
	 */
	private byte @Nullable [] held(Attribute attribute) {
		if (attribute.held == null && attribute.end > 0) {
			attribute.held = Arrays.copyOfRange(this.json, attribute.start, attribute.end);
		}
		return attribute.held;
	}

	/**
	 * Set an attribute.
	 * @param name its name
	 * @param value its value
	 * @throws UnsupportedAttributeException if it cannot be written
	 */
	public synchronized void set(String name, Object value) {
		boolean local = this.converter.isLocal(name);
		byte[] written = local ? null : this.converter.check(name, value);
		Attribute attribute = find(name);
		if (attribute == null) {
			attribute = new Attribute(0, 0);
			this.attributes.put(name, attribute);
		}
		attribute.unchangeable &= (value == attribute.value);
		attribute.written = IMMUTABLE.contains(value.getClass()) ? written : null;
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
		Attribute attribute = find(name);
		if (attribute != null && held(attribute) != null) {
			this.removed.add(name);
		}
		this.attributes.remove(name);
	}

	/**
	 * The names of all attributes.
	 * @return a copy
	 */
	public synchronized Set<String> names() {
		Set<String> names = new LinkedHashSet<>();
		findAll().forEach((name, attribute) -> {
			if (!attribute.unreadable) {
				names.add(name);
			}
		});
		return names;
	}

	/**
	 * Write the attributes as they are now, if they differ from what the client holds.
	 * @return the JSON, and which attributes differ; {@code null} if none does
	 * @throws UnsupportedAttributeException if one of them cannot be written
	 */
	public synchronized @Nullable Snapshot snapshotIfChanged() {
		if (this.removed.isEmpty() && !mayHaveChanged()) {
			return null;
		}
		Changes changes = changes();
		return changes.names.isEmpty() ? null : snapshot(changes);
	}

	private boolean mayHaveChanged() {
		for (Attribute attribute : this.attributes.values()) {
			if (attribute.mayHaveChanged()) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Write the attributes as they are now.
	 * @return the JSON, and which attributes differ from what the client holds
	 * @throws UnsupportedAttributeException if one of them cannot be written
	 */
	public synchronized Snapshot snapshot() {
		return snapshot(changes());
	}

	private Snapshot snapshot(Changes changes) {
		Map<String, byte[]> values = new LinkedHashMap<>();
		findAll().forEach((name, attribute) -> {
			if (!attribute.local) {
				byte[] changed = changes.values.get(name);
				values.put(name, (changed != null) ? changed : held(attribute));
			}
		});
		return new Snapshot(values, changes.names, this.converter.names());
	}

	private Changes changes() {
		Changes changes = new Changes(new LinkedHashSet<>(this.removed), new HashMap<>());
		this.attributes.forEach((name, attribute) -> {
			if (!attribute.mayHaveChanged()) {
				return;
			}
			byte[] value = currentValue(name, attribute, attribute.value);
			if (value != attribute.held) {
				changes.names.add(name);
				changes.values.put(name, value);
			}
		});
		return changes;
	}

	/**
	 * The value as JSON: the very array that the client holds if it has not changed.
	 */
	private byte[] currentValue(String name, Attribute attribute, Object current) {
		byte[] held = held(attribute);
		if (attribute.written != null) {
			return Arrays.equals(attribute.written, held) ? held : attribute.written;
		}
		byte[] value = this.converter.write(name, current, held);
		if (held == null || value == held) {
			return value;
		}
		return isRewritten(name, value, held) ? held : value;
	}

	/**
	 * Whether the JSON differs although the value does not: another version of the
	 * application wrote it, or a hash set has another order now. A plain value that was
	 * set is not asked about: it is sent at worst once for nothing.
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
		findAll().forEach((name, attribute) -> {
			attribute.held = snapshot.values.get(name);
			// Another value may have been set since the snapshot was taken.
			attribute.unchangeable = false;
			attribute.end = 0;
		});
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
		 * All attributes, small ones first: who reads one of them does not have to go
		 * past large ones.
		 * @return a JSON object in UTF-8
		 */
		public byte[] toJson() {
			List<Map.Entry<String, byte[]>> bySize = new ArrayList<>(this.values.entrySet());
			bySize.sort(Comparator.comparingInt((attribute) -> attribute.getValue().length));
			Map<String, byte[]> members = new LinkedHashMap<>();
			bySize.forEach((attribute) -> members.put(this.names.encode(attribute.getKey()), attribute.getValue()));
			return JsonMembers.write(members);
		}

	}

	/**
	 * What differs from what the client holds.
	 *
	 * @param names the names of attributes that were changed or removed
	 * @param values the values of those that were changed, as JSON
	 */
	private record Changes(Set<String> names, Map<String, byte[]> values) {

	}

	private static final class Attribute {

		/**
		 * Where the value is in the JSON, 0 if it is not there.
		 */
		private final int start;

		private int end;

		/**
		 * That value, once it was needed.
		 */
		private byte @Nullable [] held;

		/**
		 * The value, {@code null} as long as it was neither read nor set.
		 */
		private @Nullable Object value;

		/**
		 * What was written when the value was set, if it is of a type that cannot change.
		 */
		private byte @Nullable [] written;

		/**
		 * Whether the value is the one that was read, and of a type that cannot change.
		 */
		private boolean unchangeable;

		private boolean local;

		private boolean unreadable;

		Attribute(int start, int end) {
			this.start = start;
			this.end = end;
		}

		boolean mayHaveChanged() {
			return this.value != null && !this.unchangeable && !this.local;
		}

	}

}
