package io.github.jwtsession.jwe;

import org.jspecify.annotations.Nullable;

/**
 * A token that cannot be used. Clients send such tokens all the time, so this is cheap:
 * it has no stack trace. It says nothing of what is in the token.
 */
public final class InvalidTokenException extends Exception {

	private final Reason reason;

	private final @Nullable String unknownKeyId;

	/**
	 * Create an exception.
	 * @param reason why the token was refused
	 */
	public InvalidTokenException(Reason reason) {
		this(reason, null);
	}

	private InvalidTokenException(Reason reason, @Nullable String unknownKeyId) {
		super(reason.description, null, false, false);
		this.reason = reason;
		this.unknownKeyId = unknownKeyId;
	}

	/**
	 * Create an exception for a token that names a key which the application does not
	 * have.
	 * @param keyId what the token calls the key, {@code null} if it names none
	 * @return the exception
	 */
	static InvalidTokenException unknownKey(@Nullable String keyId) {
		return new InvalidTokenException(Reason.UNKNOWN_KEY, keyId);
	}

	/**
	 * The name of the key that the application does not have. Anybody can make it up.
	 * @return the {@code kid} of the token; {@code null} if it has none, or if it was
	 * refused for another reason
	 */
	public @Nullable String getUnknownKeyId() {
		return this.unknownKeyId;
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
