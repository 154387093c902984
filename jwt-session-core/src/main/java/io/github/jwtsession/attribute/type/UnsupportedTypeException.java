package io.github.jwtsession.attribute.type;

import org.jspecify.annotations.Nullable;

/**
 * A type somewhere within an attribute that cannot be written.
 */
public final class UnsupportedTypeException extends RuntimeException {

	private final @Nullable String path;

	/**
	 * Create an exception.
	 * @param message what cannot be written, and what to do about it: one or more
	 * sentences
	 */
	public UnsupportedTypeException(String message) {
		this(message, null);
	}

	/**
	 * Create an exception.
	 * @param message what cannot be written, and what to do about it: one or more
	 * sentences
	 * @param path where it is within the attribute, {@code null} if that is not known
	 */
	public UnsupportedTypeException(String message, @Nullable String path) {
		super(message, null, false, false);
		this.path = path;
	}

	/**
	 * Where it is within the attribute.
	 * @return a path such as {@code items[3].product}, {@code null} if it is not known
	 */
	public @Nullable String getPath() {
		return this.path;
	}

}
