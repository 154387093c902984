package io.github.jwtsession.store;

import org.jspecify.annotations.Nullable;

/**
 * The configured store cannot be used, which does not pass by itself. Says what is wrong
 * and what puts it right, both as sentences for the person who configures the
 * application.
 */
public final class StoreConfigurationException extends RuntimeException {

	private final String remedy;

	/**
	 * Create an exception.
	 * @param problem what is wrong
	 * @param remedy what to do about it
	 * @param cause why, if there is an exception that says so
	 */
	public StoreConfigurationException(String problem, String remedy, @Nullable Throwable cause) {
		super(problem, cause);
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
