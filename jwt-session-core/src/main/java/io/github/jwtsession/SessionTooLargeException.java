package io.github.jwtsession;

import java.util.Map;

import io.github.jwtsession.log.LogText;
import org.jspecify.annotations.Nullable;

/**
 * A session that is larger than what browsers and servers let through. The client keeps
 * the session it has.
 */
public final class SessionTooLargeException extends IllegalStateException {

	/**
	 * Create an exception.
	 * @param size bytes of the session's cookies
	 * @param limit bytes that they may take
	 * @param largest bytes of JSON by name, of the largest attributes, whose names are
	 * escaped in the message
	 */
	public SessionTooLargeException(int size, int limit, Map<String, Integer> largest) {
		this(size, limit, largest, "", null);
	}

	/**
	 * Create an exception.
	 * @param size bytes of the session's cookies
	 * @param limit bytes that they may take
	 * @param largest bytes of JSON by name, of the largest attributes, whose names are
	 * escaped in the message
	 * @param more what is to be known besides: one or more sentences, without any value
	 * @param cause what keeps attributes from standing elsewhere, {@code null} if nothing
	 * does
	 */
	public SessionTooLargeException(int size, int limit, Map<String, Integer> largest, String more,
			@Nullable Throwable cause) {
		super(("The session takes %d bytes of cookies, the limit is %d ('jwt.session.max-size'): more does not pass the "
				+ "header limits of the server ('server.max-http-request-header-size' and that of responses) or of a proxy. "
				+ "Largest attributes: %s")
			.formatted(size, limit, LogText.of(largest)) + (more.isEmpty() ? "" : ". " + more), cause);
	}

}
