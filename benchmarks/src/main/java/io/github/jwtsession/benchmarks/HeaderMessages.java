package io.github.jwtsession.benchmarks;

import java.util.List;

import io.github.jwtsession.cookie.CookieScope;
import io.github.jwtsession.cookie.ReceivedTokens;
import io.github.jwtsession.cookie.SessionCookies;
import io.github.jwtsession.cookie.SetCookie;
import io.github.jwtsession.session.HttpMessages;
import org.jspecify.annotations.Nullable;

/**
 * A request that is nothing but its {@code Cookie} header, and a response that keeps the
 * cookies it sets.
 */
final class HeaderMessages implements HttpMessages {

	private static final CookieScope SCOPE = new CookieScope("/", true);

	private final SessionCookies cookies;

	private final String header;

	private List<SetCookie> setCookies = List.of();

	HeaderMessages(SessionCookies cookies, String header) {
		this.cookies = cookies;
		this.header = header;
	}

	List<SetCookie> setCookies() {
		return this.setCookies;
	}

	/**
	 * What a server does with the header, as little as that can be.
	 */
	@Override
	public ReceivedTokens receivedTokens() {
		SessionCookies.Receiver receiver = this.cookies.receiver();
		int start = 0;
		while (start < this.header.length()) {
			int equals = this.header.indexOf('=', start);
			int semicolon = this.header.indexOf("; ", equals);
			int end = (semicolon < 0) ? this.header.length() : semicolon;
			receiver.add(this.header.substring(start, equals), this.header.substring(equals + 1, end));
			start = end + 2;
		}
		return receiver.tokens();
	}

	@Override
	public CookieScope cookieScope() {
		return SCOPE;
	}

	@Override
	public @Nullable String fetchMode() {
		return null;
	}

	@Override
	public boolean isRememberMeLogin() {
		return false;
	}

	@Override
	public String describeRequest() {
		return "GET /";
	}

	@Override
	public boolean isCommitted() {
		return false;
	}

	@Override
	public List<String> cacheControl() {
		return List.of();
	}

	@Override
	public void setCookies(List<SetCookie> former, List<SetCookie> cookies) {
		this.setCookies = cookies;
	}

}
