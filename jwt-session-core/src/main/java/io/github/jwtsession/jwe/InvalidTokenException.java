package io.github.jwtsession.jwe;

/**
 * A token that is no session. Clients send such tokens all the time, so this is cheap: it
 * has no stack trace. It says nothing of what the token held.
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
	 * Why a token is no session.
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
		 * It names a key that the application does not have.
		 */
		UNKNOWN_KEY("it is encrypted with an unknown key"),

		/**
		 * It was changed, or made with another key of the same name.
		 */
		TAMPERED("its authentication tag does not match"),

		/**
		 * It is genuine, but does not hold the claims of a session.
		 */
		CLAIMS("its claims are not those of a session"),

		/**
		 * Its time is over.
		 */
		EXPIRED("it has expired"),

		/**
		 * It was issued in the future.
		 */
		NOT_YET_VALID("it is not valid yet"),

		/**
		 * The session is older than any session may be.
		 */
		TOO_OLD("the session has reached its absolute timeout"),

		/**
		 * The session was ended.
		 */
		ENDED("the session was ended"),

		/**
		 * All sessions of its principal, or all sessions, of its time were revoked.
		 */
		REVOKED("sessions of its time were revoked"),

		/**
		 * The store of revocations does not answer, and the application lets nobody in
		 * who cannot be checked.
		 */
		UNCONFIRMED("it cannot be found out whether the session was revoked");

		private final String description;

		Reason(String description) {
			this.description = description;
		}

	}

}
