package io.github.jwtsession.smoke;

import java.io.IOException;
import java.io.OutputStream;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.crypto.KeyGenerator;

import io.github.jwtsession.MutableClock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.RefreshTokenOAuth2AuthorizedClientProvider;
import org.springframework.security.oauth2.client.annotation.RegisteredOAuth2AuthorizedClient;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The starters of the OAuth2 client, named before this one, and of the authorization
 * server: a login on two instances, each request on another one than the one before.
 */
class OAuth2LoginTests {

	private static final char[] PASSWORD = "password".toCharArray();

	private static final Pattern CSRF_TOKEN = Pattern.compile("name=\"_csrf\" type=\"hidden\" value=\"([^\"]+)\"");

	/**
	 * What a client's access token is refreshed by.
	 */
	private static final MutableClock CLOCK = new MutableClock(Instant.now());

	private static final AlternatingProxy PROXY = new AlternatingProxy();

	private static ServletWebServerApplicationContext authorizationServer;

	private static List<ServletWebServerApplicationContext> instances;

	private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);

	private final HttpClient browser = HttpClient.newBuilder()
		.cookieHandler(this.cookies)
		.followRedirects(Redirect.NORMAL)
		.build();

	@BeforeAll
	static void start(@TempDir Path directory) throws Exception {
		Path keyStore = makeKeyStore(directory.resolve("sessions.p12"));
		authorizationServer = start(AuthorizationServer.class, "spring.application.name=login",
				"jwt.session.cookie.name=login-session", "spring.security.user.name=sam",
				"spring.security.user.password=password",
				"spring.security.oauth2.authorizationserver.client.shop.registration.client-id=shop",
				"spring.security.oauth2.authorizationserver.client.shop.registration.client-secret={noop}very-secret",
				"spring.security.oauth2.authorizationserver.client.shop.registration.client-authentication-methods=client_secret_basic",
				"spring.security.oauth2.authorizationserver.client.shop.registration.authorization-grant-types=authorization_code,refresh_token",
				"spring.security.oauth2.authorizationserver.client.shop.registration.scopes=openid,profile",
				"spring.security.oauth2.authorizationserver.client.shop.registration.redirect-uris=http://127.0.0.1:%d/login/oauth2/code/shop"
					.formatted(PROXY.port()),
				"spring.security.oauth2.authorizationserver.client.shop.token.reuse-refresh-tokens=false");
		instances = List.of(startClient(keyStore), startClient(keyStore));
		instances.forEach((instance) -> PROXY.add(instance.getWebServer().getPort()));
	}

	private static Path makeKeyStore(Path file) throws Exception {
		KeyGenerator generator = KeyGenerator.getInstance("AES");
		generator.init(256);
		KeyStore keyStore = KeyStore.getInstance("PKCS12");
		keyStore.load(null, PASSWORD);
		keyStore.setEntry("session-key", new KeyStore.SecretKeyEntry(generator.generateKey()),
				new KeyStore.PasswordProtection(PASSWORD));
		try (OutputStream out = Files.newOutputStream(file)) {
			keyStore.store(out, PASSWORD);
		}
		return file;
	}

	private static ServletWebServerApplicationContext startClient(Path keyStore) {
		return start(Client.class, "spring.application.name=shop", "server.forward-headers-strategy=framework",
				"jwt.session.secret-id=session-key", "jwt.session.keystore.location=" + keyStore.toUri(),
				"jwt.session.keystore.password=password",
				"spring.security.oauth2.client.registration.shop.client-id=shop",
				"spring.security.oauth2.client.registration.shop.client-secret=very-secret",
				"spring.security.oauth2.client.registration.shop.scope=openid,profile",
				"spring.security.oauth2.client.provider.shop.issuer-uri=" + issuer());
	}

	private static ServletWebServerApplicationContext start(Class<?> application, String... properties) {
		String[] arguments = Arrays.stream(properties).map((property) -> "--" + property).toArray(String[]::new);
		return (ServletWebServerApplicationContext) new SpringApplicationBuilder(application)
			.properties("server.port=0", "server.address=127.0.0.1")
			.run(arguments);
	}

	private static String issuer() {
		return "http://127.0.0.1:" + authorizationServer.getWebServer().getPort();
	}

	@AfterAll
	static void stop() {
		PROXY.close();
		instances.forEach(ServletWebServerApplicationContext::close);
		authorizationServer.close();
	}

	@Test
	void loginCallRefreshAndLogoutOnTwoInstances() throws Exception {
		HttpResponse<String> page = logIn();
		assertThat(page.statusCode()).isEqualTo(200);
		assertThat(page.body()).isEqualTo("sam");
		String tokens = get("/tokens");
		assertThat(get("/tokens")).isEqualTo(tokens);
		assertThat(get("/user-of-token")).contains("\"sub\":\"sam\"");
		assertThat(get("/user-of-token")).contains("\"sub\":\"sam\"");
		assertThat(get("/tokens-by-name")).isEqualTo(tokens);
		assertThat(sizeOfSession()).as("bytes of a session with tokens of %d characters", tokens.length())
			.isBetween(tokens.length() * 4 / 3, 3200);

		CLOCK.advance(Duration.ofMinutes(6));
		String refreshed = get("/tokens");
		assertThat(refreshed).isNotEqualTo(tokens);
		CLOCK.set(Instant.now());
		assertThat(get("/tokens")).isEqualTo(refreshed);
		assertThat(get("/user-of-token")).contains("\"sub\":\"sam\"");
		assertThat(get("/")).isEqualTo("sam");
		CLOCK.advance(Duration.ofMinutes(6));
		assertThat(get("/tokens")).isNotEqualTo(refreshed);
		CLOCK.set(Instant.now());

		post("http://127.0.0.1:" + PROXY.port() + "/logout", "_csrf=" + get("/csrf"));
		assertThat(cookiesOfSession()).noneMatch((cookie) -> cookie.getName().equals("jwt-session"));
		this.cookies.getCookieStore().removeAll();
		assertThat(send("/").uri().getPath()).isEqualTo("/login");
	}

	private HttpResponse<String> logIn() throws Exception {
		HttpResponse<String> form = send("/");
		assertThat(form.uri()).hasPort(authorizationServer.getWebServer().getPort()).hasPath("/login");
		Matcher csrf = CSRF_TOKEN.matcher(form.body());
		assertThat(csrf.find()).isTrue();
		return post(issuer() + "/login", "username=sam&password=password&_csrf=" + csrf.group(1));
	}

	private HttpResponse<String> post(String uri, String form) throws IOException, InterruptedException {
		return this.browser.send(HttpRequest.newBuilder(URI.create(uri))
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(BodyPublishers.ofString(form))
			.build(), BodyHandlers.ofString());
	}

	private HttpResponse<String> send(String path) throws IOException, InterruptedException {
		return this.browser.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + PROXY.port() + path))
			.header("Accept", "text/html")
			.build(), BodyHandlers.ofString());
	}

	private String get(String path) throws IOException, InterruptedException {
		HttpResponse<String> response = send(path);
		assertThat(response.statusCode()).as("%s: %s", path, response.body()).isEqualTo(200);
		assertThat(response.uri().getPath()).isEqualTo(path);
		return response.body();
	}

	private List<HttpCookie> cookiesOfSession() {
		return this.cookies.getCookieStore()
			.getCookies()
			.stream()
			.filter((cookie) -> cookie.getName().startsWith("jwt-session"))
			.toList();
	}

	private int sizeOfSession() {
		return cookiesOfSession().stream()
			.mapToInt((cookie) -> cookie.getName().length() + cookie.getValue().length())
			.sum();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class AuthorizationServer {

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(TokenController.class)
	static class Client {

		@Bean
		RefreshTokenOAuth2AuthorizedClientProvider refreshTokenProvider() {
			RefreshTokenOAuth2AuthorizedClientProvider provider = new RefreshTokenOAuth2AuthorizedClientProvider();
			provider.setClock(CLOCK);
			return provider;
		}

	}

	@RestController
	static class TokenController {

		private final OAuth2AuthorizedClientService clients;

		TokenController(OAuth2AuthorizedClientService clients) {
			this.clients = clients;
		}

		@GetMapping("/")
		String name(Authentication authentication,
				@RegisteredOAuth2AuthorizedClient("shop") OAuth2AuthorizedClient client) {
			return authentication.getName();
		}

		@GetMapping("/tokens")
		String tokens(@RegisteredOAuth2AuthorizedClient("shop") OAuth2AuthorizedClient client) {
			return client.getAccessToken().getTokenValue() + " " + client.getRefreshToken().getTokenValue();
		}

		@GetMapping("/tokens-by-name")
		String tokensByName(Authentication authentication) {
			return tokens(this.clients.loadAuthorizedClient("shop", authentication.getName()));
		}

		@GetMapping("/user-of-token")
		String userOfToken(@RegisteredOAuth2AuthorizedClient("shop") OAuth2AuthorizedClient client) throws Exception {
			return HttpClient.newHttpClient()
				.send(HttpRequest
					.newBuilder(URI
						.create(client.getClientRegistration().getProviderDetails().getUserInfoEndpoint().getUri()))
					.header("Authorization", "Bearer " + client.getAccessToken().getTokenValue())
					.build(), BodyHandlers.ofString())
				.body();
		}

		@GetMapping("/csrf")
		String csrf(CsrfToken token) {
			return token.getToken();
		}

	}

}
