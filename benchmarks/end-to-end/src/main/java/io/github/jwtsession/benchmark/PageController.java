package io.github.jwtsession.benchmark;

import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
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

	private static final String LARGE = "report";

	/**
	 * Lines that have 20 KB as JSON.
	 */
	private static final int LARGE_LINES = 230;

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

	/**
	 * The same, and one attribute of 20 KB.
	 */
	@GetMapping("/fill/large")
	String fillLarge(HttpServletRequest request) {
		request.getSession().setAttribute(LARGE, report(0));
		return fill(request);
	}

	@GetMapping("/large")
	String large(HttpServletRequest request) {
		return report(existing(request)).size() + "\n";
	}

	@GetMapping("/large/write")
	String writeLarge(HttpServletRequest request) {
		HttpSession session = existing(request);
		int version = Integer.parseInt(report(session).get(0)) + 1;
		session.setAttribute(LARGE, report(version));
		return version + "\n";
	}

	/**
	 * Lines of an order, of which each has something of its own.
	 */
	private static ArrayList<String> report(int version) {
		ArrayList<String> lines = new ArrayList<>();
		lines.add(String.valueOf(version));
		for (int i = 1; i < LARGE_LINES; i++) {
			lines.add("%08x line %d: %s, best before 2027-%02d-%02d".formatted((version + i) * 0x9E3779B9, i,
					"a box of chocolate with sea salt and almonds", i % 12 + 1, i % 28 + 1));
		}
		return lines;
	}

	@SuppressWarnings("unchecked")
	private static List<String> report(HttpSession session) {
		if (session.getAttribute(LARGE) instanceof List<?> lines) {
			return (List<String>) lines;
		}
		throw new ResponseStatusException(HttpStatus.GONE, "The session has lost an attribute");
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
