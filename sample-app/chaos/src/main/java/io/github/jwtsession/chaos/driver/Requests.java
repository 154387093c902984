package io.github.jwtsession.chaos.driver;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * Sends requests to the address that users know, and no request twice.
 */
final class Requests {

	private static final Duration TIMEOUT = Duration.ofSeconds(70);

	private final URI base;

	private final HttpClient client = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(TIMEOUT)
		.executor(Executors.newCachedThreadPool((task) -> {
			Thread thread = new Thread(task, "requests");
			thread.setDaemon(true);
			return thread;
		}))
		.build();

	Requests(URI base) {
		this.base = base;
	}

	/**
	 * Load a page.
	 * @param browser the number of the browser, which a load balancer may go by
	 * @param jar what gives cookies and takes them
	 * @param path the path
	 */
	CompletableFuture<Answer> get(int browser, CookieJar jar, String path) {
		return send(builder(browser, path, jar.header(pathOf(path))).GET(), jar, path);
	}

	/**
	 * Load a page with copied cookies, and take none.
	 */
	CompletableFuture<Answer> getWith(int browser, String cookies, String path) {
		return send(builder(browser, path, cookies).GET(), new CookieJar(), path);
	}

	/**
	 * Send a form.
	 */
	CompletableFuture<Answer> post(int browser, CookieJar jar, String path, Map<String, String> form) {
		String body = form.entrySet()
			.stream()
			.map((field) -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
			.collect(Collectors.joining("&"));
		return send(builder(browser, path, jar.header(pathOf(path)))
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(BodyPublishers.ofString(body)), jar, path);
	}

	private HttpRequest.Builder builder(int browser, String path, String cookies) {
		String separator = cookies.isEmpty() ? "" : "; ";
		return HttpRequest.newBuilder(this.base.resolve(path))
			.timeout(TIMEOUT)
			.header("Accept", "text/html,*/*;q=0.8")
			.header("Cookie", "browser=" + browser + separator + cookies);
	}

	private CompletableFuture<Answer> send(HttpRequest.Builder request, CookieJar jar, String path) {
		long begin = System.nanoTime();
		HttpRequest built = request.build();
		CompletableFuture<HttpResponse<String>> answer = this.client.sendAsync(built, BodyHandlers.ofString())
			.exceptionallyCompose((problem) -> wasIdle(problem) ? this.client.sendAsync(built, BodyHandlers.ofString())
					: CompletableFuture.failedFuture(problem));
		return answer.handle((response, problem) -> {
			Duration duration = Duration.ofNanos(System.nanoTime() - begin);
			if (problem != null) {
				return new Answer(0, "", String.valueOf(problem.getMessage()), duration);
			}
			jar.accept(pathOf(path), response.headers().allValues("Set-Cookie"));
			return toAnswer(response, duration);
		});
	}

	/**
	 * Whether nginx has closed an idle connection while a request was sent on it, as it
	 * does when it reads its configuration anew. A browser sends it again then, a form
	 * too.
	 */
	private static boolean wasIdle(Throwable problem) {
		return String.valueOf(problem.getMessage()).contains("header parser received no bytes");
	}

	private static Answer toAnswer(HttpResponse<String> response, Duration duration) {
		String location = response.headers().firstValue("Location").orElse("");
		return new Answer(response.statusCode(), location, response.body(), duration);
	}

	private static String pathOf(String path) {
		int query = path.indexOf('?');
		return (query < 0) ? path : path.substring(0, query);
	}

}
