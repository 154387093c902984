package io.github.jwtsession.security;

import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.jwtsession.JwtSession;
import io.github.jwtsession.session.ClientSession;
import io.github.jwtsession.session.PrincipalResolver;
import io.github.jwtsession.session.SessionPrincipal;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.web.authentication.switchuser.SwitchUserGrantedAuthority;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.util.StringUtils;

/**
 * Finds the principal in the {@link SecurityContext} that a session holds, under whatever
 * name it does, and the one behind it where a user acts as another.
 */
public final class SecurityContextPrincipals implements PrincipalResolver {

	private static final String NAME = FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME;

	private static final String CONTEXT = HttpSessionSecurityContextRepository.SPRING_SECURITY_CONTEXT_KEY;

	private static final Log logger = LogFactory.getLog(SecurityContextPrincipals.class);

	private final AtomicBoolean warned = new AtomicBoolean();

	@Override
	public @Nullable SessionPrincipal resolve(JwtSession session, Set<String> changed,
			@Nullable SessionPrincipal former) {
		if (changed.contains(NAME) || changed.contains(CONTEXT)) {
			return find(session);
		}
		boolean removed = false;
		for (String name : changed) {
			Object value = session.getAttribute(name);
			if (value instanceof SecurityContext context) {
				return principalOf(context);
			}
			removed |= (value == null);
		}
		return (removed && former != null) ? findUnchanged(session, former) : former;
	}

	/**
	 * What was removed may have been the context under a name of the application's. Where
	 * that is not certain, somebody who may be logged in stays revocable.
	 */
	private @Nullable SessionPrincipal findUnchanged(JwtSession session, SessionPrincipal former) {
		Set<String> names = session.getAttributeNames();
		if (names.contains(NAME) || names.contains(CONTEXT)) {
			return former;
		}
		boolean unknown = false;
		for (String name : names) {
			boolean toBeLoaded = isToBeLoaded(session, name);
			unknown |= toBeLoaded;
			if (!toBeLoaded && session.getAttribute(name) instanceof SecurityContext context) {
				return principalOf(context);
			}
		}
		return unknown ? former : null;
	}

	private @Nullable SessionPrincipal find(JwtSession session) {
		if (session.getAttribute(NAME) instanceof String name) {
			return new SessionPrincipal(name, actorOf(session.getAttribute(CONTEXT)));
		}
		if (session.getAttribute(CONTEXT) instanceof SecurityContext context) {
			return principalOf(context);
		}
		for (String name : session.getAttributeNames()) {
			if (!isToBeLoaded(session, name) && session.getAttribute(name) instanceof SecurityContext context) {
				return principalOf(context);
			}
		}
		return null;
	}

	/**
	 * Nobody has asked for it in this request: the store is not asked, either, only to
	 * find out whether it is a login under another name.
	 */
	private static boolean isToBeLoaded(JwtSession session, String name) {
		return session instanceof ClientSession client && client.isToBeLoaded(name);
	}

	private @Nullable SessionPrincipal principalOf(SecurityContext context) {
		Authentication authentication = context.getAuthentication();
		if (authentication == null) {
			return null;
		}
		String name = authentication.getName();
		if (!StringUtils.hasLength(name)) {
			warnOfNoName(authentication);
			return null;
		}
		return new SessionPrincipal(name, actorOf(context));
	}

	private void warnOfNoName(Authentication authentication) {
		if (authentication.isAuthenticated() && this.warned.compareAndSet(false, true)) {
			logger
				.warn("A session has a login without a principal: %s.getName() returned nothing. Such sessions cannot "
					.formatted(authentication.getClass().getName())
						+ "be revoked by principal, and other instances do not learn of their end.");
		}
	}

	/**
	 * Who switched to the user (see {@code SwitchUserFilter}).
	 */
	private static @Nullable String actorOf(@Nullable Object context) {
		Authentication authentication = (context instanceof SecurityContext security) ? security.getAuthentication()
				: null;
		if (authentication == null) {
			return null;
		}
		for (GrantedAuthority authority : authentication.getAuthorities()) {
			if (authority instanceof SwitchUserGrantedAuthority switched) {
				return switched.getSource().getName();
			}
		}
		return null;
	}

	@Override
	public boolean isLogin(JwtSession session, String name) {
		return NAME.equals(name) || CONTEXT.equals(name) || session.getAttribute(name) instanceof SecurityContext;
	}

}
