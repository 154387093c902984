package io.github.jwtsession.attribute;

/**
 * A type somewhere within an attribute that cannot be written.
 */
final class UnsupportedTypeException extends RuntimeException {

	UnsupportedTypeException(String message) {
		super(message, null, false, false);
	}

}
