package io.github.jwtsession.security;

import io.github.jwtsession.session.FrameworkValues;

import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.savedrequest.SavedRequest;

/**
 * What Spring Security puts into a session by itself, whatever the name it is given by
 * the application: see {@code HttpSessionRequestCache#setSessionAttrName}.
 */
public final class SpringSecurityValues implements FrameworkValues {

	@Override
	public boolean contains(Object value) {
		return value instanceof SavedRequest || value instanceof AuthenticationException;
	}

}
