package io.github.jwtsession.attribute;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.web.csrf.DefaultCsrfToken;
import org.springframework.security.web.savedrequest.DefaultSavedRequest;

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
	 * The request for a page, with the headers of Chromium, that is saved until its user
	 * has logged in.
	 * @return the request
	 */
	public static Object savedRequest() {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/orders/4711");
		request.setScheme("https");
		request.setServerName("shop.example.com");
		request.setServerPort(443);
		request.setServletPath("/orders/4711");
		request.setQueryString("tab=items");
		request.addParameter("tab", "items");
		request.addHeader("host", "shop.example.com");
		request.addHeader("sec-ch-ua", "\"Chromium\";v=\"156\", \"Not;A=Brand\";v=\"99\"");
		request.addHeader("sec-ch-ua-mobile", "?0");
		request.addHeader("sec-ch-ua-platform", "\"Linux\"");
		request.addHeader("upgrade-insecure-requests", "1");
		request.addHeader("user-agent",
				"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36");
		request.addHeader("accept",
				"text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8");
		request.addHeader("sec-fetch-site", "none");
		request.addHeader("sec-fetch-mode", "navigate");
		request.addHeader("sec-fetch-user", "?1");
		request.addHeader("sec-fetch-dest", "document");
		request.addHeader("accept-encoding", "gzip, deflate, br, zstd");
		request.addHeader("accept-language", "en-US,en;q=0.9,de;q=0.8");
		request.setPreferredLocales(List.of(Locale.US, Locale.ENGLISH, Locale.GERMAN));
		return new DefaultSavedRequest(request, "continue");
	}

	/**
	 * What is kept while a user is at an identity provider.
	 * @return the request
	 */
	public static Object authorizationRequest() {
		return FrameworkValues.authorizationRequest();
	}

	/**
	 * An access token and a refresh token.
	 * @return what holds them
	 */
	public static Object authorizedClient() {
		return FrameworkValues.authorizedClient();
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
