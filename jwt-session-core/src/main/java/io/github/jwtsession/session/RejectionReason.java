package io.github.jwtsession.session;

import io.github.jwtsession.jwe.InvalidTokenException;
import io.github.jwtsession.revocation.RevocationStatus;
import org.jspecify.annotations.Nullable;

/**
 * Why a token that a client sent is no session.
 */
public enum RejectionReason {

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
	 * The store of revocations does not answer, and the application accepts no session
	 * that cannot be checked.
	 */
	UNCONFIRMED("it cannot be determined whether the session was revoked");

	private final String description;

	RejectionReason(String description) {
		this.description = description;
	}

	static RejectionReason of(InvalidTokenException ex) {
		return switch (ex.getReason()) {
			case MALFORMED -> MALFORMED;
			case UNSUPPORTED -> UNSUPPORTED;
			case AUDIENCE -> AUDIENCE;
			case UNKNOWN_KEY -> UNKNOWN_KEY;
			case TAMPERED -> TAMPERED;
			case CLAIMS -> CLAIMS;
		};
	}

	static @Nullable RejectionReason of(RevocationStatus status) {
		return switch (status) {
			case VALID -> null;
			case ENDED -> ENDED;
			case REVOKED -> REVOKED;
			case UNCONFIRMED -> UNCONFIRMED;
		};
	}

	/**
	 * The reason in words.
	 * @return a part of a sentence that says nothing of what the token holds
	 */
	String description() {
		return this.description;
	}

	/**
	 * Whether the token may be accepted later, or by another instance now: this one has
	 * not its key or another clock, or cannot determine whether the session was revoked.
	 * Its cookies must stay.
	 */
	boolean isTemporary() {
		return this == UNKNOWN_KEY || this == NOT_YET_VALID || this == UNCONFIRMED;
	}

	/**
	 * Whether no instance will accept the token at any time: the client may as well
	 * forget it. One that this instance alone does not accept, since it has not the key
	 * or another clock, or cannot determine whether the session was revoked, is kept. So
	 * is one that another application may have made, and one of a session that has ended,
	 * since its cookie may have been overwritten by now: by that of a new login, for
	 * instance.
	 */
	boolean isFinal() {
		return switch (this) {
			case MALFORMED, UNSUPPORTED, TAMPERED, CLAIMS, EXPIRED, TOO_OLD -> true;
			case AUDIENCE, UNKNOWN_KEY, NOT_YET_VALID, ENDED, REVOKED, UNCONFIRMED -> false;
		};
	}

}
