package io.github.jwtsession.servlet;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Collections;

import io.github.jwtsession.TestBrowser;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what clients are told of a session that cannot be written.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ExtendWith(OutputCaptureExtension.class)
class SessionProblemTests {

	private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

	@LocalServerPort
	private int port;

	private TestBrowser browser;

	@BeforeEach
	void keepAnAttribute() {
		this.browser = new TestBrowser(this.port);
		this.browser.get("/keep");
	}

	@ParameterizedTest
	@CsvSource({ "/fill, application/json", "/fill, application/problem+json", "/fill, */*", "/fill,",
			"/fill-and-redirect, application/json", "/fill-and-send-error, application/json",
			"/fill-and-use-writer, application/json", "/fill-and-answer-at-length, application/json" })
	void sessionThatIsTooLargeIsAProblemDetail(String path, String accept, CapturedOutput output) throws Exception {
		int before = output.length();
		HttpResponse<String> response = get(path, accept);
		assertThat(response.statusCode()).isEqualTo(500);
		assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
		assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
		assertThat(response.body()).startsWith("{\"type\":\"tag:jwtsession.github.io,2026:session-too-large\",")
			.contains("\"title\":\"Session too large\"", "\"status\":500", "'jwt.session.max-size'",
					"header limits of the server", "{b\\u00FCg=13002, a=1}")
			.doesNotContain("xxx");
		assertReportedOnce(output.toString().substring(before), "SessionTooLargeException");
		assertThat(this.browser.get("/names").body()).isEqualTo("[a]");
	}

	@Test
	void attributeThatCannotBeStoredIsAProblemDetail(CapturedOutput output) throws Exception {
		int before = output.length();
		HttpResponse<String> response = get("/thread", "application/json");
		assertThat(response.statusCode()).isEqualTo(500);
		assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
		assertThat(response.body()).contains("unsupported-session-attribute", "Session attribute 'thread' cannot be")
			.doesNotContain("TaskThread");
		assertReportedOnce(output.toString().substring(before), "Thread is not an allowed");
		assertThat(this.browser.get("/names").body()).isEqualTo("[a]");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/fill", "/fill-and-redirect", "/thread" })
	void browserGetsTheErrorPage(String path, CapturedOutput output) throws Exception {
		int before = output.length();
		HttpResponse<String> response = get(path, BROWSER);
		assertThat(response.statusCode()).isEqualTo(500);
		assertThat(response.body()).contains("Whitelabel Error Page").doesNotContain("xxx");
		assertReportedOnce(output.toString().substring(before), "Session");
		assertThat(this.browser.get("/names").body()).isEqualTo("[a]");
	}

	@ParameterizedTest
	@ValueSource(strings = { "image/png", "text/plain;q=0.5", "no media type" })
	void whoTakesNoJsonGetsNone(String accept) throws Exception {
		HttpResponse<String> response = get("/fill", accept);
		assertThat(response.statusCode()).isGreaterThanOrEqualTo(400);
		assertThat(response.body()).doesNotContain("session-too-large");
	}

	@Test
	void whatTheApplicationAnswersItselfStays() throws Exception {
		assertThat(get("/thread-caught", "application/json").body()).isEqualTo("caught");
	}

	private static void assertReportedOnce(String output, String expected) {
		assertThat(output.lines().filter((line) -> line.contains(" WARN ") || line.contains(" ERROR "))).hasSize(1);
		assertThat(output).contains(expected);
	}

	private HttpResponse<String> get(String path, String accept) throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path))
			.header("Cookie", "jwt-session=" + this.browser.cookies().get("jwt-session"));
		if (accept != null) {
			request.header("Accept", accept);
		}
		return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ OpenAccess.class, FillingController.class })
	static class Application {

	}

	@RestController
	static class FillingController {

		@GetMapping("/keep")
		String keep(HttpSession session) {
			session.setAttribute("a", 1);
			return "";
		}

		@GetMapping("/names")
		String names(HttpSession session) {
			return Collections.list(session.getAttributeNames()).toString();
		}

		@GetMapping("/fill")
		String fill(HttpSession session) {
			session.setAttribute("büg", "x".repeat(13_000));
			return "filled";
		}

		@GetMapping("/fill-and-redirect")
		void redirect(HttpSession session, HttpServletResponse response) throws IOException {
			fill(session);
			response.sendRedirect("/names");
		}

		@GetMapping("/fill-and-send-error")
		void sendError(HttpSession session, HttpServletResponse response) throws IOException {
			fill(session);
			response.sendError(404);
		}

		@GetMapping("/fill-and-use-writer")
		void write(HttpSession session, HttpServletResponse response) throws IOException {
			response.setContentType("text/plain");
			response.getWriter().write("written");
			fill(session);
		}

		@GetMapping("/fill-and-answer-at-length")
		String answerAtLength(HttpSession session) {
			fill(session);
			return "y".repeat(100_000);
		}

		@GetMapping("/thread")
		void thread(HttpSession session) {
			session.setAttribute("thread", Thread.currentThread());
		}

		@GetMapping("/thread-caught")
		String caught(HttpSession session) {
			try {
				thread(session);
				return "";
			}
			catch (IllegalArgumentException ex) {
				return "caught";
			}
		}

	}

}
