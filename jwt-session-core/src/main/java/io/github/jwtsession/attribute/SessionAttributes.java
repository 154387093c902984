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
import io.github.jwtsession.SessionOverflowUnavailableException;
import io.github.jwtsession.UnsupportedAttributeException;
import io.github.jwtsession.json.JsonMembers;
import io.github.jwtsession.json.MemberCursor;
import io.github.jwtsession.overflow.AttributeOverflow;
import io.github.jwtsession.overflow.OverflowReference;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of one session. They stay JSON until they are read, and only those that
 * were read or set are compared with what the client has: an object changed in place is
 * noticed that way, without {@code setAttribute}.
 * <p>
 * What was not touched is never parsed, and copied only into the next token. Therefore
 * each attribute knows where it stands in the JSON that came, or else its own JSON.
 * <p>
 * An attribute that does not fit into the token may stand in a store. The JSON has a
 * reference in its place then, which is followed when somebody reads the attribute, and
 * without the lock: a store may take its time.
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
	 * Where attributes are that do not stand in the token, {@code null} if all do.
	 */
	private final @Nullable AttributeOverflow overflow;

	/**
	 * When the session was opened, as the overflow counts.
	 */
	private final long openedAt;

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
		this(converter, NONE, null);
	}

	/**
	 * Create an empty set of attributes.
	 * @param converter writes and reads them
	 * @param overflow where attributes are that do not stand in the token, {@code null}
	 * if all do
	 */
	public SessionAttributes(AttributeJson converter, @Nullable AttributeOverflow overflow) {
		this(converter, NONE, overflow);
	}

	/**
	 * Create the attributes that a client has.
	 * @param converter writes and reads them
	 * @param json a JSON object in UTF-8, in an array that is not to be changed any more
	 */
	public SessionAttributes(AttributeJson converter, ByteBuffer json) {
		this(converter, json, null);
	}

	/**
	 * Create the attributes that a client has.
	 * @param converter writes and reads them
	 * @param json a JSON object in UTF-8, in an array that is not to be changed any more
	 * @param overflow where attributes are that do not stand in the token, {@code null}
	 * if all do: a reference is unreadable then, and kept as it is
	 */
	public SessionAttributes(AttributeJson converter, ByteBuffer json, @Nullable AttributeOverflow overflow) {
		this.converter = converter;
		this.overflow = overflow;
		this.openedAt = (overflow != null) ? overflow.moment() : 0;
		this.json = json.array();
		int start = json.arrayOffset() + json.position();
		this.cursor = new MemberCursor(this.json, start, start + json.remaining());
	}

	/**
	 * Read an attribute.
	 * @param name its name
	 * @return its value, or {@code null} if there is none or it cannot be read any more
	 * @throws SessionOverflowUnavailableException if it stands in a store that does not
	 * say what it is
	 */
	public @Nullable Object get(String name) {
		SessionAttribute attribute;
		OverflowReference reference;
		synchronized (this) {
			attribute = find(name);
			if (attribute == null) {
				return null;
			}
			this.touched = true;
			if (attribute.isOfUnknownFormat()) {
				throw new SessionOverflowUnavailableException(name,
						"a later version has written where it is in the overflow store", null);
			}
			if (!attribute.isToBeLoaded()) {
				return value(name, attribute);
			}
			requireAvailable(name, attribute);
			reference = attribute.reference;
		}
		return (reference != null) ? load(name, attribute, reference) : null;
	}

	@GuardedBy("this")
	private @Nullable Object value(String name, SessionAttribute attribute) {
		if (attribute.value == null && !attribute.unreadable) {
			Object value = read(name, attribute);
			attribute.value = value;
			attribute.unreadable = (value == null);
			attribute.unchangeable = value != null && IMMUTABLE.contains(value.getClass());
		}
		return attribute.value;
	}

	/**
	 * A request that could not read an attribute is not told anything else of it later
	 * on, nor does it wait again.
	 */
	private static void requireAvailable(String name, SessionAttribute attribute) {
		if (attribute.unavailable) {
			throw new SessionOverflowUnavailableException(name, "the request has tried in vain before", null);
		}
	}

	private @Nullable Object load(String name, SessionAttribute attribute, OverflowReference reference) {
		if (this.overflow == null) {
			return null;
		}
		byte[] content;
		try {
			content = this.overflow.load(name, reference, this.openedAt);
		}
		catch (SessionOverflowUnavailableException ex) {
			synchronized (this) {
				// Another thread may have set or removed it meanwhile.
				attribute.unavailable |= attribute.isToBeLoaded() && this.attributes.get(name) == attribute;
			}
			throw ex;
		}
		synchronized (this) {
			// Another thread may have loaded it, set it or sent it meanwhile.
			if (attribute.isToBeLoaded() && attribute.reference == reference) {
				attribute.content = content;
				attribute.unreadable = (content == null);
			}
			return value(name, attribute);
		}
	}

	/**
	 * Whether the store would have to be asked to read an attribute.
	 * @param name its name
	 * @return {@code true} if it would
	 */
	public synchronized boolean isToBeLoaded(String name) {
		SessionAttribute attribute = find(name);
		return attribute != null && (attribute.isToBeLoaded() || attribute.isOfUnknownFormat());
	}

	/**
	 * What stands in the store of what the client has.
	 * @return the references, not to be changed
	 */
	public synchronized List<OverflowReference> references() {
		passAll();
		List<OverflowReference> references = new ArrayList<>();
		this.attributes.values().forEach((attribute) -> addReference(attribute, references));
		this.removed.values().forEach((attribute) -> addReference(attribute, references));
		return references;
	}

	private static void addReference(SessionAttribute attribute, List<OverflowReference> references) {
		if (attribute.reference != null) {
			references.add(attribute.reference);
		}
	}

	private @Nullable Object read(String name, SessionAttribute attribute) {
		Object plain = (attribute.isInToken() && attribute.reference == null)
				? this.converter.readPlain(name, this.json, attribute.valueStart, attribute.valueEnd) : null;
		return (plain != null) ? plain : this.converter.read(name, attribute.contentJson(this.json));
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
			SessionAttribute attribute = new SessionAttribute(this.cursor.start(), this.cursor.valueStart(),
					this.cursor.valueEnd());
			if (this.overflow != null) {
				attribute.reference = OverflowReference.read(this.json, attribute.valueStart, attribute.valueEnd);
				attribute.unknownFormat = attribute.reference == null
						&& OverflowReference.isAt(this.json, attribute.valueStart, attribute.valueEnd);
			}
			this.attributes.putIfAbsent(name, attribute);
		}
		return name;
	}

	/**
	 * Set an attribute.
	 * @param name its name
	 * @param value its value
	 * @throws UnsupportedAttributeException if it cannot be written; it has the value
	 * that it had before then
	 * @throws SessionOverflowUnavailableException if this request could not read it: what
	 * it would set is made of less
	 */
	public synchronized void set(String name, Object value) {
		boolean local = this.converter.isLocal(name);
		byte[] written = local ? null : this.converter.check(name, value);
		SessionAttribute attribute = find(name);
		if (attribute != null) {
			requireAvailable(name, attribute);
		}
		else {
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
		attribute.unknownFormat = false;
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
		attribute.unavailable = false;
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
					attribute.valueEnd - attribute.valueStart, attribute.reference, attribute.content);
		}
		byte[] value = (changed != null) ? changed : attribute.sentJson(this.json);
		byte[] member = JsonMembers.writeMember(this.converter.names().encode(name), value);
		return (changed != null)
				? new AttributesSnapshot.Member(name, member, 0, member.length, value.length, null, null)
				: new AttributesSnapshot.Member(name, member, 0, member.length, value.length, attribute.reference,
						attribute.content);
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
		if (!attribute.assigned && isRewritten(name, json, attribute.contentJson(this.json))) {
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
			attribute.sentAs(json, null, null);
			attribute.assigned = false;
		});
		snapshot.moved().forEach((name, moved) -> {
			SessionAttribute attribute = this.attributes.get(name);
			attribute = (attribute != null) ? attribute : this.removed.get(name);
			if (attribute != null) {
				attribute.sentAs(moved.sent(), moved.reference(), moved.content());
			}
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
