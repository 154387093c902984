package io.github.jwtsession.overflow;

import java.util.stream.IntStream;

import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextImpl;

/**
 * The login of a user who is in many groups.
 */
final class LargeLogin {

	private LargeLogin() {
	}

	/**
	 * Log sam in.
	 * @param authorities how many he has, about 70 bytes of JSON each
	 */
	static SecurityContext of(int authorities) {
		return new SecurityContextImpl(new UsernamePasswordAuthenticationToken("sam", null,
				IntStream.range(0, authorities)
					.mapToObj((i) -> new SimpleGrantedAuthority("ROLE_of_a_group_with_a_long_name_" + i))
					.toList()));
	}

}
