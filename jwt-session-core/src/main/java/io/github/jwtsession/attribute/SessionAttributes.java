package io.github.jwtsession.attribute;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.jwtsession.UnsupportedAttributeException;
import io.github.jwtsession.json.JsonMembers;
import io.github.jwtsession.json.MemberCursor;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of one session. They stay JSON until they are read, and only those that
 * were read or set are compared with what the client has: an object changed in place is
 * noticed that way, without {@code setAttribute}.
 * <p>
 * What was not touched is never parsed, and copied only into the next token. Therefore
 * each attribute knows where it stands in the JSON that came, or else its own JSON.
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
	 * What the client had when the session was opened, and other claims around it.
	 */
	private final byte[] json;

	@GuardedBy("this")
	private final MemberCursor cursor;

	/**
	 * Those that the cursor has passed, and those that were set.
	 */
	@GuardedBy("this")
	private final Map<String, Attribute> attributes = new LinkedHashMap<>();

	/**
	 * The names of the attributes that the client has and that were removed.
	 */
	@GuardedBy("this")
	private final Set<String> removed = new LinkedHashSet<>();

	/**
	 * Whether an attribute was asked for or changed since the last snapshot.
	 */
	@GuardedBy("this")
	private boolean touched;

	/**
	 * Create an empty set of attributes.
	 * @param converter writes and reads them
	 */
	public SessionAttributes(AttributeJson converter) {
		this(converter, NONE);
	}

	/**
	 * Create the attributes that a client has.
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
		this.touched = true;
		if (attribute.value == null && !attribute.unreadable) {
			Object value = read(name, attribute);
			attribute.value = value;
			attribute.unreadable = (value == null);
			attribute.unchangeable = value != null && IMMUTABLE.contains(value.getClass());
		}
		return attribute.value;
	}

	private @Nullable Object read(String name, Attribute attribute) {
		Object plain = attribute.isInToken()
				? this.converter.readPlain(name, this.json, attribute.valueStart, attribute.valueEnd) : null;
		return (plain != null) ? plain : this.converter.read(name, attribute.sentJson(this.json));
	}

	/**
	 * Find an attribute, going on as far as need be.
	 */
	@GuardedBy("this")
	private @Nullable Attribute find(String name) {
		Attribute attribute = this.attributes.get(name);
		while (attribute == null && this.cursor.next()) {
			if (pass().equals(name)) {
				attribute = this.attributes.get(name);
			}
		}
		return attribute;
	}

	@GuardedBy("this")
	private void passAll() {
		while (this.cursor.next()) {
			pass();
		}
	}

	@GuardedBy("this")
	private String pass() {
		String name = this.converter.names().decode(this.cursor.name());
		this.attributes.putIfAbsent(name,
				new Attribute(this.cursor.start(), this.cursor.valueStart(), this.cursor.valueEnd()));
		return name;
	}

	/**
	 * Set an attribute.
	 * @param name its name
	 * @param value its value
	 * @throws UnsupportedAttributeException if it cannot be written; it has the value
	 * that it had before then
	 */
	public synchronized void set(String name, Object value) {
		boolean local = this.converter.isLocal(name);
		byte[] written = local ? null : this.converter.check(name, value);
		Attribute attribute = find(name);
		if (attribute == null) {
			attribute = new Attribute();
			this.attributes.put(name, attribute);
		}
		this.touched = true;
		attribute.unchangeable &= (value == attribute.value);
		attribute.written = IMMUTABLE.contains(value.getClass()) ? written : null;
		attribute.value = value;
		attribute.assigned = true;
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
		if (attribute == null) {
			return;
		}
		this.touched = true;
		this.attributes.remove(name);
		if (attribute.isSent()) {
			this.removed.add(name);
		}
	}

	/**
	 * The names of all attributes.
	 * @return a copy
	 */
	public synchronized Set<String> names() {
		passAll();
		Set<String> names = new LinkedHashSet<>();
		this.attributes.forEach((name, attribute) -> {
			if (!attribute.unreadable) {
				names.add(name);
			}
		});
		return names;
	}

	/**
	 * Whether an attribute was asked for or changed since the last snapshot. If not, only
	 * an object that was asked for before may have been changed in place meanwhile.
	 * @return {@code true} if one was
	 */
	public synchronized boolean isTouched() {
		return this.touched;
	}

	/**
	 * Write the attributes as they are now, if they differ from what the client has.
	 * @return the JSON, and which attributes differ; {@code null} if none does
	 * @throws UnsupportedAttributeException if one of them cannot be written
	 */
	public synchronized @Nullable Snapshot snapshotIfChanged() {
		this.touched = false;
		if (this.removed.isEmpty() && !mayHaveChanged()) {
			return null;
		}
		Map<String, byte[]> changed = changedValues();
		return (changed.isEmpty() && this.removed.isEmpty()) ? null : snapshot(changed);
	}

	@GuardedBy("this")
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
	 * @return the JSON, and which attributes differ from what the client has
	 * @throws UnsupportedAttributeException if one of them cannot be written
	 */
	public synchronized Snapshot snapshot() {
		this.touched = false;
		return snapshot(changedValues());
	}

	/**
	 * What each attribute takes up in a token.
	 * @return bytes of JSON by name, the name not counted, the smallest first
	 * @throws UnsupportedAttributeException if one of them cannot be written
	 */
	public synchronized Map<String, Integer> sizes() {
		return snapshot(changedValues()).sizes();
	}

	@GuardedBy("this")
	private Snapshot snapshot(Map<String, byte[]> changed) {
		passAll();
		List<Member> members = new ArrayList<>(this.attributes.size());
		this.attributes.forEach((name, attribute) -> {
			if (!attribute.local) {
				members.add(member(name, attribute, changed.get(name)));
			}
		});
		// Who reads a small one does not have to go past large ones then.
		members.sort(Comparator.comparingInt(Member::valueLength));
		return new Snapshot(members, changed, Set.copyOf(this.removed));
	}

	private Member member(String name, Attribute attribute, byte @Nullable [] changed) {
		if (changed == null && attribute.isInToken()) {
			return new Member(name, this.json, attribute.start, attribute.valueEnd,
					attribute.valueEnd - attribute.valueStart);
		}
		byte[] value = (changed != null) ? changed : attribute.sentJson(this.json);
		byte[] member = JsonMembers.writeMember(this.converter.names().encode(name), value);
		return new Member(name, member, 0, member.length, value.length);
	}

	/**
	 * What differs from what the client has, as JSON.
	 */
	@GuardedBy("this")
	private Map<String, byte[]> changedValues() {
		Map<String, byte[]> changed = new LinkedHashMap<>();
		this.attributes.forEach((name, attribute) -> {
			Object value = attribute.value;
			byte[] json = (value != null && attribute.mayHaveChanged()) ? changedValue(name, attribute, value) : null;
			if (json != null) {
				changed.put(name, json);
			}
		});
		return changed;
	}

	/**
	 * The value as JSON, {@code null} if it is what the client has.
	 */
	private byte @Nullable [] changedValue(String name, Attribute attribute, Object value) {
		byte[] json = (attribute.written != null) ? attribute.written : this.converter.write(name, value);
		if (attribute.isSentAs(json, this.json)) {
			return null;
		}
		return (!attribute.assigned && isRewritten(name, json, attribute.sentJson(this.json))) ? null : json;
	}

	/**
	 * Whether the JSON differs although the value does not: another version of the
	 * application wrote it, or a hash set has another order now. A value that was set is
	 * not asked about: it is sent at worst once for nothing.
	 */
	private boolean isRewritten(String name, byte[] json, byte[] sent) {
		Object unchanged = this.converter.read(name, sent);
		return unchanged != null && Arrays.equals(json, this.converter.write(name, unchanged));
	}

	/**
	 * The client has this now.
	 * @param snapshot what was sent
	 */
	public synchronized void sent(Snapshot snapshot) {
		// Another thread may have removed what the snapshot has.
		this.removed.retainAll(snapshot.sizes().keySet());
		snapshot.changed.forEach((name, json) -> {
			Attribute attribute = this.attributes.get(name);
			if (attribute != null) {
				attribute.sent = json;
				attribute.assigned = false;
			}
			else {
				this.removed.add(name);
			}
		});
	}

	/**
	 * Attributes at one moment.
	 */
	public static final class Snapshot {

		private final List<Member> members;

		private final Map<String, byte[]> changed;

		private final Set<String> removed;

		private Snapshot(List<Member> members, Map<String, byte[]> changed, Set<String> removed) {
			this.members = members;
			this.changed = changed;
			this.removed = removed;
		}

		/**
		 * Whether an attribute differs from what the client has.
		 * @param name its name
		 * @return {@code true} if it was changed or removed
		 */
		public boolean isChanged(String name) {
			return this.changed.containsKey(name) || this.removed.contains(name);
		}

		/**
		 * The names of the attributes that differ from what the client has.
		 * @return names, may be empty
		 */
		public Set<String> changed() {
			Set<String> names = new LinkedHashSet<>(this.removed);
			names.addAll(this.changed.keySet());
			return Collections.unmodifiableSet(names);
		}

		/**
		 * Whether there is no attribute.
		 * @return {@code true} if there is none
		 */
		public boolean isEmpty() {
			return this.members.isEmpty();
		}

		/**
		 * What each attribute takes up.
		 * @return bytes of JSON by name, the name not counted, the smallest first
		 */
		public Map<String, Integer> sizes() {
			Map<String, Integer> sizes = new LinkedHashMap<>();
			this.members.forEach((member) -> sizes.put(member.name(), member.valueLength()));
			return sizes;
		}

		/**
		 * All attributes, small ones first.
		 * @return a JSON object in UTF-8
		 */
		public byte[] toJson() {
			int length = 2 + Math.max(0, this.members.size() - 1);
			for (Member member : this.members) {
				length += member.length();
			}
			byte[] json = new byte[length];
			int end = 0;
			for (Member member : this.members) {
				json[end] = (byte) ((end == 0) ? '{' : ',');
				System.arraycopy(member.json(), member.start(), json, end + 1, member.length());
				end += 1 + member.length();
			}
			json[0] = '{';
			json[length - 1] = '}';
			return json;
		}

	}

	/**
	 * A name and its value as they stand in JSON, somewhere in an array.
	 *
	 * @param name the name of the attribute
	 * @param json the array
	 * @param start where the name begins, with its quotation mark
	 * @param end where the value ends
	 * @param valueLength bytes of the value alone
	 */
	private record Member(String name, byte[] json, int start, int end, int valueLength) {

		int length() {
			return this.end - this.start;
		}

	}

	/**
	 * Not to be touched without the lock of the attributes.
	 */
	private static final class Attribute {

		/**
		 * Where the member is in the JSON that came, and where its value is; 0 if it is
		 * not there.
		 */
		private final int start;

		private final int valueStart;

		private final int valueEnd;

		/**
		 * What the client has instead of what came.
		 */
		private byte @Nullable [] sent;

		/**
		 * The value, {@code null} as long as it was neither read nor set.
		 */
		private @Nullable Object value;

		/**
		 * What was written when the value was set, if it is of a type that cannot change.
		 */
		private byte @Nullable [] written;

		/**
		 * Whether the value was set, and not sent since.
		 */
		private boolean assigned;

		/**
		 * Whether the value is the one that was read, and of a type that cannot change.
		 */
		private boolean unchangeable;

		private boolean local;

		private boolean unreadable;

		Attribute() {
			this(0, 0, 0);
		}

		Attribute(int start, int valueStart, int valueEnd) {
			this.start = start;
			this.valueStart = valueStart;
			this.valueEnd = valueEnd;
		}

		/**
		 * Whether the client has what came.
		 */
		boolean isInToken() {
			return this.valueEnd > 0 && this.sent == null;
		}

		/**
		 * Whether the client has the attribute, with whatever value.
		 */
		boolean isSent() {
			return this.valueEnd > 0 || this.sent != null;
		}

		/**
		 * What the client has, not empty if {@linkplain #isSent it has the attribute}.
		 */
		byte[] sentJson(byte[] json) {
			return (this.sent != null) ? this.sent : Arrays.copyOfRange(json, this.valueStart, this.valueEnd);
		}

		boolean isSentAs(byte[] value, byte[] json) {
			if (this.sent != null) {
				return Arrays.equals(value, this.sent);
			}
			return this.valueEnd > 0 && Arrays.equals(value, 0, value.length, json, this.valueStart, this.valueEnd);
		}

		boolean mayHaveChanged() {
			return this.value != null && !this.unchangeable && !this.local;
		}

	}

}
