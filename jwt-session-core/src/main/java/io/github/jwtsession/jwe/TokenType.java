package io.github.jwtsession.jwe;

import org.jspecify.annotations.Nullable;

/**
 * What tokens are made for. It stands in their header, {@code typ} (RFC 7516 section
 * 4.1.11, RFC 8725 section 3.11), where it is authenticated with all the rest.
 *
 * @param value the type of the tokens that are made, and that are accepted
 * @param untypedAccepted whether tokens are accepted as well that have no type
 */
public record TokenType(String value, boolean untypedAccepted) {

	/**
	 * Whether a token can be accepted.
	 * @param type the type in its header, {@code null} if there is none
	 * @return {@code true} if it can
	 */
	boolean accepts(@Nullable String type) {
		return (type != null) ? type.equals(this.value) : this.untypedAccepted;
	}

}
