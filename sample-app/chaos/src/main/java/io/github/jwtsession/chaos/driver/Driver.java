package io.github.jwtsession.chaos.driver;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the browsers, and does what the script asks for:
 *
 * <pre>
 * /begin?name=…                      what users meet from now on belongs to this fault
 * /end?allowed=error,refused         wait until browsers know what is left; answers with the row, and with
 *                                    status 409 if an event occurred that must not
 * /freeze-connections?store=1        let the connections of an instance to the store die
 * /freeze?store=1, /thaw?store=1     and let new ones be dead, too, or not
 * /stop
 * </pre>
 */
public final class Driver {

	private final List<StoreProxy> proxies;

	private final Course course;

	private Driver(List<StoreProxy> proxies, Course course) {
		this.proxies = proxies;
		this.course = course;
	}

	/**
	 * Start the browsers.
	 * @param args the address that users know, how many browsers there are, how long each
	 * pauses between two pages in milliseconds, the port of this driver, and for each
	 * instance a port for its connections to the store and the port of the store, with a
	 * colon between them
	 * @throws IOException if a port is taken
	 */
	public static void main(String[] args) throws IOException {
		Requests requests = new Requests(URI.create(args[0]));
		int browsers = Integer.parseInt(args[1]);
		int pause = Integer.parseInt(args[2]);
		List<StoreProxy> proxies = new ArrayList<>();
		for (String pair : Arrays.asList(args).subList(4, args.length)) {
			String[] ports = pair.split(":");
			proxies.add(new StoreProxy(Integer.parseInt(ports[0]), Integer.parseInt(ports[1])));
		}
		Course course = new Course(browsers);
		new Driver(proxies, course).listen(Integer.parseInt(args[3]), () -> start(browsers, requests, course, pause));
	}

	private static void start(int browsers, Requests requests, Course course, int pause) {
		for (int number = 1; number <= browsers; number++) {
			Thread thread = new Thread(new Browser(number, requests, course, pause), "browser-" + number);
			thread.setDaemon(true);
			thread.start();
		}
	}

	private void listen(int port, Runnable browsers) throws IOException {
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
		server.setExecutor(Executors.newCachedThreadPool());
		server.createContext("/", (exchange) -> {
			try (exchange) {
				handle(exchange, browsers);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
		server.start();
	}

	private void handle(HttpExchange exchange, Runnable browsers) throws IOException, InterruptedException {
		Map<String, String> parameters = parameters(exchange.getRequestURI().getQuery());
		switch (exchange.getRequestURI().getPath()) {
			case "/start" -> browsers.run();
			case "/begin" -> this.course.begin(new Fault(parameters.getOrDefault("name", "?")));
			case "/end" -> {
				end(exchange, parameters.getOrDefault("allowed", ""));
				return;
			}
			case "/freeze-connections" -> proxy(parameters).freezeConnections();
			case "/freeze" -> proxy(parameters).setFrozen(true);
			case "/thaw" -> proxy(parameters).setFrozen(false);
			case "/stop" -> this.course.end();
			default -> {
				answer(exchange, 404, "");
				return;
			}
		}
		answer(exchange, 200, "ok\n");
	}

	private void end(HttpExchange exchange, String allowed) throws IOException, InterruptedException {
		long unsettled = this.course.settle();
		Fault fault = this.course.fault();
		Set<Event> wrong = EnumSet.range(Event.ERROR, Event.REVIVED);
		wrong.removeIf((event) -> fault.get(event) == 0
				|| Arrays.asList(allowed.toUpperCase(Locale.ROOT).split(",")).contains(event.name()));
		List<String> lines = new ArrayList<>();
		lines.add(fault.row());
		lines.addAll(fault.details());
		if (unsettled > 0) {
			lines.add(unsettled + " browsers do not know what is left to them");
		}
		wrong.forEach((event) -> lines.add("must be zero: " + event));
		boolean ok = wrong.isEmpty() && unsettled == 0 && fault.get(Event.REQUEST) > 0;
		answer(exchange, ok ? 200 : 409, String.join("\n", lines) + "\n");
	}

	private StoreProxy proxy(Map<String, String> parameters) {
		return this.proxies.get(Integer.parseInt(parameters.getOrDefault("store", "1")) - 1);
	}

	private static void answer(HttpExchange exchange, int status, String body) throws IOException {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(status, (bytes.length > 0) ? bytes.length : -1);
		exchange.getResponseBody().write(bytes);
	}

	private static Map<String, String> parameters(@Nullable String query) {
		if (query == null) {
			return Map.of();
		}
		return Arrays.stream(query.split("&"))
			.map((pair) -> pair.split("=", 2))
			.collect(Collectors.toMap((pair) -> pair[0], (pair) -> pair[1]));
	}

}
