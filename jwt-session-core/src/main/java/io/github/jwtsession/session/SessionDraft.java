package io.github.jwtsession.session;

import io.github.jwtsession.attribute.AttributesSnapshot;
import io.github.jwtsession.token.SessionClaims;

/**
 * What the client is to have next.
 *
 * @param claims what the token says
 * @param changes the attributes in it
 * @param idChanged whether it ends the session under its former id
 */
record SessionDraft(SessionClaims claims, AttributesSnapshot changes, boolean idChanged) {

	/**
	 * The same with attributes in other places.
	 */
	SessionDraft with(AttributesSnapshot changes) {
		return new SessionDraft(this.claims.withAttributes(changes.toJson()), changes, this.idChanged);
	}

}
