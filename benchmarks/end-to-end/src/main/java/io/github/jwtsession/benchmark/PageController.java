package io.github.jwtsession.benchmark;

import java.security.Principal;
import java.util.stream.Stream;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * The pages under load. Those that use a session refuse to make one, so that a session
 * lost on the way is an error and not a fast answer.
 */
@RestController
class PageController {

	private static final String READ = "theme";

	private static final String WRITTEN = "visits";

	/**
	 * Put 1 KB of attributes into the session.
	 */
	@GetMapping("/fill")
	String fill(HttpServletRequest request) {
		HttpSession session = request.getSession();
		session.setAttribute(READ, own("dark"));
		session.setAttribute(WRITTEN, 0);
		session.setAttribute("customerNumber", 4711042);
		session.setAttribute("displayName", own("Sam Carter"));
		session.setAttribute("email", own("sam.carter@shop.example"));
		session.setAttribute("referrer",
				own("https://search.example/results?q=cookies+with+sea+salt&page=2&source=home"));
		session.setAttribute("lastPage",
				own("/catalogue/chocolate/sea-salt-and-dark-chocolate?sort=price&order=ascending"));
		session.setAttribute("deliveryNote", own(
				"Please leave the parcel with the neighbours on the ground floor if nobody answers the bell, and not in "
						+ "front of the door, where it was taken from the last time. The gate is open from eight in the "
						+ "morning to six in the evening; the code for the rest of the day is with the neighbours too."));
		session.setAttribute("recentlySeen",
				Stream
					.of("ginger-snap", "oat-raisin", "chocolate-chip", "lemon-shortbread", "raspberry-linzer",
							"double-chocolate", "almond-crescent", "hazelnut-wafer", "cinnamon-star", "vanilla-kipferl")
					.map(PageController::own)
					.toList());
		session.setAttribute("searches",
				Stream.of("cookies with sea salt", "gluten free", "gift box for a birthday")
					.map(PageController::own)
					.toList());
		return session.isNew() ? "new\n" : "known\n";
	}

	@GetMapping({ "/none", "/account/public" })
	String none() {
		return "none\n";
	}

	@GetMapping("/read")
	String read(HttpServletRequest request) {
		return existing(request).getAttribute(READ) + "\n";
	}

	@GetMapping("/write")
	String write(HttpServletRequest request) {
		HttpSession session = existing(request);
		int visits = visits(session) + 1;
		session.setAttribute(WRITTEN, visits);
		return visits + "\n";
	}

	@GetMapping("/visits")
	String visits(HttpServletRequest request) {
		return visits(existing(request)) + "\n";
	}

	@GetMapping("/account")
	String account(HttpServletRequest request, Principal principal) {
		return principal.getName() + " " + existing(request).getAttribute(READ) + "\n";
	}

	/**
	 * With characters of its own, as a text that came with a request: all sessions would
	 * share those of a literal.
	 */
	private static String own(String text) {
		return new String(text.toCharArray());
	}

	private static int visits(HttpSession session) {
		if (session.getAttribute(WRITTEN) instanceof Integer visits) {
			return visits;
		}
		throw new ResponseStatusException(HttpStatus.GONE, "The session has lost an attribute");
	}

	private static HttpSession existing(HttpServletRequest request) {
		HttpSession session = request.getSession(false);
		if (session == null) {
			throw new ResponseStatusException(HttpStatus.GONE, "There is no session");
		}
		return session;
	}

}
