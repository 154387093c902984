package io.github.jwtsession;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TestBrowser}.
 */
class TestBrowserTests {

	private HttpServer server;

	private List<String> setCookies = List.of();

	private TestBrowser browser;

	@BeforeEach
	void start() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/", (exchange) -> {
			this.setCookies.forEach((cookie) -> exchange.getResponseHeaders().add("Set-Cookie", cookie));
			byte[] body = String.valueOf(exchange.getRequestHeaders().getFirst("Cookie")).getBytes();
			exchange.sendResponseHeaders(200, body.length);
			exchange.getResponseBody().write(body);
			exchange.close();
		});
		this.server.start();
		this.browser = new TestBrowser(this.server.getAddress().getPort());
	}

	@AfterEach
	void stop() {
		this.server.stop(0);
	}

	@Test
	void cookieIsSentBackUntilItIsDeleted() {
		set("a=1; Path=/; HttpOnly; SameSite=Lax", "b=2; Path=/");
		assertThat(sentTo("/")).contains("a=1", "b=2");
		set("a=; Path=/; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
		assertThat(sentTo("/")).isEqualTo("b=2");
		assertThat(this.browser.cookies()).containsOnlyKeys("b");
	}

	@Test
	void cookieIsDeletedOnItsOwnPathOnly() {
		set("a=1; Path=/");
		set("a=; Path=/shop; Max-Age=0");
		assertThat(sentTo("/shop/cart")).isEqualTo("a=1");
	}

	@Test
	void cookieOfAPathIsSentToNoOther() {
		set("a=1; Path=/shop");
		assertThat(sentTo("/shop/cart")).isEqualTo("a=1");
		assertThat(sentTo("/")).isEqualTo("null");
	}

	@Test
	void cookieOfAnotherDomainIsRefused() {
		set("a=1; Path=/; Domain=example.com");
		assertThat(this.browser.cookies()).isEmpty();
	}

	@Test
	void secureCookieIsNotSentWithoutTls() {
		set("a=1; Path=/; Secure");
		assertThat(sentTo("/")).isEqualTo("null");
	}

	@Test
	void cookieThatATestAddsReplacesTheServers() {
		set("a=1; Path=/; HttpOnly");
		assertThat(this.browser.cookies().put("a", "2")).isEqualTo("1");
		assertThat(sentTo("/")).isEqualTo("a=2");
		set("a=3; Path=/; HttpOnly");
		assertThat(sentTo("/")).isEqualTo("a=3");
		this.browser.cookies().clear();
		assertThat(sentTo("/")).isEqualTo("null");
	}

	private void set(String... setCookies) {
		this.setCookies = List.of(setCookies);
		this.browser.get("/shop/cart");
		this.setCookies = List.of();
	}

	private String sentTo(String path) {
		return this.browser.get(path).body();
	}

}
