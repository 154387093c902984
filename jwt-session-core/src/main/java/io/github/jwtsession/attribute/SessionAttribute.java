package io.github.jwtsession.attribute;

import java.util.Arrays;

import io.github.jwtsession.overflow.OverflowReference;
import org.jspecify.annotations.Nullable;

/**
 * One attribute: where it stands in the JSON that came, what the client has of it, and
 * its value as far as somebody asked for it. The lock of its {@link SessionAttributes}
 * guards it.
 */
final class SessionAttribute {

	/**
	 * Where the member is in the JSON that came, and where its value is; 0 if it is not
	 * there.
	 */
	final int start;

	final int valueStart;

	int valueEnd;

	/**
	 * What the client has instead of what came.
	 */
	byte @Nullable [] sent;

	/**
	 * What the client has if the attribute stands in the store, else {@code null}.
	 */
	@Nullable OverflowReference reference;

	/**
	 * Whether it is a reference that a later version has written otherwise.
	 */
	boolean unknownFormat;

	/**
	 * What the reference stands for, {@code null} as long as it is not known.
	 */
	byte @Nullable [] content;

	/**
	 * Whether the store failed to say what the reference stands for.
	 */
	boolean unavailable;

	/**
	 * The value, {@code null} as long as it was neither read nor set.
	 */
	@Nullable Object value;

	/**
	 * What was written when the value was set, {@code null} if it was not set here.
	 */
	byte @Nullable [] written;

	/**
	 * Whether the value was set, and not sent since.
	 */
	boolean assigned;

	/**
	 * Whether the value is the one that was read, and of a type that cannot change.
	 */
	boolean unchangeable;

	boolean local;

	boolean unreadable;

	SessionAttribute() {
		this(0, 0, 0);
	}

	SessionAttribute(int start, int valueStart, int valueEnd) {
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

	/**
	 * The value that the client has, not empty if {@linkplain #isSent it has the
	 * attribute} and, if it has a reference, what that stands for is known.
	 */
	byte[] contentJson(byte[] json) {
		return (this.content != null) ? this.content : sentJson(json);
	}

	/**
	 * The client has this now.
	 * @param sent what stands in the token
	 * @param reference what that means, if it is a reference
	 * @param content what the reference stands for
	 */
	void sentAs(byte[] sent, @Nullable OverflowReference reference, byte @Nullable [] content) {
		this.sent = sent;
		this.reference = reference;
		this.content = content;
	}

	/**
	 * The client does not have the attribute any more.
	 */
	void takenBack() {
		this.valueEnd = 0;
		this.sent = null;
		this.reference = null;
		this.content = null;
	}

	/**
	 * Whether it stands in the store, and nobody here can tell where.
	 */
	boolean isOfUnknownFormat() {
		return this.unknownFormat && this.value == null;
	}

	/**
	 * Whether the store has to be asked before the value can be read.
	 */
	boolean isToBeLoaded() {
		return this.reference != null && this.content == null && this.value == null && !this.unreadable;
	}

	boolean isSentAs(byte[] value, byte[] json) {
		if (this.reference != null) {
			return this.content != null && Arrays.equals(value, this.content);
		}
		if (this.sent != null) {
			return Arrays.equals(value, this.sent);
		}
		return this.valueEnd > 0 && Arrays.equals(value, 0, value.length, json, this.valueStart, this.valueEnd);
	}

	boolean mayHaveChanged() {
		return this.value != null && !this.unchangeable && !this.local;
	}

}
