package io.github.jwtsession.attribute.type;

/**
 * A type somewhere within an attribute that cannot be written.
 */
public final class UnsupportedTypeException extends RuntimeException {

	/**
	 * Create an exception.
	 * @param message what cannot be written, and what to do about it: one or more
	 * sentences
	 */
	public UnsupportedTypeException(String message) {
		super(message, null, false, false);
	}

}
