package io.github.jwtsession.sample;

import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Somebody with a simple browser: it keeps cookies, follows redirects, and sends the CSRF
 * token of the page it is on with a form.
 */
final class Visitor {

	private static final Pattern CSRF_TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

	private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);

	private final HttpClient client = HttpClient.newBuilder()
		.cookieHandler(this.cookies)
		.followRedirects(HttpClient.Redirect.NORMAL)
		.connectTimeout(Duration.ofSeconds(10))
		.build();

	private int port;

	private String page = "";

	Visitor(int port) {
		this.port = port;
	}

	/** Goes to another instance, with the cookies of the one before. */
	void moveTo(int port) {
		this.port = port;
	}

	HttpResponse<String> get(String path) throws IOException, InterruptedException {
		return send(request(path).GET());
	}

	/**
	 * Sends a form of the page this visitor is on.
	 * @param path the form's action
	 * @param fields what was filled in
	 * @return the page that it led to
	 */
	HttpResponse<String> post(String path, Map<String, String> fields) throws IOException, InterruptedException {
		Matcher csrf = CSRF_TOKEN.matcher(this.page);
		assertThat(csrf.find()).as("a form on the page").isTrue();
		String body = encode("_csrf", csrf.group(1)) + "&"
				+ fields.entrySet()
					.stream()
					.map((field) -> encode(field.getKey(), field.getValue()))
					.collect(Collectors.joining("&"));
		return send(request(path).header("Content-Type", "application/x-www-form-urlencoded")
			.POST(HttpRequest.BodyPublishers.ofString(body)));
	}

	HttpResponse<String> signIn() throws IOException, InterruptedException {
		get("/login");
		return post("/login", Map.of("username", "sam", "password", "password"));
	}

	List<HttpCookie> cookies() {
		return this.cookies.getCookieStore().getCookies();
	}

	void loseCookies() {
		this.cookies.getCookieStore().removeAll();
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path))
			.header("Accept", "text/html,*/*;q=0.8")
			.timeout(Duration.ofSeconds(30));
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		HttpResponse<String> response = this.client.send(request.build(), BodyHandlers.ofString());
		this.page = response.body();
		return response;
	}

	private static String encode(String name, String value) {
		return URLEncoder.encode(name, StandardCharsets.UTF_8) + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
	}

}
