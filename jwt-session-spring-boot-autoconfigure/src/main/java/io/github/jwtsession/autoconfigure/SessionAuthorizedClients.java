package io.github.jwtsession.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;

/**
 * Authorized clients in the session, so that each instance has them. As with Spring
 * Boot's repository, a client is the user's who has authorized it, even if another logs
 * in within the same session. Tokens that are too long for a session stay with this
 * instance.
 */
final class SessionAuthorizedClients implements OAuth2AuthorizedClientRepository {

	/**
	 * Short, since it stands in each cookie.
	 */
	static final String ATTRIBUTE = "oauth2-clients";

	/**
	 * What of all session cookies the tokens of a client may take up: a login with OpenID
	 * Connect takes up as much again.
	 */
	private static final int SHARE = 2;

	private static final Log logger = LogFactory.getLog(SessionAuthorizedClients.class);

	private final OAuth2AuthorizedClientService local;

	private final int maxLength;

	/**
	 * Whether the session may hold what is too long for its cookies.
	 */
	private final boolean overflow;

	private final AtomicBoolean warned = new AtomicBoolean();

	/**
	 * Create a repository.
	 * @param local keeps what is too long for a session
	 * @param maxSize bytes that the cookies of a session may take up
	 * @param overflow whether what does not fit into them may stand in a store
	 */
	SessionAuthorizedClients(OAuth2AuthorizedClientService local, int maxSize, boolean overflow) {
		this.local = local;
		this.overflow = overflow;
		// of what is encrypted, base64 makes a third more
		this.maxLength = maxSize / SHARE * 3 / 4;
	}

	@Override
	@SuppressWarnings("unchecked")
	public <T extends OAuth2AuthorizedClient> @Nullable T loadAuthorizedClient(String clientRegistrationId,
			@Nullable Authentication principal, HttpServletRequest request) {
		return (T) load(clientRegistrationId, (principal != null) ? principal.getName() : null, request);
	}

	@Nullable OAuth2AuthorizedClient load(String registrationId, @Nullable String principalName, HttpServletRequest request) {
		OAuth2AuthorizedClient client = clients(request.getSession(false)).get(registrationId);
		if (client != null && (principalName == null || client.getPrincipalName().equals(principalName))) {
			return client;
		}
		return (principalName != null) ? this.local.loadAuthorizedClient(registrationId, principalName) : null;
	}

	@Override
	public void saveAuthorizedClient(OAuth2AuthorizedClient authorizedClient, Authentication principal,
			HttpServletRequest request, HttpServletResponse response) {
		save(authorizedClient, principal, request);
	}

	void save(OAuth2AuthorizedClient client, Authentication principal, HttpServletRequest request) {
		String registrationId = client.getClientRegistration().getRegistrationId();
		if (length(client) > this.maxLength) {
			// Also where there is a store: it may not answer when the session is written.
			this.local.saveAuthorizedClient(client, principal);
			if (!this.overflow) {
				warnOfLength(registrationId, length(client));
				removeFromSession(registrationId, request);
				return;
			}
		}
		HttpSession session = request.getSession();
		Map<String, OAuth2AuthorizedClient> clients = new LinkedHashMap<>(clients(session));
		clients.put(registrationId, client);
		session.setAttribute(ATTRIBUTE, clients);
	}

	private static int length(OAuth2AuthorizedClient client) {
		int accessToken = client.getAccessToken().getTokenValue().length();
		return (client.getRefreshToken() != null) ? accessToken + client.getRefreshToken().getTokenValue().length()
				: accessToken;
	}

	private void warnOfLength(String registrationId, int length) {
		if (!this.warned.getAndSet(true)) {
			logger.warn(("The tokens of the OAuth2 client '%s' are %d characters long: too long for a session in "
					+ "cookies. They are kept on this instance alone, and on others the user has to be sent to the "
					+ "authorization server again. Define a JdbcOAuth2AuthorizedClientService bean, set "
					+ "'jwt.session.overflow.store', or raise 'jwt.session.max-size'. This is said once.")
				.formatted(registrationId, length));
		}
	}

	@Override
	public void removeAuthorizedClient(String clientRegistrationId, Authentication principal,
			HttpServletRequest request, HttpServletResponse response) {
		remove(clientRegistrationId, principal.getName(), request);
	}

	void remove(String registrationId, String principalName, HttpServletRequest request) {
		OAuth2AuthorizedClient client = clients(request.getSession(false)).get(registrationId);
		if (client != null && client.getPrincipalName().equals(principalName)) {
			removeFromSession(registrationId, request);
		}
		this.local.removeAuthorizedClient(registrationId, principalName);
	}

	private static void removeFromSession(String registrationId, HttpServletRequest request) {
		HttpSession session = request.getSession(false);
		Map<String, OAuth2AuthorizedClient> clients = new LinkedHashMap<>(clients(session));
		if (session == null || clients.remove(registrationId) == null) {
			return;
		}
		if (clients.isEmpty()) {
			session.removeAttribute(ATTRIBUTE);
		}
		else {
			session.setAttribute(ATTRIBUTE, clients);
		}
	}

	@SuppressWarnings("unchecked")
	private static Map<String, OAuth2AuthorizedClient> clients(@Nullable HttpSession session) {
		Object clients = (session != null) ? session.getAttribute(ATTRIBUTE) : null;
		return (clients instanceof Map<?, ?> map) ? (Map<String, OAuth2AuthorizedClient>) map : Map.of();
	}

}
