package io.github.jwtsession.autoconfigure;

/**
 * Something in the application that JWT sessions do not work with.
 */
final class SessionSetupException extends RuntimeException {

	private final String remedy;

	/**
	 * Create an exception.
	 * @param message what is wrong
	 * @param remedy what puts it right
	 */
	SessionSetupException(String message, String remedy) {
		super(message);
		this.remedy = remedy;
	}

	String getRemedy() {
		return this.remedy;
	}

}
