package io.github.jwtsession.chaos.driver;

/**
 * What is counted, in the order of the table's columns.
 */
enum Event {

	/**
	 * A request was sent.
	 */
	REQUEST,

	/**
	 * A login, which was answered as successful.
	 */
	LOGIN,

	/**
	 * A write, which was answered as successful.
	 */
	WRITE,

	/**
	 * A logout, which was answered as successful.
	 */
	LOGOUT,

	/**
	 * An error page, no answer, or a page of somebody else.
	 */
	ERROR,

	/**
	 * A page for nobody, although the user is logged in.
	 */
	REFUSED,

	/**
	 * A user who was logged in is not any more when the fault is over.
	 */
	SESSION_LOST,

	/**
	 * The same, and it was the first thing that he saw after he had logged in.
	 */
	LOGIN_LOST,

	/**
	 * What a write had written, beside which there were only reads, is not there.
	 */
	UPDATE_LOST,

	/**
	 * Cookies that were copied before a logout were accepted seconds after it.
	 */
	COPY_ACCEPTED,

	/**
	 * The browser that has logged out is logged in again, or such a copy was accepted
	 * when the fault was over.
	 */
	REVIVED

}
