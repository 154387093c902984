package io.github.jwtsession.sample;

import java.security.Principal;
import java.util.List;
import java.util.stream.Stream;

import io.github.jwtsession.JwtSession;
import io.github.jwtsession.SessionRevocations;
import io.github.jwtsession.cookie.SessionCookies;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * Shows a session to its owner.
 */
@Controller
final class SessionController {

	private final JwtSession session;

	private final SessionCookies sessionCookies;

	private final SessionRevocations revocations;

	SessionController(JwtSession session, SessionCookies sessionCookies, SessionRevocations revocations) {
		this.session = session;
		this.sessionCookies = sessionCookies;
		this.revocations = revocations;
	}

	@GetMapping("/session")
	String session(HttpServletRequest request, Model model) {
		// the injected session would be created by a look at it
		if (request.getSession(false) == null) {
			return "no-session";
		}
		List<Cookie> cookies = sessionCookies(request);
		int bytes = cookies.stream().mapToInt(this::size).sum();
		model.addAttribute("facts",
				SessionFacts.of(this.session, cookies.size(), bytes, this.sessionCookies.getMaxSize()));
		return "session";
	}

	/**
	 * Ends the sessions that somebody has in whatever browser, this one's included.
	 */
	@PostMapping("/session/log-out-everywhere")
	String logOutEverywhere(Principal principal, HttpServletRequest request) throws ServletException {
		this.revocations.revokePrincipal(principal.getName());
		request.logout();
		return "redirect:/login?everywhere";
	}

	/**
	 * The cookies as the browser sent them: what it holds now, for this page changes
	 * nothing.
	 */
	private List<Cookie> sessionCookies(HttpServletRequest request) {
		if (request.getCookies() == null) {
			return List.of();
		}
		return Stream.of(request.getCookies())
			.filter((cookie) -> this.sessionCookies.isSessionCookie(cookie.getName()))
			.toList();
	}

	private int size(Cookie cookie) {
		return cookie.getName().length() + cookie.getValue().length();
	}

}
