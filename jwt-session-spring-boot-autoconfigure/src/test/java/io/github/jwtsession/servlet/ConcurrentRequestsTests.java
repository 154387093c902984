package io.github.jwtsession.servlet;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.jwtsession.MutableClock;
import io.github.jwtsession.TestBrowser;
import io.github.jwtsession.TestBrowser.Response;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two requests of one browser that overlap in every order, over HTTP. Each is held in its
 * handler until it is its turn to answer.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ConcurrentRequestsTests {

	/**
	 * The orders in which two requests start and finish, each letter's first being its
	 * start.
	 */
	private static final List<String> ORDERS = List.of("AABB", "ABAB", "ABBA", "BABA", "BAAB", "BBAA");

	@LocalServerPort
	private int port;

	@Autowired
	private Gate gate;

	@Autowired
	private MutableClock clock;

	private int sequence;

	@BeforeEach
	void startNextDay() {
		this.clock.startNextDay();
		this.gate.clear();
	}

	@Test
	void readsLoseNoWrite() {
		int losses = lostWrites("read");
		int usualLosses = lostWrites("read-and-send-again");
		System.out.printf("Lost writes beside an overlapping read, of %d orders: %d; if reads sent the content: %d%n",
				ORDERS.size(), losses, usualLosses);
		assertThat(losses).isZero();
		assertThat(usualLosses).isPositive();
	}

	private int lostWrites(String readOperation) {
		int losses = 0;
		for (String order : ORDERS) {
			TestBrowser browser = newSession();
			run(browser, order, readOperation, "write");
			if (!browser.get("/get?name=written").body().equals("1")) {
				losses++;
			}
		}
		return losses;
	}

	@Test
	void noResponseRevivesASessionAfterLogout() {
		int revived = revivedSessions("read") + revivedSessions("write");
		System.out.printf("Sessions revived after a logout, of %d orders: %d%n", 2 * ORDERS.size(), revived);
		assertThat(revived).isZero();
	}

	private int revivedSessions(String operation) {
		int revived = 0;
		for (String order : ORDERS) {
			TestBrowser browser = newSession();
			String user = browser.get("/get?name=user").body();
			run(browser, order, operation, "log-out");
			assertThat(user).isEqualTo("sam");
			if (browser.get("/get?name=user").body().equals("sam")) {
				revived++;
			}
		}
		return revived;
	}

	@Test
	void ofTwoOverlappingWritesTheLaterResponseWins() {
		TestBrowser browser = newSession();
		run(browser, "ABAB", "write", "write-other");
		assertThat(browser.get("/get?name=written").body()).isEqualTo("null");
		assertThat(browser.get("/get?name=other").body()).isEqualTo("1");
	}

	private TestBrowser newSession() {
		TestBrowser browser = new TestBrowser(this.port);
		browser.get("/log-in");
		// So that every read is due to renew the session.
		this.clock.advance(Duration.ofMinutes(5));
		return browser;
	}

	private void run(TestBrowser browser, String order, String operationOfA, String operationOfB) {
		Map<Character, String> operations = Map.of('A', operationOfA, 'B', operationOfB);
		Map<Character, CompletableFuture<Response>> started = new ConcurrentHashMap<>();
		Map<Character, String> ids = new ConcurrentHashMap<>();
		for (char request : order.toCharArray()) {
			if (!started.containsKey(request)) {
				String id = String.valueOf(this.sequence++);
				ids.put(request, id);
				started.put(request, browser.start("/held?id=%s&operation=%s".formatted(id, operations.get(request))));
				this.gate.awaitArrival(id);
			}
			else {
				this.gate.open(ids.get(request));
				Response response = started.get(request).join();
				assertThat(response.status()).isEqualTo(200);
				browser.keepCookies(response);
			}
		}
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ HeldController.class, Gate.class })
	static class Application {

		@Bean
		MutableClock clock() {
			return new MutableClock(Instant.parse("2026-01-02T12:00:00Z"));
		}

		@Bean
		SecurityFilterChain permitAll(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll()).build();
		}

	}

	/**
	 * Holds requests until they are let go.
	 */
	static class Gate {

		private final Map<String, CountDownLatch> arrivals = new ConcurrentHashMap<>();

		private final Map<String, CountDownLatch> departures = new ConcurrentHashMap<>();

		/**
		 * Forget the requests of another test, whose ids come again.
		 */
		void clear() {
			this.arrivals.clear();
			this.departures.clear();
		}

		void pass(String id) {
			latch(this.arrivals, id).countDown();
			await(latch(this.departures, id));
		}

		void awaitArrival(String id) {
			await(latch(this.arrivals, id));
		}

		void open(String id) {
			latch(this.departures, id).countDown();
		}

		private static CountDownLatch latch(Map<String, CountDownLatch> latches, String id) {
			return latches.computeIfAbsent(id, (key) -> new CountDownLatch(1));
		}

		private static void await(CountDownLatch latch) {
			try {
				assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException(ex);
			}
		}

	}

	@RestController
	static class HeldController {

		private final Gate gate;

		private final Clock clock;

		/**
		 * How long each value is made.
		 */
		private final int padding;

		HeldController(Gate gate, Clock clock, @Value("${test.padding:0}") int padding) {
			this.gate = gate;
			this.clock = clock;
			this.padding = padding;
		}

		private String pad(Object value) {
			return value + " ".repeat(this.padding);
		}

		@GetMapping("/log-in")
		String logIn(HttpSession session) {
			session.setAttribute("user", pad("sam"));
			return "logged in";
		}

		@GetMapping("/get")
		String get(HttpServletRequest request, @RequestParam String name) {
			HttpSession session = request.getSession(false);
			return (session != null) ? String.valueOf(session.getAttribute(name)).strip() : "null";
		}

		@GetMapping("/held")
		String held(HttpServletRequest request, @RequestParam String id, @RequestParam String operation) {
			HttpSession session = request.getSession(false);
			Object user = (session != null) ? session.getAttribute("user") : null;
			this.gate.pass(id);
			if (session == null) {
				return "no session";
			}
			switch (operation) {
				case "read" -> session.getAttribute("user");
				case "read-and-send-again" -> session.setAttribute("lastUse", pad(id + this.clock.instant()));
				case "write" -> session.setAttribute("written", pad(1));
				case "write-other" -> session.setAttribute("other", pad(1));
				case "log-out" -> session.invalidate();
				default -> throw new IllegalArgumentException(operation);
			}
			return String.valueOf(user);
		}

	}

}
