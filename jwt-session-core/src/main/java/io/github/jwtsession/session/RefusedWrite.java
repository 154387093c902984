package io.github.jwtsession.session;

/**
 * Why a session that has changed is not sent to the client, which keeps what it has.
 */
public enum RefusedWrite {

	/**
	 * It takes more bytes than the cookies may have. The application gets
	 * {@link io.github.jwtsession.SessionTooLargeException}.
	 */
	TOO_LARGE,

	/**
	 * There is no room for it beside one that cannot be accepted for now.
	 */
	NO_ROOM,

	/**
	 * It was ended or revoked by somebody else since the request came.
	 */
	ENDED,

	/**
	 * It cannot be determined whether it was revoked.
	 */
	UNCONFIRMED,

	/**
	 * It was changed after the response was committed.
	 */
	TOO_LATE;

	static RefusedWrite of(RejectionReason reason) {
		return (reason == RejectionReason.UNCONFIRMED) ? UNCONFIRMED : ENDED;
	}

}
