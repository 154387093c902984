package io.github.jwtsession;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.CookieStore;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * Sends requests to loopback and keeps cookies as a browser does, with their path, domain
 * and expiry, and {@code Secure}: it speaks plain HTTP, and never sends such a cookie.
 */
public final class TestBrowser {

	private final HttpClient client;

	private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ORIGINAL_SERVER);

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
		try {
			this.cookies.put(response.http().uri(), response.http().headers().map());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return response;
	}

	/**
	 * The cookies, to be looked at and changed. What is added is sent to all paths.
	 * @return values by name, a view
	 */
	public Map<String, String> cookies() {
		return new CookiesByName(this.cookies.getCookieStore());
	}

	private HttpRequest.Builder request(String path) {
		URI uri = URI.create("http://localhost:" + this.port + path);
		HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Sec-Fetch-Mode", "navigate");
		List<String> cookies = cookiesFor(uri);
		if (!cookies.isEmpty()) {
			request.header("Cookie", String.join("; ", cookies));
		}
		return request;
	}

	private List<String> cookiesFor(URI uri) {
		try {
			return this.cookies.get(uri, Map.of()).getOrDefault("Cookie", List.of());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
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
	 * The cookies of a store by their names, in order.
	 */
	private static final class CookiesByName extends AbstractMap<String, String> {

		private static final URI LOCALHOST = URI.create("http://localhost");

		/**
		 * What {@link CookieManager} takes a host without a dot for.
		 */
		private static final String DOMAIN = "localhost.local";

		private final CookieStore store;

		CookiesByName(CookieStore store) {
			this.store = store;
		}

		@Override
		public String put(String name, String value) {
			String former = remove(name);
			HttpCookie cookie = new HttpCookie(name, value);
			cookie.setVersion(0);
			cookie.setDomain(DOMAIN);
			cookie.setPath("/");
			this.store.add(LOCALHOST, cookie);
			return former;
		}

		@Override
		public Set<Entry<String, String>> entrySet() {
			Map<String, String> values = new TreeMap<>();
			this.store.getCookies().forEach((cookie) -> values.put(cookie.getName(), cookie.getValue()));
			return new AbstractSet<>() {

				@Override
				public Iterator<Entry<String, String>> iterator() {
					return CookiesByName.this.iterator(values);
				}

				@Override
				public int size() {
					return values.size();
				}

			};
		}

		private Iterator<Entry<String, String>> iterator(Map<String, String> values) {
			Iterator<Entry<String, String>> entries = values.entrySet().iterator();
			return new Iterator<>() {

				private String last;

				@Override
				public boolean hasNext() {
					return entries.hasNext();
				}

				@Override
				public Entry<String, String> next() {
					Entry<String, String> entry = entries.next();
					this.last = entry.getKey();
					return entry;
				}

				@Override
				public void remove() {
					entries.remove();
					List.copyOf(CookiesByName.this.store.getCookies())
						.stream()
						.filter((cookie) -> cookie.getName().equals(this.last))
						.forEach((cookie) -> CookiesByName.this.store.remove(LOCALHOST, cookie));
				}

			};
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
