package io.github.jwtsession;

import io.github.jwtsession.token.InvalidTokenException.Reason;

/**
 * Is told of each token that a client sent and that is no session.
 */
@FunctionalInterface
public interface TokenRejectionListener {

	/**
	 * A token was not accepted.
	 * @param reason why not
	 */
	void onRejection(Reason reason);

}
