package io.github.jwtsession.attribute;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The attributes of a session at one moment, and which of them the client does not have.
 */
public final class AttributesSnapshot {

	private final List<Member> members;

	private final Map<String, byte[]> changed;

	private final Set<String> removed;

	AttributesSnapshot(List<Member> members, Map<String, byte[]> changed, Set<String> removed) {
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
	 * The values that differ, as JSON.
	 */
	Map<String, byte[]> changedValues() {
		return this.changed;
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
		for (Member member : this.members) {
			if (member.name().equals(name)) {
				return member.valueLength();
			}
		}
		return 0;
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

	/**
	 * A name and its value as they stand in JSON, somewhere in an array.
	 *
	 * @param name the name of the attribute
	 * @param json the array
	 * @param start where the name begins, with its quotation mark
	 * @param end where the value ends
	 * @param valueLength bytes of the value alone
	 */
	record Member(String name, byte[] json, int start, int end, int valueLength) {

		int length() {
			return this.end - this.start;
		}

	}

}
