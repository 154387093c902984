package io.github.jwtsession;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Sends requests to loopback and keeps cookies as a browser does.
 */
public final class TestBrowser {

	private final HttpClient client;

	private final Map<String, String> cookies = new TreeMap<>();

	private int port;

	/**
	 * Create a browser without cookies.
	 * @param port where the application listens
	 */
	public TestBrowser(int port) {
		this(port, HttpClient.newHttpClient());
	}

	/**
	 * Create one of many browsers without cookies.
	 * @param port where the application listens
	 * @param client sends the requests of all of them
	 */
	public TestBrowser(int port, HttpClient client) {
		this.port = port;
		this.client = client;
	}

	/**
	 * Go on to another instance, with the same cookies.
	 * @param port where it listens
	 * @return this browser
	 */
	public TestBrowser at(int port) {
		this.port = port;
		return this;
	}

	/**
	 * Get a page, redirects not followed.
	 * @param path the path
	 * @return the response
	 */
	public Response get(String path) {
		return keepCookies(send(request(path).GET().build()));
	}

	/**
	 * Send a form, redirects not followed.
	 * @param path the path
	 * @param form the form, encoded
	 * @return the response
	 */
	public Response post(String path, String form) {
		return keepCookies(send(request(path).header("Content-Type", "application/x-www-form-urlencoded")
			.POST(BodyPublishers.ofString(form))
			.build()));
	}

	/**
	 * Get a page with the cookies that the browser has now, while it goes on. Cookies of
	 * the response are not kept until {@link #keepCookies} is called.
	 * @param path the path
	 * @return the response to come
	 */
	public CompletableFuture<Response> start(String path) {
		return this.client.sendAsync(request(path).GET().build(), BodyHandlers.ofString()).thenApply(Response::new);
	}

	/**
	 * Take over the cookies of a response.
	 * @param response the response
	 * @return the response
	 */
	public Response keepCookies(Response response) {
		for (String header : response.setCookies()) {
			String name = header.substring(0, header.indexOf('='));
			String value = header.substring(name.length() + 1).split(";")[0];
			if (header.contains("Max-Age=0")) {
				this.cookies.remove(name);
			}
			else {
				this.cookies.put(name, value);
			}
		}
		return response;
	}

	/**
	 * The cookies, to be looked at and changed.
	 * @return values by name
	 */
	public Map<String, String> cookies() {
		return this.cookies;
	}

	private HttpRequest.Builder request(String path) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path))
			.header("Sec-Fetch-Mode", "navigate");
		if (!this.cookies.isEmpty()) {
			request.header("Cookie",
					this.cookies.entrySet()
						.stream()
						.map((cookie) -> cookie.getKey() + "=" + cookie.getValue())
						.collect(Collectors.joining("; ")));
		}
		return request;
	}

	private Response send(HttpRequest request) {
		try {
			return new Response(this.client.send(request, BodyHandlers.ofString()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A response.
	 *
	 * @param http the response as it came
	 */
	public record Response(HttpResponse<String> http) {

		/**
		 * The status code.
		 * @return the code
		 */
		public int status() {
			return this.http.statusCode();
		}

		/**
		 * The body.
		 * @return its text
		 */
		public String body() {
			return this.http.body();
		}

		/**
		 * The cookies set.
		 * @return values of the headers
		 */
		public List<String> setCookies() {
			return this.http.headers().allValues("Set-Cookie");
		}

	}

}
