package io.github.jwtsession.servlet;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.jwtsession.TestBrowser;
import io.github.jwtsession.TestBrowser.Response;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what changes a session late in the handling of a request, over HTTP, and for
 * what of a response is not held back.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ExtendWith(OutputCaptureExtension.class)
class ResponseBufferTests {

	@LocalServerPort
	private int port;

	@Autowired
	private Gate gate;

	private TestBrowser browser;

	@BeforeEach
	void openBrowser() {
		this.browser = new TestBrowser(this.port);
	}

	@ParameterizedTest
	@ValueSource(strings = { "redirect", "send-error", "forward", "flush", "flush-writer", "close", "short-length",
			"behind" })
	void lateChangeIsSaved(String how, CapturedOutput output) {
		this.browser.get("/" + how);
		assertThat(this.browser.get("/late").body()).isEqualTo(how);
		assertThat(output).doesNotContain("changes to the session are lost");
	}

	@Test
	void sessionThatBeginsAfterARedirectIsSaved() {
		Response response = this.browser.get("/redirect");
		assertThat(response.status()).isEqualTo(302);
		assertThat(response.http().headers().firstValue("Location").orElseThrow()).endsWith("/late");
	}

	@Test
	void sessionThatEndsAfterARedirectHasEnded() {
		this.browser.get("/flush");
		this.browser.get("/redirect-and-invalidate");
		assertThat(this.browser.cookies()).containsOnlyKeys("jwt-session-t");
	}

	@Test
	void errorHasItsPage() {
		Response response = this.browser.get("/error-page");
		assertThat(response.status()).isEqualTo(409);
		assertThat(response.body()).contains("Conflict");
	}

	@Test
	void changeBehindALongPageIsReported(CapturedOutput output) {
		Response response = this.browser.get("/page?length=32769");
		assertThat(response.body()).hasSize(32769);
		assertThat(this.browser.get("/late").body()).isEqualTo("before");
		assertThat(output).contains("GET /page is committed, changes to the session are lost");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 1023, 1024, 1025, 20_000, 32_768 })
	void changeBehindAShortPageIsSaved(int length) {
		Response response = this.browser.get("/page?length=" + length);
		assertThat(response.body()).hasSize(length);
		assertThat(this.browser.get("/late").body()).isEqualTo("behind");
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 9_000, 32_768, 32_769, 100_000 })
	void bytesArriveAsTheyAreWritten(int length) {
		String body = this.browser.get("/bytes?length=" + length).body();
		assertThat(body).hasSize(length);
		for (int i = 0; i < length; i++) {
			assertThat(body.charAt(i)).isEqualTo((char) ('a' + i % 26));
		}
	}

	/**
	 * Filters take none but HTTP requests, and such a wrapper is none.
	 */
	@Test
	void requestThatIsDispatchedInAWrapperOfTheApplicationsHasItsSession() {
		this.browser.get("/flush");
		assertThat(this.browser.get("/dispatch-wrapped").body()).isEqualTo("flush wrapped");
	}

	@Test
	void redirectTakesThePlaceOfContent() {
		assertThat(this.browser.get("/content-and-redirect?clear=true").body()).isEmpty();
		assertThat(this.browser.get("/content-and-redirect?clear=false").body()).isEqualTo("content");
	}

	@ParameterizedTest
	@ValueSource(strings = { "error", "redirect", "length", "reset", "buffer-size" })
	void whatIsIncludedChangesNothingButTheContent(String how) {
		Response response = this.browser.get("/include?how=" + how);
		assertThat(response.status()).isEqualTo(200);
		assertThat(response.body()).isEqualTo("before, included, after");
		assertThat(this.browser.get("/late").body()).isEqualTo("include");
	}

	@Test
	void responseLooksCommittedToTheApplication() {
		assertThat(this.browser.get("/looks?after=nothing").body()).isEqualTo("committed=false status=200 resets=true");
		assertThat(this.browser.get("/looks?after=flush").body()).isEqualTo("committed=true status=200 resets=false");
		assertThat(this.browser.get("/looks?after=redirect").status()).isEqualTo(302);
		assertThat(this.gate.said).isEqualTo("committed=true status=302 resets=false");
		assertThat(this.browser.get("/looks?after=error").status()).isEqualTo(409);
		assertThat(this.gate.said).isEqualTo("committed=true status=409 resets=false");
	}

	@Test
	void trailersCannotBeSetAfterAFlush() {
		this.browser.get("/flush-and-trailers");
		assertThat(this.gate.said).isEqualTo("refused");
	}

	@Test
	void exceptionTakesThePlaceOfWhatIsHeld() {
		Response response = this.browser.get("/flush-and-fail");
		assertThat(response.status()).isEqualTo(500);
		assertThat(response.body()).doesNotContain("partial").contains("Internal Server Error");
	}

	@Test
	void headHasTheLengthOfTheBody() throws Exception {
		HttpRequest request = request("/bytes?length=100").method("HEAD", BodyPublishers.noBody()).build();
		assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).headers())
			.satisfies((headers) -> assertThat(headers.firstValue("Content-Length")).hasValue("100"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/events", "/streaming", "/servlet-events", "/async" })
	void streamArrivesWhileItIsWritten(String path) throws Exception {
		this.gate.latch = new CountDownLatch(1);
		HttpClient client = HttpClient.newHttpClient();
		try (BufferedReader reader = new BufferedReader(
				new InputStreamReader(client.send(request(path).build(), BodyHandlers.ofInputStream()).body()))) {
			assertThat(reader.readLine()).contains("first");
			this.gate.latch.countDown();
			assertThat(reader.lines()).anyMatch((line) -> line.contains("second"));
		}
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path));
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ OpenAccess.class, Controller.class, Gate.class })
	static class Application {

		@Bean
		Filter behind() {
			return (request, response, chain) -> {
				try {
					chain.doFilter(request, response);
				}
				finally {
					if (((HttpServletRequest) request).getRequestURI().equals("/behind")) {
						((HttpServletRequest) request).getSession().setAttribute("late", "behind");
					}
				}
			};
		}

	}

	static class Gate {

		private volatile CountDownLatch latch = new CountDownLatch(0);

		private volatile String said = "";

		private void pass() {
			try {
				assertThat(this.latch.await(1, TimeUnit.MINUTES)).isTrue();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

	@RestController
	static class Controller {

		private final Gate gate;

		Controller(Gate gate) {
			this.gate = gate;
		}

		@GetMapping("/late")
		String late(HttpSession session) {
			return String.valueOf(session.getAttribute("late"));
		}

		@GetMapping("/redirect")
		void redirect(HttpServletRequest request, HttpServletResponse response) throws IOException {
			response.sendRedirect("/late");
			request.getSession().setAttribute("late", "redirect");
		}

		@GetMapping("/redirect-and-invalidate")
		void redirectAndInvalidate(HttpServletRequest request, HttpServletResponse response) throws IOException {
			response.sendRedirect("/late");
			request.getSession().invalidate();
		}

		@GetMapping("/send-error")
		void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
			response.sendError(409);
			request.getSession().setAttribute("late", "send-error");
		}

		@GetMapping("/error-page")
		void errorPage(HttpServletResponse response) throws IOException {
			response.getWriter().print("content");
			response.sendError(409);
		}

		@GetMapping("/forward")
		void forward(HttpServletRequest request, HttpServletResponse response) throws Exception {
			request.getRequestDispatcher("/target").forward(request, response);
			request.getSession().setAttribute("late", "forward");
		}

		@GetMapping("/target")
		void target(HttpServletResponse response) throws IOException {
			response.getWriter().print("content");
		}

		@GetMapping("/include")
		void include(HttpServletRequest request, HttpServletResponse response) throws Exception {
			response.getWriter().print("before, ");
			request.getServletContext().getRequestDispatcher("/included").include(request, response);
			response.getWriter().print("after");
			request.getSession().setAttribute("late", "include");
		}

		@GetMapping("/included")
		void included(HttpServletResponse response, @RequestParam String how) throws IOException {
			switch (how) {
				case "error" -> response.sendError(403);
				case "redirect" -> response.sendRedirect("/late");
				case "length" -> response.setContentLength(3);
				case "reset" -> response.reset();
				default -> response.setBufferSize(100_000);
			}
			response.getWriter().print("included, ");
		}

		@GetMapping("/flush")
		void flush(HttpServletRequest request, HttpServletResponse response) throws IOException {
			response.flushBuffer();
			request.getSession().setAttribute("late", "flush");
		}

		@GetMapping("/flush-writer")
		void flushWriter(HttpServletRequest request, HttpServletResponse response) throws IOException {
			response.getWriter().print("partial");
			response.getWriter().flush();
			response.getWriter().print("page");
			request.getSession().setAttribute("late", "flush-writer");
		}

		@GetMapping("/close")
		void close(HttpServletRequest request, HttpServletResponse response) throws IOException {
			response.getOutputStream().print("content");
			response.getOutputStream().close();
			request.getSession().setAttribute("late", "close");
		}

		@GetMapping("/short-length")
		void shortLength(HttpServletRequest request, HttpServletResponse response) throws IOException {
			response.setContentLength(7);
			response.getOutputStream().print("content");
			request.getSession().setAttribute("late", "short-length");
		}

		@GetMapping("/behind")
		String behind() {
			return "content";
		}

		@GetMapping("/page")
		void page(HttpSession session, HttpServletResponse response, @RequestParam int length) throws IOException {
			session.setAttribute("late", "before");
			for (int i = 0; i < length; i++) {
				response.getWriter().print('x');
			}
			session.setAttribute("late", "behind");
		}

		@GetMapping("/bytes")
		void bytes(HttpServletResponse response, @RequestParam int length) throws IOException {
			for (int i = 0; i < length; i += 7) {
				int count = Math.min(7, length - i);
				byte[] bytes = new byte[count];
				for (int j = 0; j < count; j++) {
					bytes[j] = (byte) ('a' + (i + j) % 26);
				}
				response.getOutputStream().write(bytes[0]);
				response.getOutputStream().write(bytes, 1, count - 1);
			}
		}

		@GetMapping("/content-and-redirect")
		void contentAndRedirect(HttpServletResponse response, @RequestParam boolean clear) throws IOException {
			response.getWriter().print("content");
			response.sendRedirect("/late", clear);
			response.getWriter().print("ignored");
		}

		@GetMapping("/looks")
		void looks(HttpServletResponse response, @RequestParam String after) throws IOException {
			switch (after) {
				case "flush" -> response.flushBuffer();
				case "redirect" -> response.sendRedirect("/late");
				case "error" -> response.sendError(409);
				default -> {
				}
			}
			this.gate.said = "committed=%s status=%d resets=%s".formatted(response.isCommitted(), response.getStatus(),
					resets(response));
			response.getWriter().print(this.gate.said);
		}

		private static boolean resets(HttpServletResponse response) {
			try {
				response.reset();
				return true;
			}
			catch (IllegalStateException ex) {
				return false;
			}
		}

		@GetMapping("/flush-and-trailers")
		void flushAndTrailers(HttpServletResponse response) throws IOException {
			this.gate.said = "accepted";
			response.flushBuffer();
			try {
				response.setTrailerFields(Map::of);
			}
			catch (IllegalStateException ex) {
				this.gate.said = "refused";
			}
		}

		@GetMapping("/flush-and-fail")
		void flushAndFail(HttpServletResponse response) throws IOException {
			response.getWriter().print("partial");
			response.flushBuffer();
			throw new IllegalStateException("on purpose");
		}

		@GetMapping("/dispatch-wrapped")
		void dispatchWrapped(HttpServletRequest request, HttpServletResponse response) {
			ServletRequestWrapper wrapper = new ServletRequestWrapper(request) {

				@Override
				public Object getAttribute(String name) {
					return name.equals("how") ? "wrapped" : super.getAttribute(name);
				}

			};
			request.startAsync(wrapper, response).dispatch("/dispatched");
		}

		@GetMapping("/dispatched")
		String dispatched(HttpServletRequest request) {
			return request.getSession().getAttribute("late") + " " + request.getAttribute("how");
		}

		@GetMapping("/events")
		SseEmitter events() throws IOException {
			SseEmitter emitter = new SseEmitter();
			emitter.send("first");
			new Thread(() -> {
				this.gate.pass();
				try {
					emitter.send("second");
					emitter.complete();
				}
				catch (IOException ex) {
					emitter.completeWithError(ex);
				}
			}).start();
			return emitter;
		}

		@GetMapping("/streaming")
		StreamingResponseBody streaming() {
			return (stream) -> {
				// Spring MVC does not pass on a flush.
				stream.write(("first\n" + " ".repeat(20_000)).getBytes(StandardCharsets.US_ASCII));
				this.gate.pass();
				stream.write("second\n".getBytes(StandardCharsets.US_ASCII));
			};
		}

		@GetMapping("/servlet-events")
		void servletEvents(HttpServletResponse response) throws IOException {
			response.setContentType("text/event-stream");
			response.getWriter().print("data: first\n\n");
			response.getWriter().flush();
			this.gate.pass();
			response.getWriter().print("data: second\n\n");
		}

		@GetMapping("/async")
		void async(HttpServletRequest request, HttpServletResponse response) throws IOException {
			response.getWriter().print("first\n");
			AsyncContext context = request.startAsync(request, response);
			response.flushBuffer();
			new Thread(() -> {
				this.gate.pass();
				try {
					response.getWriter().print("second\n");
				}
				catch (IOException ex) {
					throw new IllegalStateException(ex);
				}
				context.complete();
			}).start();
		}

	}

}
