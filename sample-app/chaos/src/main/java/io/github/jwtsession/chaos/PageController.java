package io.github.jwtsession.chaos;

import java.security.Principal;
import java.util.Base64;
import java.util.Random;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;

import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The pages. Those below {@code /account} need a login.
 */
@RestController
class PageController {

	private static final String VALUE = "value";

	private final Basket basket;

	PageController(Basket basket) {
		this.basket = basket;
	}

	/**
	 * Nothing that needs a session.
	 */
	@GetMapping("/page")
	String page() {
		return "page";
	}

	/**
	 * A page that shows the basket, which the first such page makes.
	 */
	@GetMapping("/basket")
	String basket() {
		return this.basket.size() + " items";
	}

	/**
	 * A page that remembers that it was seen.
	 */
	@GetMapping("/seen")
	String seen(HttpSession session, @RequestParam String what) {
		session.setAttribute("seen", what);
		return "seen";
	}

	/**
	 * The token that a form needs. To ask for it is a write, the first time after a
	 * login.
	 */
	@GetMapping("/account/csrf")
	String csrf(CsrfToken token) {
		return token.getToken();
	}

	/**
	 * Who is logged in, and what was written last.
	 */
	@GetMapping("/account")
	String account(Principal principal, HttpSession session) {
		return principal.getName() + " " + session.getAttribute(VALUE);
	}

	/**
	 * Write.
	 */
	@PostMapping("/account/value")
	String write(HttpSession session, @RequestParam int value) {
		session.setAttribute(VALUE, value);
		return "written";
	}

	/**
	 * Make the session as large as that many bytes that cannot be compressed.
	 */
	@PostMapping("/account/fill")
	String fill(HttpSession session, @RequestParam int size) {
		byte[] random = new byte[size * 3 / 4];
		new Random().nextBytes(random);
		session.setAttribute("filling", Base64.getUrlEncoder().withoutPadding().encodeToString(random));
		return "filled";
	}

	/**
	 * Change the session's id.
	 */
	@PostMapping("/account/id")
	String changeId(HttpServletRequest request) {
		request.changeSessionId();
		return "changed";
	}

}
