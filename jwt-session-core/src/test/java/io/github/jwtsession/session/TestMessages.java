package io.github.jwtsession.session;

import java.util.List;

import io.github.jwtsession.cookie.CookieScope;
import io.github.jwtsession.cookie.ReceivedTokens;
import io.github.jwtsession.cookie.SetCookie;
import org.jspecify.annotations.Nullable;

/**
 * A request for a page and its response, both without a server.
 */
final class TestMessages implements HttpMessages {

	private final ReceivedTokens received;

	private List<SetCookie> cookies = List.of();

	private boolean committed;

	TestMessages(ReceivedTokens received) {
		this.received = received;
	}

	/**
	 * What the response sets.
	 */
	List<SetCookie> cookies() {
		return this.cookies;
	}

	void commit() {
		this.committed = true;
	}

	@Override
	public ReceivedTokens receivedTokens() {
		return this.received;
	}

	@Override
	public CookieScope cookieScope() {
		return new CookieScope("/", true);
	}

	@Override
	public @Nullable String fetchMode() {
		return "navigate";
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
		return this.committed;
	}

	@Override
	public List<String> cacheControl() {
		return List.of();
	}

	@Override
	public void setCookies(List<SetCookie> former, List<SetCookie> cookies) {
		this.cookies = cookies;
	}

}
