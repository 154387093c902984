package io.github.jwtsession.cookie;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import io.github.jwtsession.jwe.CompactToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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
		assertThat(split("a.b.c")).extracting(SetCookie::header)
			.containsExactly("sid=a.b.c; Path=/shop; HttpOnly; SameSite=Lax");
	}

	@Test
	void attributesComeFromTheSettings() {
		CookieSettings settings = CookieSettings.builder("sid")
			.domain("example.com")
			.path("/")
			.httpOnly(false)
			.secure(true)
			.sameSite("None")
			.partitioned(true)
			.persistent(true)
			.build();
		List<SetCookie> split = new SessionCookies(settings).split(token("t"), 0, Duration.ofMinutes(5), SCOPE,
				Set.of());
		assertThat(split).singleElement()
			.extracting(SetCookie::header)
			.asString()
			.startsWith("sid=t; Path=/; Domain=example.com; Max-Age=300; Expires=")
			.endsWith("; Secure; Partitioned; SameSite=None");
	}

	@Test
	void secureAndPathComeFromTheRequestIfLeftOpen() {
		SetCookie cookie = this.cookies.split(token("t"), 0, null, new CookieScope("/x", true), Set.of()).get(0);
		assertThat(cookie.header().split("; ")).contains("Secure", "Path=/x");
	}

	@ParameterizedTest
	@CsvSource({ "false, 4096", "true, 4096", "true, 512" })
	void noCookieExceedsTheSizeThatBrowsersTakeWhateverTheyCount(boolean persistent, int maxCookieSize) {
		SessionCookies sized = new SessionCookies(settings(persistent, maxCookieSize));
		for (int length = 1; length < 20_000; length += 7) {
			String token = "x".repeat(length);
			List<SetCookie> split = sized.split(token(token), 0, persistent ? Duration.ofDays(3650) : null, SCOPE,
					Set.of());
			assertThat(split).allMatch((cookie) -> cookie.header().length() <= maxCookieSize);
			assertThat(sessions(sized, request(split))).containsExactly(token);
		}
	}

	/**
	 * The attributes are written once for each scope: another one must not get them.
	 */
	@Test
	void attributesAreThoseOfTheScopeWhateverTheOneBefore() {
		for (CookieScope scope : List.of(SCOPE, new CookieScope("/x", true), SCOPE, new CookieScope("/shop", true))) {
			for (Duration maxAge : Arrays.asList(null, Duration.ZERO, Duration.ofMinutes(5))) {
				SetCookie cookie = this.cookies.split(token("t"), 0, maxAge, scope, Set.of()).get(0);
				ResponseCookie.ResponseCookieBuilder expected = ResponseCookie.from("sid", "t")
					.path(scope.path())
					.secure(scope.secure())
					.httpOnly(true)
					.sameSite("Lax");
				if (maxAge != null) {
					expected.maxAge(maxAge);
				}
				assertThat(withoutExpires(cookie.header())).isEqualTo(withoutExpires(expected.build().toString()));
			}
		}
	}

	private static String withoutExpires(String header) {
		return header.replaceFirst("Expires=[^;]+", "Expires=");
	}

	@Test
	void firstPartTellsHowManyThereAre() {
		List<SetCookie> split = split("x".repeat(9000));
		assertThat(split).extracting(SetCookie::name).containsExactly("sid", "sid-1", "sid-2");
		assertThat(split.get(0).value()).startsWith("3:xxx");
	}

	@Test
	void leftoverPartsAreNotJoinedIn() {
		MultiValueMap<String, String> request = request(split("a.b.c"));
		request.add("sid-1", "leftover");
		request.add("sid-7", "leftover");
		assertThat(sessions(this.cookies, request)).containsExactly("a.b.c");
	}

	@Test
	void leftoverPartsAreExpired() {
		List<SetCookie> split = this.cookies.split(token("a.b.c"), 0, null, SCOPE, Set.of("sid", "sid-1", "sid-7"));
		assertThat(split).filteredOn(SetCookie::isExpired)
			.extracting(SetCookie::name)
			.containsExactlyInAnyOrder("sid-1", "sid-7");
	}

	@Test
	void newContentExpiresTheRenewalOfTheOldAndLeavesTheTombstone() {
		List<SetCookie> split = this.cookies.split(token("a.b.c"), 0, null, SCOPE, Set.of("sid", "sid-r", "sid-t"));
		assertThat(split).filteredOn(SetCookie::isExpired).extracting(SetCookie::name).containsExactly("sid-r");
	}

	@Test
	void renewalsAndTombstonesHaveCookiesOfTheirOwn() {
		assertThat(this.cookies.renewal(token("r"), null, SCOPE).header())
			.isEqualTo("sid-r=r; Path=/shop; HttpOnly; SameSite=Lax");
		assertThat(this.cookies.tombstone(token("t"), Duration.ofMinutes(5), SCOPE).header())
			.startsWith("sid-t=t; Path=/shop; Max-Age=300; Expires=");
		MultiValueMap<String, String> request = new LinkedMultiValueMap<>();
		request.add("sid-r", "r");
		request.addAll("sid-t", Arrays.asList("a", "b", "c", "d", "e"));
		ReceivedTokens received = received(this.cookies, request);
		assertThat(received.renewals()).extracting(CompactToken::value).containsExactly("r");
		assertThat(received.tombstones()).extracting(CompactToken::value).containsExactly("a", "b", "c", "d", "e");
	}

	@Test
	void missingPartIsNoToken() {
		MultiValueMap<String, String> request = request(split("x".repeat(9000)));
		request.remove("sid-1");
		assertThat(sessions(this.cookies, request)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "0:a", "1:a", "9999:a", "181:a", "-1:a", "02:a", "x:a", ":a", "2:", "99999999999:a" })
	void impossibleCountIsNoToken(String value) {
		MultiValueMap<String, String> request = new LinkedMultiValueMap<>();
		request.add("sid", value);
		assertThat(sessions(this.cookies, request)).isEmpty();
	}

	@Test
	void cookiesOfTheSameNameAreAllCandidates() {
		MultiValueMap<String, String> request = new LinkedMultiValueMap<>();
		request.addAll("sid", Arrays.asList("a", "b", "c", "d", "e", "f"));
		assertThat(sessions(this.cookies, request)).containsExactly("a", "b", "c", "d", "e", "f");
	}

	@Test
	void noMoreIsTriedThanAFewTimesTheSizeOfASession() {
		MultiValueMap<String, String> request = new LinkedMultiValueMap<>();
		for (int i = 0; i < 100; i++) {
			request.add("sid", "x".repeat(4000));
			request.add("sid-r", "x".repeat(4000));
			request.add("sid-t", "x".repeat(4000));
		}
		ReceivedTokens received = received(this.cookies, request);
		assertThat(received.sessions()).hasSize(8 * 8192 / 4000);
		assertThat(received.renewals()).hasSize(8 * 8192 / 4000);
		assertThat(received.tombstones()).hasSize(8 * 8192 / 4000);
	}

	@Test
	void manyCookiesWithNextToNothingInThemAreNotAllTried() {
		MultiValueMap<String, String> request = new LinkedMultiValueMap<>();
		for (int i = 0; i < 10_000; i++) {
			request.add("sid", "x");
		}
		assertThat(sessions(this.cookies, request)).hasSize(8 * 8192 / 128);
	}

	@ParameterizedTest
	@ValueSource(strings = { "sid", "sid-1", "sid-2" })
	void partsOfOthersKeepNoTokenFromBeingTried(String tossed) {
		String token = "x".repeat(4000) + "y".repeat(4000) + "z".repeat(1000);
		List<SetCookie> split = split(token);
		String genuine = request(split).getFirst(tossed);
		for (List<String> values : List.of(List.of("junk", genuine), List.of("3:junk", genuine),
				List.of(genuine.replace('y', 'j').replace('z', 'j').replace('x', 'j'), genuine),
				List.of(genuine, "junk"), List.of("2:" + "j".repeat(10), "j".repeat(4000), genuine))) {
			MultiValueMap<String, String> request = request(split);
			request.put(tossed, values);
			assertThat(sessions(this.cookies, request)).contains(token);
		}
	}

	@Test
	void ofManyCombinationsAFewTimesTheSizeOfASessionIsTried() {
		MultiValueMap<String, String> request = request(split("x".repeat(30_000)));
		for (int part = 1; part < 7; part++) {
			for (int i = 0; i < 10; i++) {
				request.add("sid-" + part, request.getFirst("sid-1"));
			}
		}
		assertThat(sessions(this.cookies, request)).hasSizeLessThanOrEqualTo(8 * 8192 / 30_000);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 15, 17, 100 })
	@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
	void combinationsForWhichNoRoomIsLeftEndTheSearch(int length) {
		MultiValueMap<String, String> request = new LinkedMultiValueMap<>();
		request.add("sid", "x".repeat(200));
		request.add("sid", "8:" + "x".repeat(length));
		for (int part = 1; part < 8; part++) {
			for (int i = 0; i < 30; i++) {
				request.add("sid-" + part, "x".repeat(length));
			}
		}
		assertThat(sessions(this.cookies, request)).hasSizeBetween(60, 8 * 8192 / 128);
	}

	@Test
	void cookiesOfTheFormerNameAreReadUntilThereIsOneOfThePresent() {
		SessionCookies cookies = new SessionCookies(CookieSettings.builder("__Host-sid").formerName("sid").build());
		MultiValueMap<String, String> request = request(split("x".repeat(9000)));
		request.add("sid-r", "renewal");
		assertThat(sessions(cookies, request)).containsExactly("x".repeat(9000));
		assertThat(received(cookies, request).renewals()).extracting(CompactToken::value).containsExactly("renewal");
		assertThat(cookies.split(token("a"), 0, null, new CookieScope("/", true),
				received(cookies, request).cookieNames()))
			.extracting(SetCookie::name)
			.containsExactly("__Host-sid", "sid", "sid-1", "sid-2", "sid-r");
		request.add("__Host-sid", "present");
		assertThat(sessions(cookies, request)).containsExactly("present");
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
		List<SetCookie> split = split("abc");
		assertThat(this.cookies.sizeOf(split)).isEqualTo(("Set-Cookie: " + split.get(0).header() + "\r\n").length());
	}

	private List<SetCookie> split(String token) {
		return this.cookies.split(token(token), 0, null, SCOPE, Set.of());
	}

	private static MultiValueMap<String, String> request(List<SetCookie> cookies) {
		MultiValueMap<String, String> request = new LinkedMultiValueMap<>();
		cookies.forEach((cookie) -> request.add(cookie.name(), cookie.value()));
		return request;
	}

	private static CompactToken token(String value) {
		return new CompactToken(value);
	}

	private static List<String> sessions(SessionCookies cookies, MultiValueMap<String, String> request) {
		return received(cookies, request).sessions().stream().map((received) -> received.token().value()).toList();
	}

	private static ReceivedTokens received(SessionCookies cookies, MultiValueMap<String, String> request) {
		SessionCookies.Receiver receiver = cookies.receiver();
		request.forEach((name, values) -> values.forEach((value) -> receiver.add(name, value)));
		return receiver.tokens();
	}

	private static CookieSettings settings(boolean persistent, int maxCookieSize) {
		return CookieSettings.builder("sid").persistent(persistent).maxCookieSize(maxCookieSize).build();
	}

}
