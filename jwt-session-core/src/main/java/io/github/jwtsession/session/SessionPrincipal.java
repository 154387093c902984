package io.github.jwtsession.session;

import org.jspecify.annotations.Nullable;

/**
 * Who is logged in.
 *
 * @param name the name of the principal
 * @param actor the name of the principal who acts as the other, {@code null} if nobody
 * does
 */
public record SessionPrincipal(String name, @Nullable String actor) {

	/**
	 * Whether one has become the other without a login: somebody begins to act as
	 * another, acts as one more, or stops doing so.
	 */
	boolean isSwitchedFrom(SessionPrincipal former) {
		if (this.name.equals(former.actor)) {
			return true;
		}
		return this.actor != null && (this.actor.equals(former.name) || this.actor.equals(former.actor));
	}

	/**
	 * No names: they are personal data.
	 */
	@Override
	public String toString() {
		return "SessionPrincipal";
	}

}
