package io.github.jwtsession.key;

/**
 * The configured keys cannot be used. Says what is wrong and what puts it right, both as
 * sentences for the person who configures the application; neither holds anything secret.
 */
public final class SessionKeyException extends RuntimeException {

	private final String remedy;

	/**
	 * Create an exception.
	 * @param problem what is wrong
	 * @param remedy what to do about it
	 */
	public SessionKeyException(String problem, String remedy) {
		super(problem);
		this.remedy = remedy;
	}

	/**
	 * What to do about it.
	 * @return one or more sentences
	 */
	public String getRemedy() {
		return this.remedy;
	}

}
