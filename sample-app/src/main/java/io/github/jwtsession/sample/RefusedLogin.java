package io.github.jwtsession.sample;

import java.io.IOException;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.authentication.SimpleUrlAuthenticationFailureHandler;
import org.springframework.web.servlet.FlashMap;
import org.springframework.web.servlet.FlashMapManager;
import org.springframework.web.servlet.support.SessionFlashMapManager;

/**
 * Back to the sign-in page, which gets the name that was typed, so that nobody has to
 * type it again.
 */
final class RefusedLogin implements AuthenticationFailureHandler {

	/** A name goes into the session for one request, and a session has little room. */
	private static final int LONGEST_NAME = 100;

	private final AuthenticationFailureHandler redirect = new SimpleUrlAuthenticationFailureHandler("/login?error");

	private final FlashMapManager flashMaps = new SessionFlashMapManager();

	@Override
	public void onAuthenticationFailure(HttpServletRequest request, HttpServletResponse response,
			AuthenticationException exception) throws IOException, ServletException {
		String name = request.getParameter("username");
		if (isWorthKeeping(name)) {
			FlashMap forSignIn = new FlashMap();
			forSignIn.setTargetRequestPath(request.getContextPath() + "/login");
			forSignIn.put("username", name);
			this.flashMaps.saveOutputFlashMap(forSignIn, request, response);
		}
		this.redirect.onAuthenticationFailure(request, response, exception);
	}

	private static boolean isWorthKeeping(@Nullable String name) {
		return name != null && !name.isBlank() && name.length() <= LONGEST_NAME;
	}

}
