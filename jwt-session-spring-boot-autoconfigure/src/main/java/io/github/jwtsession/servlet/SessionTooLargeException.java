package io.github.jwtsession.servlet;

import java.util.Map;

/**
 * A session that is larger than what browsers and servers let through. The client keeps
 * the session it has.
 */
public final class SessionTooLargeException extends IllegalStateException {

	SessionTooLargeException(int size, int limit, Map<String, Integer> largest) {
		super("The session takes %d bytes of cookies, the limit is %d ('jwt.session.max-size'). Largest attributes: %s"
			.formatted(size, limit, largest));
	}

}
