package io.github.jwtsession.autoconfigure;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientService;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * What applications ask by the name of a user: it answers from the session while a
 * request of that user is handled. Outside of requests, and for names that are no user's,
 * there is what this instance keeps.
 */
final class SessionAuthorizedClientService implements OAuth2AuthorizedClientService {

	private final OAuth2AuthorizedClientService local;

	private final SessionAuthorizedClients clients;

	/**
	 * Create a service.
	 * @param local keeps what is in no session
	 * @param maxSize bytes that all session cookies may take up together
	 * @param overflow whether what does not fit into them may stand in a store
	 */
	SessionAuthorizedClientService(OAuth2AuthorizedClientService local, int maxSize, boolean overflow) {
		this.local = local;
		this.clients = new SessionAuthorizedClients(local, maxSize, overflow);
	}

	SessionAuthorizedClients clients() {
		return this.clients;
	}

	@Override
	@SuppressWarnings("unchecked")
	public <T extends OAuth2AuthorizedClient> @Nullable T loadAuthorizedClient(String clientRegistrationId,
			String principalName) {
		HttpServletRequest request = currentRequest();
		return (request != null) ? (T) this.clients.load(clientRegistrationId, principalName, request)
				: this.local.loadAuthorizedClient(clientRegistrationId, principalName);
	}

	@Override
	public void saveAuthorizedClient(OAuth2AuthorizedClient authorizedClient, Authentication principal) {
		HttpServletRequest request = currentRequest();
		if (request != null && isLoggedIn(principal.getName())) {
			this.clients.save(authorizedClient, principal, request);
		}
		else {
			this.local.saveAuthorizedClient(authorizedClient, principal);
		}
	}

	@Override
	public void removeAuthorizedClient(String clientRegistrationId, String principalName) {
		HttpServletRequest request = currentRequest();
		if (request != null) {
			this.clients.remove(clientRegistrationId, principalName, request);
		}
		else {
			this.local.removeAuthorizedClient(clientRegistrationId, principalName);
		}
	}

	private static boolean isLoggedIn(String principalName) {
		Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
		return authentication != null && authentication.getName().equals(principalName);
	}

	/**
	 * The request that this thread handles.
	 */
	private static @Nullable HttpServletRequest currentRequest() {
		return (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes)
				? attributes.getRequest() : null;
	}

}
