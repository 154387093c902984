package io.github.jwtsession.attribute;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

import org.springframework.security.web.csrf.DefaultCsrfToken;

/**
 * Sessions as frameworks and applications make them.
 */
public final class FrameworkSessions {

	private FrameworkSessions() {
	}

	/**
	 * A form login with two roles.
	 * @return a security context
	 */
	public static Object formLogin() {
		return FrameworkValues.context(FrameworkValues.formLogin());
	}

	/**
	 * A login with an ID token of 1,000 characters and ten claims of user info.
	 * @return a security context
	 */
	public static Object oidcLogin() {
		return FrameworkValues.context(FrameworkValues.oidcLogin());
	}

	/**
	 * A CSRF token.
	 * @return the token
	 */
	public static Object csrfToken() {
		return new DefaultCsrfToken("X-CSRF-TOKEN", "_csrf", "6d3c1b1e-8a8b-4a8e-9d63-0d5b3a2f7a10");
	}

	/**
	 * A cart of five items.
	 * @return the cart
	 */
	public static Object cart() {
		return new Cart(new ArrayList<>(List.of(new Item(1L, "Assam tea", 2, 490), new Item(2L, "Darjeeling", 1, 690),
				new Item(3L, "Earl Grey", 3, 390), new Item(4L, "Oolong", 1, 890), new Item(5L, "Rooibos", 2, 290))));
	}

	record Cart(List<Item> items) implements Serializable {
	}

	record Item(Long id, String name, int quantity, int cents) implements Serializable {
	}

}
