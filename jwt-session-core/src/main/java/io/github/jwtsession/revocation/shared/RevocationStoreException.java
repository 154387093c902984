package io.github.jwtsession.revocation.shared;

import org.jspecify.annotations.Nullable;

/**
 * The configured store of revocations cannot be used. Says what is wrong and what puts it
 * right, both as sentences for the person who configures the application.
 */
public final class RevocationStoreException extends RuntimeException {

	private final String remedy;

	/**
	 * Create an exception.
	 * @param problem what is wrong
	 * @param remedy what to do about it
	 * @param cause why, if there is an exception that says so
	 */
	public RevocationStoreException(String problem, String remedy, @Nullable Throwable cause) {
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
