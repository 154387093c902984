package io.github.jwtsession.servlet;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.jwtsession.JwtSession;
import io.github.jwtsession.MutableClock;
import io.github.jwtsession.TestBrowser;
import io.github.jwtsession.TestBrowser.Response;
import io.github.jwtsession.revocation.RevocationRegistry;
import io.github.jwtsession.session.JwtSessionRepository;
import io.github.jwtsession.session.RejectionReason;
import io.github.jwtsession.session.SessionTokenListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.web.error.ErrorAttributeOptions;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.boot.webmvc.error.DefaultErrorAttributes;
import org.springframework.boot.webmvc.error.ErrorAttributes;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.session.security.web.authentication.SpringSessionRememberMeServices;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.context.request.async.DeferredResult;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@code HttpSession} over HTTP, against the embedded Tomcat.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "logging.level.io.github.jwtsession=debug", "server.servlet.session.timeout=20m",
				"jwt.session.max-size=12KB", "server.max-http-request-header-size=64KB",
				"server.tomcat.max-http-response-header-size=64KB" })
@ExtendWith(OutputCaptureExtension.class)
class HttpSessionTests {

	@LocalServerPort
	private int port;

	@Autowired
	private Recorder recorder;

	@Autowired
	private MutableClock clock;

	@Autowired
	private RevocationRegistry revocations;

	private TestBrowser browser;

	@BeforeEach
	void openBrowser() {
		this.browser = new TestBrowser(this.port);
		this.clock.startNextDay();
		this.recorder.clear();
	}

	@Test
	void attributeIsThereOnTheNextRequest() {
		this.browser.get("/set?name=a&value=1");
		assertThat(this.browser.get("/get?name=a").body()).isEqualTo("1");
	}

	@Test
	void cookieIsAnEncryptedToken() {
		Response response = this.browser.get("/set?name=a&value=plaintext");
		assertThat(response.setCookies()).singleElement()
			.asString()
			.matches("jwt-session=[\\w-]+\\.\\.[\\w-]+\\.[\\w-]+\\.[\\w-]+; Path=/; HttpOnly; SameSite=Lax");
		assertThat(this.browser.cookies().get("jwt-session")).startsWith("eyJ").doesNotContain("plaintext");
	}

	@Test
	void noSessionNoCookie() {
		assertThat(this.browser.get("/no-session").setCookies()).isEmpty();
	}

	@Test
	void sessionWithoutAttributesExists() {
		String id = this.browser.get("/create").body();
		assertThat(this.browser.get("/create").body()).isEqualTo(id);
		assertThat(this.browser.get("/id").setCookies()).isEmpty();
		assertThat(this.recorder.events).containsExactly("created");
	}

	@Test
	void intervalOfASessionWithoutAttributesIsKept() {
		this.browser.get("/interval?seconds=60");
		assertThat(this.browser.get("/interval").body()).isEqualTo("60");
		this.browser.get("/interval?seconds=90");
		assertThat(this.browser.get("/interval").body()).isEqualTo("90");
	}

	@Test
	void idOfASessionWithoutAttributesCanBeChanged() {
		String former = this.browser.get("/create").body();
		String id = this.browser.get("/change-id").body();
		assertThat(id).isNotEqualTo(former);
		assertThat(this.browser.get("/create").body()).isEqualTo(id);
	}

	@Test
	void sessionThatBecomesEmptyTakesItsCookieBack() {
		this.browser.get("/set?name=a&value=1");
		this.browser.get("/remove?name=a");
		assertThat(this.browser.cookies()).isEmpty();
	}

	@Test
	void unchangedSessionIsNotSentAgain() {
		this.browser.get("/set?name=a&value=1");
		assertThat(this.browser.get("/get?name=a").setCookies()).isEmpty();
		assertThat(this.browser.get("/no-session").setCookies()).isEmpty();
		assertThat(this.browser.get("/set?name=a&value=1").setCookies()).isEmpty();
	}

	@Test
	void removedAttributeIsGone() {
		this.browser.get("/set?name=a&value=1");
		this.browser.get("/set?name=b&value=2");
		this.browser.get("/remove?name=a");
		assertThat(this.browser.get("/names").body()).isEqualTo("[b]");
	}

	@Test
	void attributeSetToNullIsGone() {
		this.browser.get("/set?name=a&value=1");
		this.browser.get("/set?name=b&value=2");
		this.browser.get("/set-null?name=a");
		assertThat(this.browser.get("/names").body()).isEqualTo("[b]");
	}

	@Test
	void objectChangedInPlaceIsSent() {
		this.browser.get("/add?value=a");
		this.browser.get("/add?value=b");
		assertThat(this.browser.get("/add?value=c").body()).isEqualTo("[a, b, c]");
	}

	@Test
	void isNewUntilTheClientJoins() {
		assertThat(this.browser.get("/is-new").body()).isEqualTo("true");
		assertThat(this.browser.get("/is-new").body()).isEqualTo("false");
	}

	@Test
	void idAndCreationTimeStay() {
		String first = this.browser.get("/describe").body();
		this.browser.get("/set?name=a&value=1");
		assertThat(this.browser.get("/describe").body()).isEqualTo(first);
	}

	@Test
	void lastAccessIsNotThisRequest() {
		this.browser.get("/set?name=a&value=1");
		Instant before = this.clock.instant();
		this.clock.advance(Duration.ofMinutes(5));
		assertThat(this.browser.get("/last-access").body()).isEqualTo(before.toString());
	}

	@Test
	void invalidateTakesTheCookieBack() {
		this.browser.get("/set?name=a&value=1");
		Response response = this.browser.get("/invalidate");
		assertThat(response.body()).isEqualTo("no session");
		assertThat(this.browser.cookies()).containsOnlyKeys("jwt-session-t");
	}

	@Test
	void invalidatedSessionIsNotRevivedByItsToken() {
		this.browser.get("/set?name=a&value=1");
		String token = this.browser.cookies().get("jwt-session");
		this.browser.get("/invalidate");
		this.recorder.clear();
		this.browser.cookies().put("jwt-session", token);
		assertThat(this.browser.get("/get?name=a").body()).isEqualTo("null");
		assertThat(this.recorder.rejections).containsExactly(RejectionReason.ENDED);
	}

	@Test
	void sessionAfterInvalidateIsAnother() {
		this.browser.get("/set?name=a&value=1");
		String id = this.browser.get("/id").body();
		assertThat(this.browser.get("/renew?name=b&value=2").body()).isNotEqualTo(id);
		assertThat(this.browser.get("/names").body()).isEqualTo("[b]");
	}

	@Test
	void emptySessionAfterInvalidateTakesThePlaceOfTheOldOne() {
		this.browser.get("/set?name=a&value=1");
		String id = this.browser.get("/invalidate-and-begin").body();
		assertThat(this.browser.cookies()).containsOnlyKeys("jwt-session-g1", "jwt-session-t");
		assertThat(this.recorder.events).contains("destroyed a=1");
		assertThat(this.browser.get("/id").body()).isEqualTo(id);
		assertThat(this.browser.get("/get?name=a").body()).isEqualTo("null");
	}

	@Test
	void invalidateAfterAChangeOfIdEndsWhatTheClientHolds() {
		this.browser.get("/set?name=a&value=1");
		String token = this.browser.cookies().get("jwt-session");
		assertThat(this.browser.get("/change-id-and-invalidate").body()).isEqualTo("no session");
		assertThat(this.browser.cookies()).containsOnlyKeys("jwt-session-t");
		this.browser.cookies().put("jwt-session", token);
		this.browser.cookies().remove("jwt-session-t");
		assertThat(this.browser.get("/get?name=a").body()).isEqualTo("null");
	}

	@Test
	void sessionThatWasNeverSentIsNotRemembered() {
		int before = this.revocations.size();
		this.browser.get("/invalidate");
		assertThat(this.revocations.size()).isEqualTo(before);
		assertThat(this.recorder.events).containsExactly("created", "destroyed a=null");
	}

	@Test
	void secondCookieOfTheNameDoesNotTakeThePlaceOfAnInvalidatedSession() {
		this.browser.get("/set?name=a&value=old");
		String old = this.browser.cookies().get("jwt-session");
		this.browser.cookies().clear();
		this.clock.advance(Duration.ofSeconds(5));
		this.browser.get("/set?name=a&value=new");
		String both = this.browser.cookies().get("jwt-session") + "; jwt-session=" + old;
		this.browser.cookies().put("jwt-session", both);
		assertThat(this.browser.get("/get?name=a").body()).isEqualTo("new");
		assertThat(this.browser.get("/invalidate").body()).isEqualTo("no session");
		this.browser.cookies().put("jwt-session", old);
		assertThat(this.browser.get("/get?name=a").body()).isEqualTo("null");
	}

	@Test
	void newEmptySessionLeavesACookieThatCannotBeReadForNow() {
		this.browser.get("/set?name=a&value=1");
		String token = this.browser.cookies().get("jwt-session");
		this.browser.cookies().put("jwt-session", withUnknownKey(token));
		assertThat(this.browser.get("/create").status()).isEqualTo(200);
		assertThat(this.browser.cookies()).containsKey("jwt-session");
		assertThat(this.recorder.rejections).containsExactly(RejectionReason.UNKNOWN_KEY);
	}

	private static String withUnknownKey(String token) {
		String header = "{\"kid\":\"unknown\",\"enc\":\"A256GCM\",\"alg\":\"dir\"}";
		return Base64.getUrlEncoder().withoutPadding().encodeToString(header.getBytes(StandardCharsets.US_ASCII))
				+ token.substring(token.indexOf('.'));
	}

	@Test
	void errorPageThatBeginsASessionDoesNotDropTheTombstone() {
		this.browser.get("/set?name=a&value=1");
		assertThat(this.browser.get("/invalidate-and-fail").status()).isEqualTo(418);
		assertThat(this.browser.cookies()).containsOnlyKeys("jwt-session-g1", "jwt-session-t");
		assertThat(this.browser.get("/names").body()).isEqualTo("[error]");
	}

	@ParameterizedTest
	@ValueSource(strings = { "invalidate", "remove" })
	void sessionThatWasCommittedAndEndedInOneRequestIsNotSent(String end) {
		assertThat(this.browser.get("/include-and-end?end=" + end).setCookies()).isEmpty();
	}

	/**
	 * Spring MVC takes away what an include of one of its pages left in the request.
	 */
	@Test
	void sessionThatOnlyAnIncludeFoundCanBeEnded() {
		this.browser.get("/set?name=a&value=1");
		assertThat(this.browser.get("/include-and-redirect").status()).isEqualTo(303);
		assertThat(this.browser.cookies()).containsOnlyKeys("jwt-session-t");
	}

	@Test
	void useIsToldOnceInAResponse() {
		this.browser.get("/set?name=a&value=1");
		this.clock.advance(Duration.ofMinutes(5));
		assertThat(this.browser.get("/include-only?to=/get&name=a").setCookies()).hasSize(1);
	}

	@Test
	void resetOfTheResponseKeepsASessionThatWasSaved() {
		this.browser.get("/reset");
		assertThat(this.browser.get("/get?name=a").body()).isEqualTo("1");
	}

	@Test
	void bogusPartsDoNotKeepASessionFromBeingSent() {
		for (int i = 1; i < 100; i++) {
			this.browser.cookies().put("jwt-session-" + i, "bogus");
		}
		assertThat(this.browser.get("/set?name=a&value=1").status()).isEqualTo(200);
		assertThat(this.browser.get("/get?name=a").body()).isEqualTo("1");
		assertThat(this.browser.get("/invalidate").status()).isEqualTo(200);
	}

	@Test
	void sameMaxInactiveIntervalIsNoChange() {
		this.browser.get("/set?name=a&value=1");
		assertThat(this.browser.get("/interval?seconds=1200").setCookies()).isEmpty();
	}

	@Test
	void longNumbersTravel() {
		this.browser.get("/set-number?digits=1500");
		assertThat(this.browser.get("/length?name=number").body()).isEqualTo("1500");
	}

	@Test
	void changeSessionIdKeepsAttributesAndEndsTheOldId() {
		this.browser.get("/set?name=a&value=1");
		String id = this.browser.get("/id").body();
		String token = this.browser.cookies().get("jwt-session");
		assertThat(this.browser.get("/change-id").body()).isNotEqualTo(id);
		assertThat(this.browser.get("/get?name=a").body()).isEqualTo("1");
		this.browser.cookies().clear();
		this.browser.cookies().put("jwt-session", token);
		assertThat(this.browser.get("/get?name=a").body()).isEqualTo("null");
	}

	@Test
	void maxInactiveIntervalStays() {
		assertThat(this.browser.get("/interval").body()).isEqualTo("1200");
		this.browser.get("/set?name=a&value=1");
		this.browser.get("/interval?seconds=60");
		assertThat(this.browser.get("/interval").body()).isEqualTo("60");
	}

	@Test
	void listenersAreCalled() {
		this.browser.get("/set?name=a&value=1");
		this.browser.get("/get?name=a");
		assertThat(this.recorder.events).containsExactly("created");
		this.browser.get("/invalidate");
		assertThat(this.recorder.events).containsExactly("created", "destroyed a=1");
	}

	@Test
	void sessionChangedInAForwardIsSent() {
		this.browser.get("/forward?to=/set&name=a&value=1");
		assertThat(this.browser.get("/get?name=a").body()).isEqualTo("1");
	}

	@Test
	void sessionChangedAroundAnIncludeIsSentOnce() {
		Response response = this.browser.get("/include?to=/get&name=before");
		assertThat(response.setCookies()).hasSize(1);
		assertThat(this.browser.get("/names").body()).isEqualTo("[after, before]");
	}

	@Test
	void sessionChangedBeforeAnErrorPageIsSent() {
		assertThat(this.browser.get("/fail?name=a&value=1").status()).isEqualTo(500);
		assertThat(this.browser.get("/get?name=a").body()).isEqualTo("1");
	}

	@Test
	void sessionChangedInAnAsyncRequestIsSent() {
		assertThat(this.browser.get("/async?name=a&value=1").body()).isEqualTo("done");
		assertThat(this.browser.get("/names").body()).isEqualTo("[a, dispatched]");
	}

	@Test
	void sessionChangedBeforeARedirectIsSent() {
		assertThat(this.browser.get("/redirect?name=a&value=1").status()).isEqualTo(303);
		assertThat(this.browser.get("/get?name=a").body()).isEqualTo("1");
	}

	@Test
	void changeAfterTheResponseWasCommittedIsReported(CapturedOutput output) {
		this.browser.get("/set?name=a&value=1");
		assertThat(this.browser.get("/late?name=late").status()).isEqualTo(200);
		assertThat(this.browser.get("/names").body()).isEqualTo("[a]");
		assertThat(output).contains("GET /late is committed, changes to the session are lost")
			.contains("Changed attributes: [late]");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 8191, 8192, 8193, 20_000, 32_768, 32_769, 100_000 })
	void lengthOfTheBodyIsThatOfTheApplication(int length) {
		Response response = this.browser.get("/body?length=" + length);
		assertThat(response.body()).hasSize(length);
		assertThat(response.http().headers().firstValue("Content-Length")).hasValue(String.valueOf(length));
	}

	@Test
	void longSessionIsSplitAndShrinksWithoutLeftovers() {
		this.browser.get("/fill?name=big&size=6000");
		assertThat(this.browser.cookies().keySet()).containsExactly("jwt-session", "jwt-session-1", "jwt-session-2");
		assertThat(this.browser.cookies().get("jwt-session")).startsWith("3:");
		assertThat(this.browser.get("/length?name=big").body()).isEqualTo("6000");
		this.browser.get("/fill?name=big&size=3000");
		assertThat(this.browser.cookies().keySet()).containsExactly("jwt-session", "jwt-session-1");
		this.browser.get("/fill?name=big&size=10");
		assertThat(this.browser.cookies().keySet()).containsExactly("jwt-session");
		assertThat(this.browser.get("/length?name=big").body()).isEqualTo("10");
	}

	@Test
	void tooLargeASessionIsAnErrorAndTheOldOneStays(CapturedOutput output) {
		this.browser.get("/set?name=a&value=1");
		assertThat(this.browser.get("/fill?name=big&size=20000").status()).isEqualTo(500);
		assertThat(this.browser.get("/names").body()).isEqualTo("[a]");
		assertThat(output).contains("'jwt.session.max-size'").contains("{big=20002, a=3}");
	}

	@Test
	void unsupportedAttributeIsAnErrorWhereItIsSetAndTheOldSessionStays() {
		this.browser.get("/set?name=a&value=1");
		assertThat(this.browser.get("/set-thread").body()).contains("'thread'").contains("Thread is not an allowed");
		assertThat(this.browser.get("/names").body()).isEqualTo("[a]");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "x", "a.b", "....", "eyJ..a.b.c", "1:x", "3:x", "9999:x", "2:", ":", "%00", "ééé", "=", "-" })
	void garbageIsNoSession(String value, CapturedOutput output) {
		this.browser.cookies().put("jwt-session", value);
		Response response = this.browser.get("/get?name=a");
		assertThat(response.status()).isEqualTo(200);
		assertThat(response.body()).isEqualTo("null");
		assertThat(output).doesNotContain("Exception");
	}

	@Test
	void alteredTokenIsNoSession() {
		this.browser.get("/set?name=a&value=1");
		String token = this.browser.cookies().get("jwt-session");
		for (int i = 0; i < token.length(); i++) {
			char other = (token.charAt(i) == 'A') ? 'B' : 'A';
			this.browser.cookies().put("jwt-session", token.substring(0, i) + other + token.substring(i + 1));
			Response response = this.browser.get("/get?name=a");
			assertThat(response.status()).isEqualTo(200);
			assertThat(response.body()).isEqualTo("null");
		}
	}

	@Test
	void rejectedTokenIsReportedOnceByReason(CapturedOutput output) {
		this.browser.get("/set?name=a&value=1");
		this.browser.cookies().put("jwt-session", "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..AAAA.AAAA.AAAA");
		this.browser.get("/set?name=a&value=2");
		assertThat(this.recorder.rejections).containsExactly(RejectionReason.UNSUPPORTED);
		assertThat(output).containsOnlyOnce("Session token ignored");
	}

	@Test
	void readSessionIsRenewedWithoutItsContent() {
		this.browser.get("/set?name=a&value=1");
		String content = this.browser.cookies().get("jwt-session");
		this.clock.advance(Duration.ofMinutes(5));
		assertThat(this.browser.get("/get?name=a").setCookies()).singleElement()
			.asString()
			.startsWith("jwt-session-r=");
		assertThat(this.browser.cookies()).containsEntry("jwt-session", content);
		assertThat(this.browser.get("/get?name=a").setCookies()).isEmpty();
		this.clock.advance(Duration.ofMinutes(19));
		assertThat(this.browser.get("/get?name=a").body()).isEqualTo("1");
		assertThat(this.browser.get("/set?name=a&value=2").setCookies())
			.anyMatch((cookie) -> cookie.startsWith("jwt-session-r=;") && cookie.contains("Max-Age=0"));
		assertThat(this.browser.cookies()).containsOnlyKeys("jwt-session");
	}

	@ParameterizedTest
	@CsvSource({ "'public, max-age=60', false", "max-age=60, false", "s-maxage=60, false",
			"'private, max-age=60', true", "no-store, true", "'no-cache, no-store, max-age=0, must-revalidate', true",
			"no-cache, true" })
	void responseThatSharedCachesMayKeepRenewsNothing(String cacheControl, boolean renewed) {
		this.browser.get("/set?name=a&value=1");
		this.clock.advance(Duration.ofMinutes(5));
		String path = "/cached?control=" + URLEncoder.encode(cacheControl, StandardCharsets.UTF_8);
		assertThat(this.browser.get(path).setCookies()).hasSize(renewed ? 1 : 0);
	}

	@Test
	void sessionCreatedAfterTheResponseWasCommittedIsAnError() {
		assertThat(this.browser.get("/create-late").body())
			.endsWith("Cannot create a session after the response has been committed");
	}

	@ParameterizedTest
	@ValueSource(strings = { "garbage", "3:garbage" })
	void uselessCookiesAreNotSentForEver(String value) {
		this.browser.cookies().put("jwt-session", value);
		this.browser.cookies().put("jwt-session-7", "leftover");
		this.browser.get("/get?name=a");
		assertThat(this.browser.cookies()).isEmpty();
	}

	@Test
	void expiredCookieIsNotSentForEver() {
		this.browser.get("/set?name=a&value=1");
		this.clock.advance(Duration.ofHours(1));
		this.browser.get("/get?name=a");
		assertThat(this.browser.cookies()).isEmpty();
		assertThat(this.recorder.rejections).containsExactly(RejectionReason.EXPIRED);
	}

	@Test
	void cookieThatOnlyThisInstanceRefusesIsLeftAlone() {
		this.browser.get("/set?name=a&value=1");
		this.clock.advance(Duration.ofHours(-1));
		assertThat(this.browser.get("/get?name=a").body()).isEqualTo("null");
		assertThat(this.browser.cookies()).containsOnlyKeys("jwt-session");
		this.clock.advance(Duration.ofHours(1));
		assertThat(this.browser.get("/get?name=a").body()).isEqualTo("1");
	}

	@Test
	void sessionThatGrowsTowardsItsLimitIsWarnedAbout(CapturedOutput output) {
		this.browser.get("/fill?name=small&size=10");
		this.browser.get("/fill?name=big&size=7000");
		assertThat(output)
			.containsOnlyOnce("bytes of cookies, the limit is 12288. Largest attributes: {big=7002, small=12}");
		this.browser.get("/get?name=big");
		this.browser.get("/remove?name=small");
		assertThat(output).containsOnlyOnce("bytes of cookies, the limit is 12288");
	}

	@Test
	void rememberedLoginOutlivesTheBrowserAndStaysSo() {
		assertThat(this.browser.get("/remember-me").setCookies()).singleElement().asString().contains("Max-Age=");
		assertThat(this.browser.get("/set?name=a&value=1").setCookies()).singleElement()
			.asString()
			.contains("Max-Age=")
			.contains("Expires=");
	}

	@Test
	void requestedSessionIsNotValidAfterInvalidate() {
		this.browser.get("/set?name=a&value=1");
		assertThat(this.browser.get("/valid-after-invalidate").body()).isEqualTo("true false");
	}

	@Test
	void requestedSessionIdIsNotTheToken() {
		this.browser.get("/set?name=a&value=1");
		String id = this.browser.get("/id").body();
		assertThat(this.browser.get("/requested-id").body()).isEqualTo(id + " true")
			.doesNotContain(this.browser.cookies().get("jwt-session"));
	}

	@Test
	void requestedSessionIdOfAnUnreadableTokenIsNotTheToken() {
		this.browser.cookies().put("jwt-session", "garbage");
		assertThat(this.browser.get("/requested-id").body()).isEqualTo("none false");
	}

	@Test
	void jwtSessionIsInjectedAsBeanAndAsArgument() {
		this.browser.get("/set?name=a&value=1");
		String id = this.browser.get("/id").body();
		String token = this.browser.cookies().get("jwt-session");
		assertThat(this.browser.get("/jwt-session").body())
			.isEqualTo("%s %s %d %s".formatted(id, id, token.length(), "{a=3}"));
	}

	@Test
	void injectedJwtSessionCanBeHandedToWhateverTakesASession() {
		assertThat(this.browser.get("/save-injected?name=a&value=1").status()).isEqualTo(200);
		assertThat(this.browser.get("/get?name=a").body()).isEqualTo("1");
	}

	@Test
	void tokenIsInNoLogLine(CapturedOutput output) {
		this.browser.get("/set?name=a&value=secretvalue");
		this.browser.get("/get?name=a");
		this.browser.get("/invalidate");
		assertThat(output).doesNotContain("..").doesNotContain("secretvalue");
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ SessionController.class, Recorder.class })
	static class Application {

		@Bean
		ErrorAttributes errorAttributesThatBeginASession() {
			return new DefaultErrorAttributes() {
				@Override
				public Map<String, Object> getErrorAttributes(WebRequest request, ErrorAttributeOptions options) {
					Map<String, Object> attributes = super.getErrorAttributes(request, options);
					if (Integer.valueOf(418).equals(attributes.get("status"))) {
						request.setAttribute("error", 1, RequestAttributes.SCOPE_SESSION);
					}
					return attributes;
				}
			};
		}

		@Bean
		MutableClock clock() {
			return new MutableClock(Instant.parse("2026-01-02T12:00:00Z"));
		}

		@Bean
		ServletRegistrationBean<?> includeAndRedirect() {
			return new ServletRegistrationBean<>(new HttpServlet() {
				@Override
				protected void doGet(HttpServletRequest request, HttpServletResponse response)
						throws ServletException, IOException {
					request.getRequestDispatcher("/names").include(request, response);
					request.getSession().invalidate();
					response.sendRedirect("/names", 303);
				}
			}, "/include-and-redirect");
		}

		@Bean
		SecurityFilterChain permitAll(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				.headers((headers) -> headers.cacheControl((cacheControl) -> cacheControl.disable()))
				.build();
		}

	}

	@Component
	static class Recorder implements HttpSessionListener, SessionTokenListener {

		private final List<String> events = new CopyOnWriteArrayList<>();

		private final List<RejectionReason> rejections = new CopyOnWriteArrayList<>();

		void clear() {
			this.events.clear();
			this.rejections.clear();
		}

		@Override
		public void sessionCreated(HttpSessionEvent event) {
			this.events.add("created");
		}

		@Override
		public void sessionDestroyed(HttpSessionEvent event) {
			this.events.add("destroyed a=" + event.getSession().getAttribute("a"));
		}

		@Override
		public void onRejection(RejectionReason reason) {
			this.rejections.add(reason);
		}

	}

	@RestController
	static class SessionController {

		private final JwtSession injected;

		private final JwtSessionRepository repository;

		SessionController(JwtSession injected, JwtSessionRepository repository) {
			this.injected = injected;
			this.repository = repository;
		}

		@GetMapping("/save-injected")
		String saveInjected(@RequestParam String name, @RequestParam String value) {
			this.injected.setAttribute(name, value);
			this.repository.save(this.injected);
			return this.injected.getId();
		}

		@GetMapping("/no-session")
		String noSession() {
			return "";
		}

		@GetMapping("/create")
		String create(HttpServletRequest request) {
			return request.getSession(true).getId();
		}

		@GetMapping("/set")
		String set(HttpSession session, @RequestParam String name, @RequestParam String value) {
			session.setAttribute(name, value);
			return "";
		}

		@GetMapping("/set-null")
		String setNull(HttpSession session, @RequestParam String name) {
			session.setAttribute(name, null);
			return "";
		}

		@GetMapping("/set-thread")
		String setThread(HttpSession session) {
			try {
				session.setAttribute("thread", Thread.currentThread());
				return "";
			}
			catch (IllegalArgumentException ex) {
				return ex.getMessage();
			}
		}

		@GetMapping("/get")
		String get(HttpServletRequest request, @RequestParam String name) {
			HttpSession session = request.getSession(false);
			return (session != null) ? String.valueOf(session.getAttribute(name)) : "null";
		}

		@GetMapping("/remove")
		String remove(HttpSession session, @RequestParam String name) {
			session.removeAttribute(name);
			return "";
		}

		@GetMapping("/names")
		String names(HttpSession session) {
			List<String> names = Collections.list(session.getAttributeNames());
			Collections.sort(names);
			return names.toString();
		}

		@GetMapping("/add")
		@SuppressWarnings("unchecked")
		String add(HttpSession session, @RequestParam String value) {
			List<String> list = (List<String>) session.getAttribute("list");
			if (list == null) {
				session.setAttribute("list", new ArrayList<>(List.of(value)));
				return "";
			}
			list.add(value);
			return list.toString();
		}

		@GetMapping("/fill")
		String fill(HttpSession session, @RequestParam String name, @RequestParam int size) {
			session.setAttribute(name, "x".repeat(size));
			return "";
		}

		@GetMapping("/length")
		String length(HttpSession session, @RequestParam String name) {
			return String.valueOf(session.getAttribute(name).toString().length());
		}

		@GetMapping("/is-new")
		String isNew(HttpSession session) {
			session.setAttribute("a", 1);
			return String.valueOf(session.isNew());
		}

		@GetMapping("/describe")
		String describe(HttpSession session) {
			session.setAttribute("described", true);
			return session.getId() + " " + session.getCreationTime();
		}

		@GetMapping("/last-access")
		String lastAccess(HttpSession session) {
			return Instant.ofEpochMilli(session.getLastAccessedTime()).toString();
		}

		@GetMapping("/id")
		String id(HttpSession session) {
			return session.getId();
		}

		@GetMapping("/invalidate")
		String invalidate(HttpServletRequest request) {
			request.getSession().invalidate();
			return (request.getSession(false) != null) ? "revived" : "no session";
		}

		@GetMapping("/renew")
		String renew(HttpServletRequest request, @RequestParam String name, @RequestParam String value) {
			request.getSession().invalidate();
			request.getSession().setAttribute(name, value);
			return request.getSession().getId();
		}

		@GetMapping("/change-id")
		String changeId(HttpServletRequest request) {
			return request.changeSessionId();
		}

		@GetMapping("/interval")
		String interval(HttpSession session, @RequestParam(required = false) Integer seconds) {
			if (seconds != null) {
				session.setMaxInactiveInterval(seconds);
			}
			return String.valueOf(session.getMaxInactiveInterval());
		}

		@GetMapping("/forward")
		void forward(HttpServletRequest request, HttpServletResponse response, @RequestParam String to)
				throws Exception {
			request.getRequestDispatcher(to).forward(request, response);
		}

		@GetMapping("/include")
		void include(HttpServletRequest request, HttpServletResponse response, @RequestParam String to)
				throws Exception {
			request.getSession().setAttribute("before", 1);
			request.getRequestDispatcher(to).include(request, response);
			request.getSession().setAttribute("after", 1);
		}

		@GetMapping("/fail")
		String fail(HttpSession session, @RequestParam String name, @RequestParam String value)
				throws ServletException {
			session.setAttribute(name, value);
			throw new ServletException("on purpose");
		}

		@GetMapping("/async")
		DeferredResult<String> async(HttpServletRequest request, @RequestParam String name,
				@RequestParam String value) {
			DeferredResult<String> result = new DeferredResult<>();
			if (request.getDispatcherType() == DispatcherType.REQUEST) {
				request.getSession().setAttribute(name, value);
				new Thread(() -> {
					request.getSession().setAttribute("dispatched", true);
					result.setResult("done");
				}).start();
			}
			return result;
		}

		@GetMapping("/redirect")
		void redirect(HttpSession session, HttpServletResponse response, @RequestParam String name,
				@RequestParam String value) throws Exception {
			session.setAttribute(name, value);
			response.sendRedirect("/", HttpServletResponse.SC_SEE_OTHER);
		}

		@GetMapping("/late")
		void late(HttpSession session, HttpServletResponse response, @RequestParam String name) throws Exception {
			response.getWriter().print("x".repeat(40_000));
			session.setAttribute(name, 1);
		}

		@GetMapping("/body")
		String body(HttpSession session, @RequestParam int length) {
			session.setAttribute("length", length);
			return "x".repeat(length);
		}

		@GetMapping("/invalidate-and-begin")
		String invalidateAndBegin(HttpServletRequest request) {
			request.getSession().invalidate();
			return request.getSession().getId();
		}

		@GetMapping("/change-id-and-invalidate")
		String changeIdAndInvalidate(HttpServletRequest request) {
			request.changeSessionId();
			request.getSession().invalidate();
			return (request.getSession(false) != null) ? "revived" : "no session";
		}

		@GetMapping("/invalidate-and-fail")
		void invalidateAndFail(HttpServletRequest request, HttpServletResponse response) throws Exception {
			request.getSession().invalidate();
			response.sendError(418);
		}

		@GetMapping("/include-and-end")
		void includeAndEnd(HttpServletRequest request, HttpServletResponse response, @RequestParam String end)
				throws Exception {
			request.getSession().setAttribute("a", 1);
			request.getRequestDispatcher("/no-session").include(request, response);
			if (end.equals("remove")) {
				request.getSession().removeAttribute("a");
				return;
			}
			request.getSession().invalidate();
			if (end.equals("invalidate-and-begin")) {
				request.getSession();
			}
		}

		@GetMapping("/include-only")
		void includeOnly(HttpServletRequest request, HttpServletResponse response, @RequestParam String to)
				throws Exception {
			request.getSession();
			request.getRequestDispatcher(to).include(request, response);
		}

		@GetMapping("/reset")
		void reset(HttpServletRequest request, HttpServletResponse response) throws Exception {
			request.getSession().setAttribute("a", 1);
			request.getRequestDispatcher("/no-session").include(request, response);
			response.reset();
			response.getWriter().print("done");
		}

		@GetMapping("/set-number")
		String setNumber(HttpSession session, @RequestParam int digits) {
			session.setAttribute("number", BigInteger.TEN.pow(digits - 1));
			return "";
		}

		@GetMapping("/cached")
		String cached(HttpSession session, HttpServletResponse response, @RequestParam String control) {
			response.setHeader("Cache-Control", control);
			return String.valueOf(session.getAttribute("a"));
		}

		@GetMapping("/create-late")
		void createLate(HttpServletRequest request, HttpServletResponse response) throws Exception {
			response.getWriter().print("x".repeat(40_000));
			try {
				request.getSession();
			}
			catch (IllegalStateException ex) {
				response.getWriter().print(ex.getMessage());
			}
		}

		@GetMapping("/remember-me")
		String rememberMe(HttpServletRequest request) {
			request.setAttribute(SpringSessionRememberMeServices.REMEMBER_ME_LOGIN_ATTR, true);
			request.getSession().setAttribute("user", "sam");
			return "";
		}

		@GetMapping("/valid-after-invalidate")
		String validAfterInvalidate(HttpServletRequest request) {
			boolean before = request.isRequestedSessionIdValid();
			request.getSession().invalidate();
			return before + " " + request.isRequestedSessionIdValid();
		}

		@GetMapping("/requested-id")
		String requestedId(HttpServletRequest request) {
			return request.getRequestedSessionId() + " " + request.isRequestedSessionIdValid();
		}

		@GetMapping("/jwt-session")
		String jwtSession(JwtSession argument) {
			Map<String, Integer> sizes = argument.getAttributeSizes();
			return "%s %s %d %s".formatted(argument.getId(), this.injected.getId(), this.injected.getTokenSize(),
					sizes);
		}

	}

}
