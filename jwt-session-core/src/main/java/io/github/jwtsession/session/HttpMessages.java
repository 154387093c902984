package io.github.jwtsession.session;

import java.util.List;

import io.github.jwtsession.cookie.CookieScope;
import io.github.jwtsession.cookie.ReceivedTokens;
import io.github.jwtsession.cookie.SetCookie;
import org.jspecify.annotations.Nullable;

/**
 * What an exchange reads of a request and writes to its response. Each stack implements
 * it; nothing is read before the exchange asks for it.
 */
public interface HttpMessages {

	/**
	 * The tokens in the request's cookies. Asked for once.
	 * @return the tokens, {@link ReceivedTokens#NONE} if no cookie is the session's
	 */
	ReceivedTokens receivedTokens();

	/**
	 * Where the request came in.
	 * @return the scope of the cookies to be set
	 */
	CookieScope cookieScope();

	/**
	 * What the browser fetches this for: the header {@code Sec-Fetch-Mode} (W3C Fetch
	 * Metadata Request Headers).
	 * @return its value, {@code null} if it was not sent
	 */
	@Nullable String fetchMode();

	/**
	 * Whether the user asked in this request to be remembered.
	 * @return {@code true} if the session is to outlive the browser
	 */
	boolean isRememberMeLogin();

	/**
	 * The request in a log line.
	 * @return method and path, without anything secret
	 */
	String describeRequest();

	/**
	 * Whether the headers of the response were sent: cookies come too late then.
	 * @return {@code true} if they were
	 */
	boolean isCommitted();

	/**
	 * The response's {@code Cache-Control}.
	 * @return the values of the headers, empty if there is none
	 */
	List<String> cacheControl();

	/**
	 * Set cookies in place of those that were set before. Called as long as the response
	 * is not committed.
	 * @param former those that were set before, empty at first
	 * @param cookies all that are to be set now
	 */
	void setCookies(List<SetCookie> former, List<SetCookie> cookies);

}
