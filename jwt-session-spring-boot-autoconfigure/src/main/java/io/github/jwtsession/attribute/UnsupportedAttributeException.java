package io.github.jwtsession.attribute;

import org.jspecify.annotations.Nullable;

/**
 * An attribute that cannot be kept in a token. Names the attribute and the type that
 * stands in the way, never a value.
 */
public final class UnsupportedAttributeException extends IllegalArgumentException {

	UnsupportedAttributeException(String name, String reason, @Nullable Throwable cause) {
		super("Session attribute '%s' cannot be stored: %s".formatted(name, reason), cause);
	}

}
