package io.github.jwtsession.attribute;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.jwtsession.overflow.OverflowReference;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of a session at one moment, and which of them the client does not have.
 */
public final class AttributesSnapshot {

	private final List<Member> members;

	private final Map<String, byte[]> changed;

	private final Set<String> removed;

	/**
	 * What stands in the token otherwise than it did, or than it was written.
	 */
	private final Map<String, Moved> moved;

	AttributesSnapshot(List<Member> members, Map<String, byte[]> changed, Set<String> removed) {
		this(members, changed, removed, Map.of());
	}

	private AttributesSnapshot(List<Member> members, Map<String, byte[]> changed, Set<String> removed,
			Map<String, Moved> moved) {
		this.members = members;
		this.changed = changed;
		this.removed = removed;
		this.moved = moved;
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
	 * The values that differ, as JSON.
	 */
	Map<String, byte[]> changedValues() {
		return this.changed;
	}

	/**
	 * What stands in the token otherwise than it did, or than it was written, by name.
	 */
	Map<String, Moved> moved() {
		return this.moved;
	}

	/**
	 * Whether a reference stands in the token for an attribute.
	 * @param name its name
	 * @return {@code true} if one does
	 */
	public boolean isReference(String name) {
		Member member = find(name);
		return member != null && member.reference() != null;
	}

	/**
	 * Whether an attribute stands in the token as a reference, and could stand there
	 * itself: what it is is known.
	 * @return {@code true} if there is one
	 */
	public boolean hasLoaded() {
		for (Member member : this.members) {
			if (member.content() != null) {
				return true;
			}
		}
		return false;
	}

	/**
	 * How many bytes {@link #toJson} returns.
	 * @return the length
	 */
	public int length() {
		int length = 2 + Math.max(0, this.members.size() - 1);
		for (Member member : this.members) {
			length += member.length();
		}
		return length;
	}

	/**
	 * The attributes that stand in the token themselves and are of some length.
	 * @param minLength bytes of the value
	 * @param maxLength bytes of the value
	 * @return their names, the largest first
	 */
	public List<String> inToken(int minLength, int maxLength) {
		return this.members.stream()
			.filter((member) -> member.reference() == null && member.valueLength() >= minLength
					&& member.valueLength() <= maxLength)
			.sorted(Comparator.comparingInt(Member::valueLength).reversed())
			.map(Member::name)
			.toList();
	}

	/**
	 * The value of an attribute as it stands in the token.
	 * @param name the name of an attribute that there is
	 * @return its JSON
	 */
	public byte[] valueOf(String name) {
		return require(name).value();
	}

	/**
	 * The same with references in place of attributes.
	 * @param references what is to stand there, by the names of attributes that stand in
	 * the token themselves
	 * @return another snapshot
	 */
	public AttributesSnapshot withReferences(Map<String, OverflowReference> references) {
		Map<String, Moved> moved = new HashMap<>();
		for (Member member : this.members) {
			OverflowReference reference = references.get(member.name());
			if (reference != null) {
				moved.put(member.name(), new Moved(reference.toJson(), reference, member.value()));
			}
		}
		return with(moved);
	}

	/**
	 * The same with the attributes themselves in place of references, as far as they are
	 * known.
	 * @return another snapshot
	 */
	public AttributesSnapshot withLoaded() {
		Map<String, Moved> moved = new HashMap<>();
		for (Member member : this.members) {
			byte[] content = member.content();
			if (content != null) {
				moved.put(member.name(), new Moved(content, null, null));
			}
		}
		return with(moved);
	}

	private AttributesSnapshot with(Map<String, Moved> moved) {
		List<Member> members = new ArrayList<>(this.members.size());
		for (Member member : this.members) {
			Moved other = moved.get(member.name());
			members.add((other != null) ? member.with(other) : member);
		}
		members.sort(Comparator.comparingInt(Member::valueLength));
		Map<String, Moved> all = new HashMap<>(this.moved);
		all.putAll(moved);
		return new AttributesSnapshot(members, this.changed, this.removed, all);
	}

	private Member require(String name) {
		Member member = find(name);
		if (member == null) {
			throw new IllegalArgumentException("There is no such attribute");
		}
		return member;
	}

	private @Nullable Member find(String name) {
		for (Member member : this.members) {
			if (member.name().equals(name)) {
				return member;
			}
		}
		return null;
	}

	/**
	 * How many attributes there are.
	 */
	int size() {
		return this.members.size();
	}

	/**
	 * Whether there is no attribute.
	 * @return {@code true} if there is none
	 */
	public boolean isEmpty() {
		return this.members.isEmpty();
	}

	/**
	 * Whether the client has attributes, and there is none any more.
	 * @return {@code true} if the last one was removed; {@code false} for what never had
	 * any
	 */
	public boolean hasBecomeEmpty() {
		return this.members.isEmpty() && !this.removed.isEmpty();
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
	 * What an attribute takes up.
	 * @param name its name
	 * @return bytes of JSON, the name not counted; 0 if there is no such attribute
	 */
	public int sizeOf(String name) {
		Member member = find(name);
		return (member != null) ? member.valueLength() : 0;
	}

	/**
	 * All attributes, small ones first.
	 * @return a JSON object in UTF-8
	 */
	public byte[] toJson() {
		int length = length();
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

	/**
	 * A name and its value as they stand in JSON, somewhere in an array.
	 *
	 * @param name the name of the attribute
	 * @param json the array
	 * @param start where the name begins, with its quotation mark
	 * @param end where the value ends
	 * @param valueLength bytes of the value alone
	 * @param reference the value, if it is a reference
	 * @param content what the reference stands for, if that is known
	 */
	record Member(String name, byte[] json, int start, int end, int valueLength, @Nullable OverflowReference reference,
			byte @Nullable [] content) {

		int length() {
			return this.end - this.start;
		}

		byte[] value() {
			return Arrays.copyOfRange(this.json, this.end - this.valueLength, this.end);
		}

		/**
		 * The same with another value.
		 */
		Member with(Moved moved) {
			int nameLength = length() - this.valueLength;
			byte[] member = Arrays.copyOfRange(this.json, this.start, this.start + nameLength + moved.sent().length);
			System.arraycopy(moved.sent(), 0, member, nameLength, moved.sent().length);
			return new Member(this.name, member, 0, member.length, moved.sent().length, moved.reference(),
					moved.content());
		}

	}

	/**
	 * What stands in the token in another place than before, or than it was written.
	 *
	 * @param sent what stands in the token
	 * @param reference what that is, if it is a reference
	 * @param content what the reference stands for
	 */
	record Moved(byte[] sent, @Nullable OverflowReference reference, byte @Nullable [] content) {
	}

}
