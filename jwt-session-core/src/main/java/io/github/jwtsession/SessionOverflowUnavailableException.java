package io.github.jwtsession;

import io.github.jwtsession.log.LogText;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;

/**
 * An attribute that does not stand in the session's cookies cannot be read for now: the
 * store that has it does not answer. It is not absent. The client keeps the session that
 * it has, and a later request may well read it: unless the application handles the
 * exception, the client is answered with status 503 (RFC 9110 section 15.6.4).
 * <p>
 * Not an {@code IllegalStateException}, which frameworks take for a session that has
 * ended.
 */
@ResponseStatus(HttpStatus.SERVICE_UNAVAILABLE)
public final class SessionOverflowUnavailableException extends RuntimeException {

	private final String attributeName;

	/**
	 * Create an exception.
	 * @param name the name of the attribute, escaped in the message
	 * @param reason why it cannot be read: a clause, without any value
	 * @param cause what the store threw, {@code null} if it has answered
	 */
	public SessionOverflowUnavailableException(String name, String reason, @Nullable Throwable cause) {
		super("Session attribute '%s' cannot be read for now: %s.".formatted(LogText.of(name), reason), cause);
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
