package io.github.jwtsession.jwe;

/**
 * A token that cannot be used. Clients send such tokens all the time, so this is cheap:
 * it has no stack trace. It says nothing of what is in the token.
 */
public final class InvalidTokenException extends Exception {

	private final Reason reason;

	/**
	 * Create an exception.
	 * @param reason why the token was refused
	 */
	public InvalidTokenException(Reason reason) {
		super(reason.description, null, false, false);
		this.reason = reason;
	}

	/**
	 * Why the token was refused.
	 * @return the reason
	 */
	public Reason getReason() {
		return this.reason;
	}

	/**
	 * Why a token was refused.
	 */
	public enum Reason {

		/**
		 * It has not the form of a compact JWE.
		 */
		MALFORMED("it is not a compact JWE"),

		/**
		 * It is encrypted or compressed in another way than the application does.
		 */
		UNSUPPORTED("it is encrypted or compressed in another way than configured"),

		/**
		 * It was made for another application, another cookie or another purpose.
		 */
		AUDIENCE("it was made for another application, cookie or purpose"),

		/**
		 * It names a key that the application does not have.
		 */
		UNKNOWN_KEY("it is encrypted with an unknown key"),

		/**
		 * It was changed, or made with another key of the same name.
		 */
		TAMPERED("its authentication tag does not match"),

		/**
		 * It is genuine, but does not hold what is expected of it.
		 */
		CLAIMS("its claims are not the expected ones");

		private final String description;

		Reason(String description) {
			this.description = description;
		}

	}

}
