package io.github.jwtsession;

import io.github.jwtsession.log.LogText;
import org.jspecify.annotations.Nullable;

/**
 * An attribute that cannot be kept in a token. Names the attribute and the type that
 * stands in the way, never a value.
 */
public final class UnsupportedAttributeException extends IllegalArgumentException {

	private final String attributeName;

	/**
	 * Create an exception.
	 * @param name the name of the attribute, escaped in the message
	 * @param reason why it cannot be written: one or more sentences, without the value
	 * @param cause what its own code threw, {@code null} if nothing was
	 */
	public UnsupportedAttributeException(String name, String reason, @Nullable Throwable cause) {
		super("Session attribute '%s' cannot be stored: %s".formatted(LogText.of(name), reason), cause);
		this.attributeName = name;
	}

	/**
	 * The name of the attribute, as the application gave it.
	 * @return the name
	 */
	public String getAttributeName() {
		return this.attributeName;
	}

}
