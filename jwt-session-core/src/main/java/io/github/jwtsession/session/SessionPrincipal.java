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
	 * No names: they are personal data.
	 */
	@Override
	public String toString() {
		return "SessionPrincipal";
	}

}
