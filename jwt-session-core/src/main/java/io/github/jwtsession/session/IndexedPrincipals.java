package io.github.jwtsession.session;

import java.util.Set;

import io.github.jwtsession.JwtSession;
import org.jspecify.annotations.Nullable;

import org.springframework.session.FindByIndexNameSessionRepository;

/**
 * Finds the principal where Spring Session has an application write its name.
 */
final class IndexedPrincipals implements PrincipalResolver {

	private static final String NAME = FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME;

	@Override
	public @Nullable SessionPrincipal resolve(JwtSession session, Set<String> changed,
			@Nullable SessionPrincipal former) {
		if (!changed.contains(NAME)) {
			return former;
		}
		Object name = session.getAttribute(NAME);
		return (name instanceof String text) ? new SessionPrincipal(text, null) : null;
	}

	@Override
	public boolean isLogin(JwtSession session, String name) {
		return NAME.equals(name);
	}

}
