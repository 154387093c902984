package io.github.jwtsession.sample;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The shop without the shop: three plain answers that show, with {@code curl} alone, how
 * one session serves several instances.
 */
@RestController
@RequestMapping(produces = MediaType.TEXT_PLAIN_VALUE)
final class DemoController {

	private static final String ATTRIBUTE = "authUsername";

	private final SampleProperties properties;

	DemoController(SampleProperties properties) {
		this.properties = properties;
	}

	@GetMapping("/log-in-and-generate-session")
	String logIn(HttpSession session) {
		String name = "Sam Carter";
		session.setAttribute(ATTRIBUTE, name);
		return name + " logged IN. (JWT session generated)";
	}

	@GetMapping("/webapp/browsing")
	String browse(HttpServletRequest request) {
		Object name = name(request.getSession(false));
		String answer = (name != null) ? "Hello, " + name + " !!" : "Session.authUsername is not defined!";
		return answer + " (" + this.properties.instance() + ")";
	}

	/** Touches no session: shows that such a request neither needs nor makes a cookie. */
	@GetMapping("/jwt-session-encrypt")
	String hello() {
		return "Hello world!";
	}

	private @Nullable Object name(@Nullable HttpSession session) {
		return (session != null) ? session.getAttribute(ATTRIBUTE) : null;
	}

}
