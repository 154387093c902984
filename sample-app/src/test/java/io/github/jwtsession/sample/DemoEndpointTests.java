package io.github.jwtsession.sample;

import java.io.IOException;
import java.net.HttpCookie;
import java.net.http.HttpResponse;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = "sample.instance=instance2")
class DemoEndpointTests {

	@LocalServerPort
	private int port;

	private Visitor visitor;

	@BeforeEach
	void arrive() {
		this.visitor = new Visitor(this.port);
	}

	@Test
	void loggingInMakesASession() throws IOException, InterruptedException {
		HttpResponse<String> response = this.visitor.get("/log-in-and-generate-session");
		assertThat(response.body()).isEqualTo("Sam Carter logged IN. (JWT session generated)");
		assertThat(this.visitor.cookies()).extracting(HttpCookie::getName).containsExactly("jwt-session");
	}

	@Test
	void browsingAfterLoggingInGreetsByName() throws IOException, InterruptedException {
		this.visitor.get("/log-in-and-generate-session");
		assertThat(this.visitor.get("/webapp/browsing").body()).isEqualTo("Hello, Sam Carter !! (instance2)");
	}

	@Test
	void browsingWithoutLoggingInKnowsNobody() throws IOException, InterruptedException {
		assertThat(this.visitor.get("/webapp/browsing").body())
			.isEqualTo("Session.authUsername is not defined! (instance2)");
	}

	@Test
	void browsingSendsNoCookieForItChangesNothing() throws IOException, InterruptedException {
		this.visitor.get("/log-in-and-generate-session");
		assertThat(this.visitor.get("/webapp/browsing").headers().allValues("Set-Cookie")).isEmpty();
	}

	@Test
	void helloWorldMakesNoSession() throws IOException, InterruptedException {
		assertThat(this.visitor.get("/jwt-session-encrypt").body()).isEqualTo("Hello world!");
		assertThat(this.visitor.cookies()).isEmpty();
	}

	@Test
	void anyAlteredCharacterOfTheCookieMakesItNoSession() throws IOException, InterruptedException {
		this.visitor.get("/log-in-and-generate-session");
		HttpCookie cookie = this.visitor.cookies().get(0);
		String token = cookie.getValue();
		for (int i = 0; i < token.length(); i++) {
			char altered = (token.charAt(i) == 'A') ? 'B' : 'A';
			cookie.setValue(token.substring(0, i) + altered + token.substring(i + 1));
			HttpResponse<String> response = this.visitor.get("/webapp/browsing");
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(response.body()).as("with character %d altered", i).contains("not defined");
		}
	}

}
