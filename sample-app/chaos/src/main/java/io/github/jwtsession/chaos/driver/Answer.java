package io.github.jwtsession.chaos.driver;

import java.time.Duration;

/**
 * What a browser got.
 *
 * @param status the status, or 0 if there was no answer
 * @param location where it was redirected to, or an empty text
 * @param body the body, or what went wrong if there was no answer
 * @param duration from the request to the whole answer
 */
record Answer(int status, String location, String body, Duration duration) {

	/**
	 * Whether the user sees an error page, or nothing.
	 */
	boolean isError() {
		return this.status == 0 || this.status >= 500 || (this.status >= 400 && this.status != 403);
	}

	/**
	 * Whether the user is taken for nobody: sent to the login page, or with a form whose
	 * token is of another session.
	 */
	boolean isOfNobody() {
		return this.status == 403 || (this.status == 302 && this.location.endsWith("/login"));
	}

	boolean isOk() {
		return this.status == 200;
	}

}
