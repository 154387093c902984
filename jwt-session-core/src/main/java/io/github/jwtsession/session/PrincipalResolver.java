package io.github.jwtsession.session;

import java.util.Set;

import io.github.jwtsession.JwtSession;
import org.jspecify.annotations.Nullable;

/**
 * Says who is logged in, by what a session holds. Asked whenever a session is written, by
 * many threads at once.
 */
public interface PrincipalResolver {

	/**
	 * Find who is logged in.
	 * @param session the session as it is now
	 * @param changed the names of the attributes that were set, changed or removed since
	 * {@code former} was found
	 * @param former who was logged in before, {@code null} if nobody was
	 * @return who is logged in, {@code null} if nobody is
	 */
	@Nullable SessionPrincipal resolve(JwtSession session, Set<String> changed, @Nullable SessionPrincipal former);

	/**
	 * Whether a change of an attribute may come from a login.
	 * @param session the session as it is now
	 * @param name the name of an attribute that was set, changed or removed
	 * @return {@code true} if the attribute says who is logged in
	 */
	boolean isLogin(JwtSession session, String name);

}
