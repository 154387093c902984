package io.github.jwtsession.session;

import io.github.jwtsession.JwtSession;
import io.github.jwtsession.SessionRevocations;
import io.github.jwtsession.log.LogText;
import org.jspecify.annotations.Nullable;

import org.springframework.session.SessionRepository;

/**
 * What Spring Session's own beans, Spring Boot's {@code sessions} endpoint and
 * applications that know a session's id can do with it: end it. Sessions are with the
 * clients, none is here. The session of a request comes from its {@link SessionExchange}.
 */
public final class JwtSessionRepository implements SessionRepository<JwtSession> {

	private final SessionExchanges exchanges;

	private final SessionRevocations revocations;

	/**
	 * Create a repository.
	 * @param exchanges makes sessions
	 * @param revocations ends sessions
	 */
	public JwtSessionRepository(SessionExchanges exchanges, SessionRevocations revocations) {
		this.exchanges = exchanges;
		this.revocations = revocations;
	}

	/**
	 * Create a session that belongs to no request, so that no client will ever have it.
	 * An application that wants one for its client calls
	 * {@code HttpServletRequest.getSession()}.
	 */
	@Override
	public JwtSession createSession() {
		return new ClientSession(this.exchanges.sessionContext(), true);
	}

	/**
	 * Save a session. That of a request needs no saving, it is sent with the response.
	 * @param session a session
	 * @throws IllegalStateException if the session belongs to no request and has
	 * attributes, which would be lost
	 */
	@Override
	public void save(JwtSession session) {
		if (session instanceof ClientSession client && client.isDetached() && !client.getAttributeNames().isEmpty()) {
			throw new IllegalStateException(
					"There is no client that session '%s' could be sent to. A session begins with a request: "
						.formatted(LogText.of(client.getId())) + "call HttpServletRequest.getSession().");
		}
	}

	/**
	 * Find a session by its id.
	 * @param id the id of a session
	 * @return {@code null}: sessions are with the clients
	 */
	@Override
	public @Nullable JwtSession findById(String id) {
		return null;
	}

	/**
	 * End a session, see {@link SessionRevocations#revokeSession}.
	 * @param id the id of the session
	 * @throws UnsupportedOperationException if revocations are turned off
	 */
	@Override
	public void deleteById(String id) {
		this.revocations.revokeSession(id);
	}

}
