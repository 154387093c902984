package io.github.jwtsession.servlet;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.github.jwtsession.MutableClock;
import io.github.jwtsession.TestBrowser;
import io.github.jwtsession.TestBrowser.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.github.jwtsession.servlet.ScriptedApplication.path;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests of one browser that overlap in every order around a login, a change of the id
 * and a logout, on two instances that share nothing but their key. Each is held in its
 * handler until it is its turn to answer.
 */
class ConcurrentLoginTests {

	private static final MutableClock clock = new MutableClock(Instant.parse("2026-01-02T12:00:00Z"));

	private static final ScriptedApplication application = new ScriptedApplication();

	private static int sequence;

	@BeforeAll
	static void start() {
		application.start(clock).start(clock);
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@BeforeEach
	void startNextDay() {
		clock.startNextDay();
	}

	@Test
	void noAnonymousWriteTakesThePlaceOfALogin() {
		assertThat(failures(orders(2), List.of("set:a", "log-in:alice"), "set:b", "alice")).isEmpty();
		assertThat(failures(orders(2), List.of("set:a", "log-in:alice"), null, "alice")).isEmpty();
		assertThat(failures(orders(2), List.of("set:a", "log-in-without-change-of-id:alice"), "set:b", "alice"))
			.isEmpty();
	}

	/**
	 * A request that was sent with the former session may arrive when that has ended.
	 */
	@Test
	void noSessionThatBeginsBesideAnEndedOneTakesThePlaceOfItsSuccessor() {
		List<String> orders = ordersWithLateAnswers(2);
		assertThat(failures(orders, List.of("set:a", "log-in:alice"), "set:b", "alice")).isEmpty();
		assertThat(failures(orders, List.of("set:a", "log-in:alice"), null, "alice")).isEmpty();
		assertThat(failures(orders, List.of("set:a", "change-id-if-there"), "log-in:alice", "alice")).isEmpty();
		assertThat(failures(orders, List.of("set:a", "log-out-if-there"), "log-in:alice", "nobody")).isEmpty();
	}

	@Test
	void noTwoAnonymousWritesTakeThePlaceOfALogin() {
		assertThat(failures(orders(3), List.of("set:a", "log-in:alice", "set:c"), "set:b", "alice")).isEmpty();
	}

	@Test
	void oneOfTwoLoginsCounts() {
		assertThat(failures(orders(3), List.of("set:a", "log-in:alice", "log-in:alice"), "set:b", "alice")).isEmpty();
	}

	@Test
	void noWriteTakesThePlaceOfAnIdThatWasChanged() {
		assertThat(failures(orders(3), List.of("set:a", "change-id", "get:b"), "log-in:alice", "alice")).isEmpty();
	}

	@Test
	void nothingRevivesASessionAfterALogout() {
		assertThat(failures(orders(2), List.of("set:a", "log-out-if-there"), "log-in:alice", "nobody")).isEmpty();
		assertThat(failures(orders(3), List.of("set:a", "log-out-if-there", "get:a"), "log-in:alice", "nobody"))
			.isEmpty();
		assertThat(failures(orders(3), List.of("set:a", "log-out-if-there", "set:c"), "log-in:alice", "nobody"))
			.isEmpty();
	}

	/**
	 * A write of the session that was logged out must not take the place of the next
	 * login either.
	 */
	@Test
	void aWriteOfASessionThatWasLoggedOutLeavesTheNextLoginAlone() {
		for (int instance = 0; instance < 2; instance++) {
			TestBrowser browser = loggedIn();
			String id = "late-" + sequence++;
			CompletableFuture<Response> late = browser.at(application.port(instance))
				.start(path("get:a", "hold:" + id, "set:a"));
			application.gate().awaitArrival(id);
			browser.at(application.port(1));
			browser.get(path("log-out"));
			browser.get(path("log-in:bob"));
			application.gate().open(id);
			browser.keepCookies(late.join());
			assertThat(browser.get(path("name")).body()).isEqualTo("bob");
			assertThat(browser.at(application.port(0)).get(path("name")).body()).isEqualTo("bob");
		}
	}

	@Test
	void aLogoutWithoutInvalidationIsNotUndoneByAWrite() {
		assertThat(failures(orders(2), List.of("set:a", "remove:SPRING_SECURITY_CONTEXT"), "log-in:alice", "anonymous"))
			.isEmpty();
	}

	@Test
	void leftoversOfAPlaceAreTakenBack() {
		TestBrowser browser = loggedIn();
		for (int i = 0; i < 12; i++) {
			browser.get(path("change-id"));
			assertThat(browser.get(path("name")).body()).isEqualTo("alice");
			assertThat(browser.cookies().keySet()).filteredOn((name) -> !name.endsWith("-t")).hasSize(1);
		}
	}

	private static TestBrowser loggedIn() {
		TestBrowser browser = application.newBrowser();
		browser.get(path("set:visits"));
		browser.get(path("log-in:alice"));
		return browser;
	}

	/**
	 * Run requests in all orders, each on the one and on the other instance.
	 * @param before what the browser has done before, {@code null} for nothing
	 * @param name who is to be logged in afterwards
	 * @return the orders after which somebody else is
	 */
	private static List<String> failures(List<String> orders, List<String> operations, String before, String name) {
		List<String> failures = new ArrayList<>();
		for (String order : orders) {
			for (int instances = 0; instances < 1 << operations.size(); instances++) {
				TestBrowser browser = application.newBrowser();
				if (before != null) {
					browser.get(path("set:visits"));
					browser.get(path(before));
					browser.at(application.port(1)).get(path("get:visits"));
				}
				clock.advance(Duration.ofSeconds(5));
				run(browser, order, operations, instances);
				for (int instance = 0; instance < 2; instance++) {
					String seen = browser.at(application.port(instance)).get(path("name")).body();
					if (!seen.equals(name) && !(name.equals("nobody") && seen.equals("anonymous"))) {
						failures.add("%s of %s on %s: %s".formatted(order, operations, instances, seen));
					}
				}
			}
		}
		return failures;
	}

	/**
	 * Each letter starts its request when it occurs first, has it handled when it occurs
	 * next, and the answer arrive when it occurs last, which may be at the same time.
	 */
	private static void run(TestBrowser browser, String order, List<String> operations, int instances) {
		Map<Character, CompletableFuture<Response>> started = new HashMap<>();
		Map<Character, String> ids = new HashMap<>();
		for (int i = 0; i < order.length(); i++) {
			char request = order.charAt(i);
			int number = request - 'A';
			if (!started.containsKey(request)) {
				String id = "order-" + sequence++;
				ids.put(request, id);
				browser.at(application.port((instances >> number) & 1));
				started.put(request, browser.start(path("get:a", "hold:" + id, operations.get(number))));
				application.gate().awaitArrival(id);
				clock.advance(Duration.ofSeconds(1));
				continue;
			}
			application.gate().open(ids.get(request));
			Response response = started.get(request).join();
			if (order.indexOf(request, i + 1) < 0) {
				browser.keepCookies(response);
			}
		}
	}

	/**
	 * All orders in which requests start, are handled and at once answered.
	 */
	private static List<String> orders(int requests) {
		return orders(requests, 2);
	}

	/**
	 * All orders in which requests start, are handled, and have their answers arrive.
	 */
	private static List<String> ordersWithLateAnswers(int requests) {
		return orders(requests, 3);
	}

	private static List<String> orders(int requests, int occurrences) {
		List<String> orders = new ArrayList<>();
		addOrders("", requests, occurrences, orders);
		return orders;
	}

	private static void addOrders(String begun, int requests, int occurrences, List<String> orders) {
		if (begun.length() == occurrences * requests) {
			orders.add(begun);
			return;
		}
		Stream.iterate('A', (letter) -> (char) (letter + 1)).limit(requests).forEach((letter) -> {
			if (begun.chars().filter((c) -> c == letter).count() < occurrences) {
				addOrders(begun + letter, requests, occurrences, orders);
			}
		});
	}

}
