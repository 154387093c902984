package io.github.jwtsession.sample;

import java.io.IOException;
import java.net.HttpCookie;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class ShopTests {

	@LocalServerPort
	private int port;

	private Visitor visitor;

	@BeforeEach
	void arrive() {
		this.visitor = new Visitor(this.port);
	}

	@Test
	void everyVisitIsCounted() throws IOException, InterruptedException {
		assertThat(textOf("visits", this.visitor.get("/"))).isEqualTo("1");
		assertThat(textOf("visits", this.visitor.get("/"))).isEqualTo("2");
		assertThat(textOf("visits", this.visitor.get("/"))).isEqualTo("3");
	}

	@Test
	void visitorsAreCountedEachOnTheirOwn() throws IOException, InterruptedException {
		this.visitor.get("/");
		assertThat(textOf("visits", new Visitor(this.port).get("/"))).isEqualTo("1");
	}

	@Test
	void theCartKeepsWhatIsPutIntoIt() throws IOException, InterruptedException {
		this.visitor.get("/");
		add("ginger-snap");
		add("ginger-snap");
		add("chocolate-chip");
		HttpResponse<String> cart = this.visitor.get("/cart");
		assertThat(textOf("cart-count", cart)).isEqualTo("3");
		assertThat(textOf("total", cart)).isEqualTo("€ 6.20");
		assertThat(cart.body()).contains("Ginger snap", "Chocolate chip").doesNotContain("Oat and raisin");
	}

	@Test
	void theLastOfAProductCanBeTakenOutOfTheCart() throws IOException, InterruptedException {
		this.visitor.get("/");
		add("ginger-snap");
		this.visitor.get("/cart");
		HttpResponse<String> cart = this.visitor.post("/cart/change",
				Map.of("product", "ginger-snap", "quantity", "0"));
		assertThat(cart.body()).contains("Nothing in it yet").doesNotContain("Ginger snap");
	}

	@Test
	void addingIsConfirmedOnTheNextPageAndOnThatOnly() throws IOException, InterruptedException {
		this.visitor.get("/");
		assertThat(textOf("message", add("raspberry-linzer"))).isEqualTo("Raspberry linzer is in your cart.");
		assertThat(this.visitor.get("/").body()).doesNotContain("id=\"message\"");
	}

	@Test
	void whatIsNotSoldCannotBeAdded() throws IOException, InterruptedException {
		this.visitor.get("/");
		HttpResponse<String> response = add("broccoli");
		assertThat(response.statusCode()).isEqualTo(404);
		assertThat(response.body()).contains("Oh crumbs");
	}

	@Test
	void checkingOutAsksWhoItIsAndThenGoesOn() throws IOException, InterruptedException {
		this.visitor.get("/");
		add("lemon-shortbread");
		assertThat(this.visitor.get("/checkout").uri().getPath()).isEqualTo("/login");
		HttpResponse<String> checkout = this.visitor.post("/login", Map.of("username", "sam", "password", "password"));
		assertThat(checkout.uri().getPath()).isEqualTo("/checkout");
		assertThat(checkout.body()).contains("Lemon shortbread");
	}

	@Test
	void beingSentToTheSignInAgainAndAgainDoesNotFillTheSession() throws IOException, InterruptedException {
		this.visitor.get("/");
		for (int i = 0; i < 10; i++) {
			assertThat(this.visitor.get("/checkout").statusCode()).isEqualTo(200);
		}
		assertThat(this.visitor.cookies()).extracting(HttpCookie::getName).containsExactly("jwt-session");
	}

	@Test
	void orderingEmptiesTheCart() throws IOException, InterruptedException {
		this.visitor.get("/");
		add("double-chocolate");
		this.visitor.signIn();
		this.visitor.get("/checkout");
		HttpResponse<String> ordered = this.visitor.post("/checkout", Map.of());
		assertThat(textOf("message", ordered)).startsWith("Thank you");
		assertThat(ordered.body()).doesNotContain("id=\"cart-count\"");
	}

	@Test
	void anEmptyCartCannotBeCheckedOut() throws IOException, InterruptedException {
		this.visitor.signIn();
		HttpResponse<String> cart = this.visitor.get("/checkout");
		assertThat(cart.uri().getPath()).isEqualTo("/cart");
		assertThat(textOf("message", cart)).contains("empty");
		assertThat(cart.body()).doesNotContain("/checkout");
	}

	@Test
	void whatWasOrderedIsNotOrderedTwice() throws IOException, InterruptedException {
		this.visitor.signIn();
		this.visitor.get("/");
		add("double-chocolate");
		this.visitor.get("/checkout");
		this.visitor.post("/checkout", Map.of());
		HttpResponse<String> again = this.visitor.post("/checkout", Map.of());
		assertThat(again.uri().getPath()).isEqualTo("/cart");
		assertThat(textOf("message", again)).isEqualTo("Your cart is empty, so nothing was ordered.");
	}

	@Test
	void aWrongPasswordIsRefused() throws IOException, InterruptedException {
		this.visitor.get("/login");
		HttpResponse<String> response = this.visitor.post("/login", Map.of("username", "sam", "password", "sesame"));
		assertThat(response.body()).contains("id=\"refused\"").doesNotContain("id=\"sign-out\"");
	}

	@Test
	void theNameStaysAfterAWrongPasswordAndTheWayToThePasswordIsShort() throws IOException, InterruptedException {
		assertThat(tagOf("username", this.visitor.get("/login"))).contains("autofocus", "value=\"\"");
		HttpResponse<String> refused = this.visitor.post("/login",
				Map.of("username", "sam \"the\" <b>", "password", "sesame"));
		assertThat(tagOf("username", refused)).contains("value=\"sam &quot;the&quot; &lt;b&gt;\"")
			.doesNotContain("autofocus");
		assertThat(tagOf("password", refused)).contains("autofocus").doesNotContain("value=", "sesame");
		assertThat(tagOf("username", this.visitor.get("/login"))).contains("value=\"\"");
	}

	@Test
	void noNameIsTooLongForARefusal() throws IOException, InterruptedException {
		this.visitor.get("/login");
		HttpResponse<String> refused = this.visitor.post("/login",
				Map.of("username", "s".repeat(100_000), "password", "sesame"));
		assertThat(refused.statusCode()).isEqualTo(200);
		assertThat(tagOf("username", refused)).contains("autofocus", "value=\"\"");
	}

	@Test
	void signingInKeepsTheCart() throws IOException, InterruptedException {
		this.visitor.get("/");
		add("oat-raisin");
		HttpResponse<String> signedIn = this.visitor.signIn();
		assertThat(textOf("user", signedIn)).isEqualTo("sam");
		assertThat(textOf("cart-count", signedIn)).isEqualTo("1");
	}

	@Test
	void signingInChangesTheSessionId() throws IOException, InterruptedException {
		this.visitor.get("/");
		String before = textOf("session-id", this.visitor.get("/session"));
		this.visitor.signIn();
		assertThat(textOf("session-id", this.visitor.get("/session"))).isNotEqualTo(before);
	}

	@Test
	void signingOutEndsTheSession() throws IOException, InterruptedException {
		this.visitor.signIn();
		this.visitor.get("/");
		add("oat-raisin");
		assertThat(this.visitor.post("/logout", Map.of()).body()).contains("id=\"signed-out\"");
		HttpResponse<String> shop = this.visitor.get("/");
		assertThat(textOf("visits", shop)).isEqualTo("1");
		assertThat(shop.body()).doesNotContain("id=\"cart-count\"", "id=\"user\"");
	}

	@Test
	void loggingOutEverywhereSignsOutTheOtherBrowserToo() throws IOException, InterruptedException {
		Visitor elsewhere = new Visitor(this.port);
		elsewhere.signIn();
		assertThat(textOf("user", elsewhere.get("/"))).isEqualTo("sam");
		this.visitor.signIn();
		this.visitor.get("/session");
		HttpResponse<String> login = this.visitor.post("/session/log-out-everywhere", Map.of());
		assertThat(login.uri().getPath()).isEqualTo("/login");
		assertThat(login.body()).contains("id=\"signed-out-everywhere\"").doesNotContain("id=\"user\"");
		assertThat(elsewhere.get("/").body()).doesNotContain("id=\"user\"");
		assertThat(textOf("user", elsewhere.signIn())).isEqualTo("sam");
		assertThat(textOf("user", elsewhere.get("/"))).isEqualTo("sam");
	}

	@Test
	void loggingOutEverywhereIsForWhoIsSignedIn() throws IOException, InterruptedException {
		this.visitor.get("/");
		assertThat(this.visitor.get("/session").body()).doesNotContain("log-out-everywhere");
		this.visitor.get("/");
		assertThat(this.visitor.post("/session/log-out-everywhere", Map.of()).body()).contains("id=\"sign-in\"")
			.doesNotContain("id=\"signed-out-everywhere\"");
	}

	@Test
	void aFormWhoseSessionIsGoneIsExplained() throws IOException, InterruptedException {
		this.visitor.get("/");
		this.visitor.loseCookies();
		HttpResponse<String> response = add("oat-raisin");
		assertThat(response.statusCode()).isEqualTo(403);
		assertThat(response.body()).contains("we did nothing with it", "The session has ended", "once more from there");
		this.visitor.get("/");
		assertThat(textOf("message", add("oat-raisin"))).isEqualTo("Oat and raisin is in your cart.");
	}

	@Test
	void theSessionPageShowsWhatTheBrowserHolds() throws IOException, InterruptedException {
		this.visitor.get("/");
		HttpResponse<String> session = this.visitor.get("/session");
		assertThat(textOf("cookies", session)).isEqualTo("1");
		assertThat(textOf("bytes", session).replace(",", "")).isEqualTo(String.valueOf(cookieBytes()));
		assertThat(textOf("key-id", session)).isNotBlank();
		assertThat(textOf("countdown", session)).matches("(30 min 0 s|29 min \\d+ s)");
		assertThat(session.body()).contains("<code>visits</code>", "standalone");
	}

	@Test
	void aRandomKeyIsExplained() throws IOException, InterruptedException {
		this.visitor.get("/");
		HttpResponse<String> session = this.visitor.get("/session");
		assertThat(textOf("key-id", session)).startsWith("random-");
		assertThat(textOf("random-key", session)).contains("made up when this server started");
	}

	@Test
	void theSessionPageShowsNeitherTheTokenNorAValue() throws IOException, InterruptedException {
		this.visitor.get("/log-in-and-generate-session");
		this.visitor.get("/");
		add("oat-raisin");
		this.visitor.signIn();
		String page = this.visitor.get("/session").body();
		assertThat(page).contains("authUsername", "scopedTarget.cart", "SPRING_SECURITY_CONTEXT");
		assertThat(page).doesNotContain("Sam Carter", "oat-raisin", "eyJ");
		assertThat(this.visitor.cookies())
			.allSatisfy((cookie) -> assertThat(page).doesNotContain(cookie.getValue().substring(0, 20)));
	}

	@Test
	void theSessionPageChangesNothing() throws IOException, InterruptedException {
		this.visitor.get("/");
		assertThat(this.visitor.get("/session").headers().allValues("Set-Cookie")).isEmpty();
	}

	@Test
	void theSessionPageMakesNoSessionForSomebodyWithout() throws IOException, InterruptedException {
		assertThat(this.visitor.get("/session").body()).contains("id=\"no-session\"");
		assertThat(this.visitor.cookies()).isEmpty();
	}

	@Test
	void anEmptyCartMakesNoSessionForSomebodyWithout() throws IOException, InterruptedException {
		assertThat(this.visitor.get("/cart").body()).contains("Nothing in it yet");
		assertThat(this.visitor.cookies()).isEmpty();
	}

	private HttpResponse<String> add(String product) throws IOException, InterruptedException {
		return this.visitor.post("/cart/add", Map.of("product", product));
	}

	private int cookieBytes() {
		return this.visitor.cookies()
			.stream()
			.mapToInt((cookie) -> cookie.getName().length() + cookie.getValue().length())
			.sum();
	}

	private static String tagOf(String id, HttpResponse<String> page) {
		Matcher tag = Pattern.compile("<[^>]*id=\"" + id + "\"[^>]*>").matcher(page.body());
		assertThat(tag.find()).as("an element with id %s", id).isTrue();
		return tag.group();
	}

	private static String textOf(String id, HttpResponse<String> page) {
		Matcher element = Pattern.compile("id=\"" + id + "\"[^>]*>([^<]*)<").matcher(page.body());
		assertThat(element.find()).as("an element with id %s", id).isTrue();
		return element.group(1);
	}

}
