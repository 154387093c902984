package io.github.jwtsession.revocation.shared;

import io.github.jwtsession.store.StoreConfigurationException;
import org.springframework.core.NestedExceptionUtils;

/**
 * A failure in one line of a log.
 */
final class FailureMessage {

	private static final int MAX_LENGTH = 300;

	private FailureMessage() {
	}

	/**
	 * What was wrong in the first place.
	 */
	static String of(Exception ex) {
		if (ex instanceof StoreConfigurationException unusable) {
			return unusable.getMessage() + " " + unusable.getRemedy();
		}
		Throwable cause = NestedExceptionUtils.getMostSpecificCause(ex);
		String message = String.valueOf(cause.getMessage()).strip().replaceAll("\\s+", " ");
		return cause.getClass().getSimpleName() + ": "
				+ ((message.length() > MAX_LENGTH) ? message.substring(0, MAX_LENGTH) + "..." : message);
	}

}
