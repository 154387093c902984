package io.github.jwtsession.cookie;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import io.github.jwtsession.jwe.CompactToken;

import org.springframework.util.Assert;

/**
 * Fuzz target: a {@code Cookie} header as a hostile client, or a hostile neighbour in the
 * same domain, makes it. Nothing in it may be an exception, much work, a header of the
 * client's own making, or keep the session from being seen that came before it.
 */
public final class CookieHeaderFuzz {

	private static final SessionCookies COOKIES = new SessionCookies(
			CookieSettings.builder("s").maxCookieSize(250).build());

	private static final CookieScope SCOPE = new CookieScope("/", true);

	/**
	 * In one cookie, and in three.
	 */
	private static final List<CompactToken> TOKENS = List.of(new CompactToken("a.b"),
			new CompactToken("c".repeat(400)));

	/**
	 * No more cookies are answered.
	 */
	private static final int MANY = 32;

	/**
	 * What any token counts, however short it is.
	 */
	private static final int LITTLE = 128;

	/**
	 * Eight times the size of a session are tried.
	 */
	private static final long MUCH = 8 * 8192;

	private static final Pattern CLEAN = Pattern
		.compile("s(-g[1-9])?(-[1-9][0-9]{0,2}|-r)?=[a-z0-9:.]*; Path=/;[ -~]*");

	private CookieHeaderFuzz() {
	}

	/**
	 * Try one header.
	 * @param data the header's value, in ISO 8859-1
	 */
	public static void fuzzerTestOneInput(byte[] data) {
		List<String> header = split(new String(data, StandardCharsets.ISO_8859_1));
		ReceivedTokens received = receive(header);
		requireBounded(tokens(received), data.length);
		requireBounded(received.renewals(), data.length);
		requireBounded(received.tombstones(), data.length);
		requireCleanAnswer(received);
		requireFirstSessionIsSeen(header);
	}

	/**
	 * As servers do: pairs are separated by semicolons, the first equals sign ends the
	 * name.
	 */
	private static List<String> split(String header) {
		List<String> pairs = new ArrayList<>();
		for (String pair : header.split(";")) {
			if (pair.indexOf('=') >= 0) {
				pairs.add(pair.strip());
			}
		}
		return pairs;
	}

	private static ReceivedTokens receive(List<String> pairs) {
		SessionCookies.Receiver receiver = COOKIES.receiver();
		for (String pair : pairs) {
			int delimiter = pair.indexOf('=');
			receiver.add(pair.substring(0, delimiter), pair.substring(delimiter + 1));
		}
		return receiver.tokens();
	}

	private static List<CompactToken> tokens(ReceivedTokens received) {
		return received.sessions().stream().map(ReceivedToken::token).toList();
	}

	private static void requireBounded(List<CompactToken> tokens, int headerLength) {
		long work = 0;
		for (CompactToken token : tokens) {
			Assert.state(token.length() <= headerLength, "a token is longer than all that came");
			work += Math.max(token.length(), LITTLE);
		}
		Assert.state(work <= MUCH, "too much is tried");
	}

	private static void requireCleanAnswer(ReceivedTokens received) {
		List<SetCookie> cookies = new ArrayList<>(COOKIES.expire(SCOPE, received.cookieNames()));
		for (CompactToken token : TOKENS) {
			cookies.addAll(COOKIES.split(token, 0, Duration.ofHours(1), SCOPE, received.cookieNames()));
		}
		for (SetCookie cookie : cookies) {
			Assert.state(CLEAN.matcher(cookie.header()).matches(), "a header of the client's making");
		}
		Assert.state(cookies.size() < 2 * MANY, "too many cookies are answered");
	}

	private static void requireFirstSessionIsSeen(List<String> header) {
		for (CompactToken token : TOKENS) {
			List<String> pairs = new ArrayList<>();
			COOKIES.split(token, 0, null, SCOPE, Set.of())
				.forEach((cookie) -> pairs.add(cookie.name() + "=" + cookie.value()));
			pairs.addAll(header);
			Assert.state(tokens(receive(pairs)).contains(token), "the first session is not seen");
		}
	}

}
