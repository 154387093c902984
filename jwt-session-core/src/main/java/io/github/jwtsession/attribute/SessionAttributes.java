package io.github.jwtsession.attribute;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
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
	private final Map<String, SessionAttribute> attributes = new LinkedHashMap<>();

	/**
	 * The attributes that the client has and that were removed: one that is set again is
	 * still one that the client has. Most requests remove none.
	 */
	@GuardedBy("this")
	private Map<String, SessionAttribute> removed = Map.of();

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
		SessionAttribute attribute = find(name);
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

	private @Nullable Object read(String name, SessionAttribute attribute) {
		Object plain = attribute.isInToken()
				? this.converter.readPlain(name, this.json, attribute.valueStart, attribute.valueEnd) : null;
		return (plain != null) ? plain : this.converter.read(name, attribute.sentJson(this.json));
	}

	/**
	 * Find an attribute, going on as far as need be.
	 */
	@GuardedBy("this")
	private @Nullable SessionAttribute find(String name) {
		SessionAttribute attribute = this.attributes.get(name);
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
		// Another library may have written two members of one name: the first counts.
		if (!this.removed.containsKey(name)) {
			this.attributes.putIfAbsent(name,
					new SessionAttribute(this.cursor.start(), this.cursor.valueStart(), this.cursor.valueEnd()));
		}
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
		SessionAttribute attribute = find(name);
		if (attribute == null) {
			attribute = takeRemoved(name);
			this.attributes.put(name, attribute);
		}
		this.touched = true;
		attribute.unchangeable &= (value == attribute.value);
		attribute.written = written;
		attribute.value = value;
		attribute.assigned = true;
		attribute.local = local;
		attribute.unreadable = false;
	}

	@GuardedBy("this")
	private SessionAttribute takeRemoved(String name) {
		SessionAttribute attribute = this.removed.isEmpty() ? null : this.removed.remove(name);
		return (attribute != null) ? attribute : new SessionAttribute();
	}

	/**
	 * Remove an attribute, if there is one.
	 * @param name its name
	 */
	public synchronized void remove(String name) {
		SessionAttribute attribute = find(name);
		if (attribute == null) {
			return;
		}
		this.touched = true;
		this.attributes.remove(name);
		if (attribute.isSent()) {
			addRemoved(name, attribute);
		}
	}

	@GuardedBy("this")
	private void addRemoved(String name, SessionAttribute attribute) {
		if (this.removed.isEmpty()) {
			this.removed = new LinkedHashMap<>();
		}
		this.removed.put(name, attribute);
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
	public synchronized @Nullable AttributesSnapshot snapshotIfChanged() {
		this.touched = false;
		if (this.removed.isEmpty() && !mayHaveChanged()) {
			return null;
		}
		Map<String, byte[]> changed = changedValues();
		return (changed.isEmpty() && this.removed.isEmpty()) ? null : snapshot(changed);
	}

	@GuardedBy("this")
	private boolean mayHaveChanged() {
		for (SessionAttribute attribute : this.attributes.values()) {
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
	public synchronized AttributesSnapshot snapshot() {
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
	private AttributesSnapshot snapshot(Map<String, byte[]> changed) {
		passAll();
		List<AttributesSnapshot.Member> members = new ArrayList<>(this.attributes.size());
		this.attributes.forEach((name, attribute) -> {
			if (!attribute.local) {
				members.add(member(name, attribute, changed.get(name)));
			}
		});
		// Who reads a small one does not have to go past large ones then.
		members.sort(Comparator.comparingInt(AttributesSnapshot.Member::valueLength));
		return new AttributesSnapshot(members, changed, Set.copyOf(this.removed.keySet()));
	}

	private AttributesSnapshot.Member member(String name, SessionAttribute attribute, byte @Nullable [] changed) {
		if (changed == null && attribute.isInToken()) {
			return new AttributesSnapshot.Member(name, this.json, attribute.start, attribute.valueEnd,
					attribute.valueEnd - attribute.valueStart);
		}
		byte[] value = (changed != null) ? changed : attribute.sentJson(this.json);
		byte[] member = JsonMembers.writeMember(this.converter.names().encode(name), value);
		return new AttributesSnapshot.Member(name, member, 0, member.length, value.length);
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
	private byte @Nullable [] changedValue(String name, SessionAttribute attribute, Object value) {
		byte[] written = attribute.written;
		boolean immutable = written != null && IMMUTABLE.contains(value.getClass());
		byte[] json = (immutable && written != null) ? written : this.converter.writeUnchecked(name, value);
		if (attribute.isSentAs(json, this.json)) {
			return null;
		}
		if (!attribute.assigned && isRewritten(name, json, attribute.sentJson(this.json))) {
			return null;
		}
		if (!immutable && !Arrays.equals(json, written)) {
			this.converter.requireOneValue(name, value, json);
		}
		return json;
	}

	/**
	 * Whether the JSON differs although the value does not: another version of the
	 * application wrote it, or a hash set has another order now. A value that was set is
	 * not asked about: it is sent at worst once for nothing.
	 */
	private boolean isRewritten(String name, byte[] json, byte[] sent) {
		Object unchanged = this.converter.read(name, sent);
		return unchanged != null && Arrays.equals(json, this.converter.writeUnchecked(name, unchanged));
	}

	/**
	 * The client has this now.
	 * @param snapshot what was sent
	 */
	public synchronized void sent(AttributesSnapshot snapshot) {
		if (!this.removed.isEmpty() || snapshot.size() != this.attributes.size()) {
			noteWhatIsGone(snapshot.sizes().keySet());
		}
		snapshot.changedValues().forEach((name, json) -> {
			SessionAttribute attribute = this.attributes.get(name);
			if (attribute == null) {
				// Another thread has removed it since.
				attribute = takeRemoved(name);
				addRemoved(name, attribute);
			}
			attribute.sent = json;
			attribute.assigned = false;
		});
	}

	@GuardedBy("this")
	private void noteWhatIsGone(Set<String> sent) {
		if (!this.removed.isEmpty()) {
			this.removed.keySet().retainAll(sent);
		}
		this.attributes.forEach((name, attribute) -> {
			if (!sent.contains(name)) {
				attribute.takenBack();
			}
		});
	}

}
