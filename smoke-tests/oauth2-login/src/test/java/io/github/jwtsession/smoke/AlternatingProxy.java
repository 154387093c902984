package io.github.jwtsession.smoke;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * A proxy without affinity: each request goes to the next instance.
 */
final class AlternatingProxy implements AutoCloseable {

	private static final Set<String> NOT_FORWARDED;
	static {
		NOT_FORWARDED = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
		NOT_FORWARDED
			.addAll(Set.of("Host", "Connection", "Content-Length", "Upgrade", "HTTP2-Settings", "Transfer-Encoding"));
	}

	private final HttpServer server;

	private final HttpClient client = HttpClient.newHttpClient();

	private final List<Integer> ports = new CopyOnWriteArrayList<>();

	private final AtomicInteger next = new AtomicInteger();

	AlternatingProxy() {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.createContext("/", this::forward);
		this.server.start();
	}

	int port() {
		return this.server.getAddress().getPort();
	}

	void add(int port) {
		this.ports.add(port);
	}

	private void forward(HttpExchange exchange) throws IOException {
		int port = this.ports.get(this.next.getAndIncrement() % this.ports.size());
		HttpRequest.Builder request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + port + exchange.getRequestURI()))
			.method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()))
			.header("X-Forwarded-Host", "127.0.0.1")
			.header("X-Forwarded-Port", String.valueOf(port()))
			.header("X-Forwarded-Proto", "http");
		exchange.getRequestHeaders().forEach((name, values) -> {
			if (!NOT_FORWARDED.contains(name)) {
				values.forEach((value) -> request.header(name, value));
			}
		});
		try (exchange) {
			HttpResponse<byte[]> response = this.client.send(request.build(), BodyHandlers.ofByteArray());
			response.headers().map().forEach((name, values) -> {
				if (!NOT_FORWARDED.contains(name)) {
					exchange.getResponseHeaders().put(name, values);
				}
			});
			byte[] body = response.body();
			exchange.sendResponseHeaders(response.statusCode(), (body.length > 0) ? body.length : -1);
			exchange.getResponseBody().write(body);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

}
