package io.github.jwtsession.cookie;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.ResponseCookie;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SessionCookies}.
 */
class SessionCookiesTests {

	private static final CookieScope SCOPE = new CookieScope("/shop", false);

	private final SessionCookies cookies = new SessionCookies(settings(false, 4096));

	@Test
	void shortTokenIsTheValueOfOneCookie() {
		assertThat(split("a.b.c")).extracting(ResponseCookie::toString)
			.containsExactly("sid=a.b.c; Path=/shop; HttpOnly; SameSite=Lax");
	}

	@Test
	void attributesComeFromTheSettings() {
		CookieSettings settings = new CookieSettings("sid", "example.com", "/", false, true, "None", true, true, 4096,
				8192);
		List<ResponseCookie> split = new SessionCookies(settings).split("t", Duration.ofMinutes(5), SCOPE, Set.of());
		assertThat(split).singleElement()
			.asString()
			.startsWith("sid=t; Path=/; Domain=example.com; Max-Age=300; Expires=")
			.endsWith("; Secure; Partitioned; SameSite=None");
	}

	@Test
	void secureAndPathComeFromTheRequestIfLeftOpen() {
		ResponseCookie cookie = this.cookies.split("t", null, new CookieScope("/x", true), Set.of()).get(0);
		assertThat(cookie.isSecure()).isTrue();
		assertThat(cookie.getPath()).isEqualTo("/x");
	}

	@ParameterizedTest
	@CsvSource({ "false, 4096", "true, 4096", "true, 512" })
	void noCookieExceedsTheSizeThatBrowsersTakeWhateverTheyCount(boolean persistent, int maxCookieSize) {
		SessionCookies sized = new SessionCookies(settings(persistent, maxCookieSize));
		for (int length = 1; length < 20_000; length += 7) {
			String token = "x".repeat(length);
			List<ResponseCookie> split = sized.split(token, persistent ? Duration.ofDays(3650) : null, SCOPE, Set.of());
			assertThat(split).allMatch((cookie) -> cookie.toString().length() <= maxCookieSize);
			assertThat(sized.join(request(split))).containsExactly(token);
		}
	}

	@Test
	void firstPartTellsHowManyThereAre() {
		List<ResponseCookie> split = split("x".repeat(9000));
		assertThat(split).extracting(ResponseCookie::getName).containsExactly("sid", "sid-1", "sid-2");
		assertThat(split.get(0).getValue()).startsWith("3:xxx");
	}

	@Test
	void leftoverPartsAreNotJoinedIn() {
		MultiValueMap<String, String> request = request(split("a.b.c"));
		request.add("sid-1", "leftover");
		request.add("sid-7", "leftover");
		assertThat(this.cookies.join(request)).containsExactly("a.b.c");
	}

	@Test
	void leftoverPartsAreExpired() {
		List<ResponseCookie> split = this.cookies.split("a.b.c", null, SCOPE, Set.of("sid", "sid-1", "sid-7"));
		assertThat(split).filteredOn((cookie) -> cookie.getMaxAge().isZero())
			.extracting(ResponseCookie::getName)
			.containsExactlyInAnyOrder("sid-1", "sid-7");
	}

	@Test
	void newContentExpiresTheRenewalOfTheOldAndLeavesTheTombstone() {
		List<ResponseCookie> split = this.cookies.split("a.b.c", null, SCOPE, Set.of("sid", "sid-r", "sid-t"));
		assertThat(split).filteredOn((cookie) -> cookie.getMaxAge().isZero())
			.extracting(ResponseCookie::getName)
			.containsExactly("sid-r");
	}

	@Test
	void companionsHaveCookiesOfTheirOwn() {
		assertThat(this.cookies.renewal("r", null, SCOPE)).hasToString("sid-r=r; Path=/shop; HttpOnly; SameSite=Lax");
		assertThat(this.cookies.tombstone("t", Duration.ofMinutes(5), SCOPE).toString())
			.startsWith("sid-t=t; Path=/shop; Max-Age=300; Expires=");
		MultiValueMap<String, String> request = new LinkedMultiValueMap<>();
		request.add("sid-r", "r");
		request.addAll("sid-t", Arrays.asList("a", "b", "c", "d", "e"));
		assertThat(this.cookies.renewals(request)).containsExactly("r");
		assertThat(this.cookies.tombstones(request)).containsExactly("a", "b", "c", "d");
	}

	@Test
	void missingPartIsNoToken() {
		MultiValueMap<String, String> request = request(split("x".repeat(9000)));
		request.remove("sid-1");
		assertThat(this.cookies.join(request)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "0:a", "1:a", "9999:a", "181:a", "-1:a", "02:a", "x:a", ":a", "2:", "99999999999:a" })
	void impossibleCountIsNoToken(String value) {
		MultiValueMap<String, String> request = new LinkedMultiValueMap<>();
		request.add("sid", value);
		assertThat(this.cookies.join(request)).isEmpty();
	}

	@Test
	void cookiesOfTheSameNameAreAllCandidatesUpToALimit() {
		MultiValueMap<String, String> request = new LinkedMultiValueMap<>();
		request.addAll("sid", Arrays.asList("a", "b", "c", "d", "e", "f"));
		assertThat(this.cookies.join(request)).containsExactly("a", "b", "c", "d");
	}

	@ParameterizedTest
	@ValueSource(strings = { "sid", "sid-1", "sid-25", "sid-999", "sid-r", "sid-t" })
	void knowsItsCookies(String name) {
		assertThat(this.cookies.isSessionCookie(name)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "", "si", "sid-", "sid-0", "sid-01", "sid-x", "sid1", "sid-1x", "sid-1000", "SID", "sid--1" })
	void leavesOtherCookiesAlone(String name) {
		assertThat(this.cookies.isSessionCookie(name)).isFalse();
	}

	@Test
	void sizeIsThatOfTheHeaders() {
		List<ResponseCookie> split = split("abc");
		assertThat(this.cookies.sizeOf(split)).isEqualTo(("Set-Cookie: " + split.get(0) + "\r\n").length());
	}

	private List<ResponseCookie> split(String token) {
		return this.cookies.split(token, null, SCOPE, Set.of());
	}

	private static MultiValueMap<String, String> request(List<ResponseCookie> cookies) {
		MultiValueMap<String, String> request = new LinkedMultiValueMap<>();
		cookies.forEach((cookie) -> request.add(cookie.getName(), cookie.getValue()));
		return request;
	}

	private static CookieSettings settings(boolean persistent, int maxCookieSize) {
		return new CookieSettings("sid", null, null, true, null, "Lax", false, persistent, maxCookieSize, 8192);
	}

}
