package io.github.jwtsession.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

import io.github.jwtsession.TestBrowser;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.config.Customizer.withDefaults;

/**
 * Tests for {@link JwtSessionEndpoint} over HTTP.
 */
class JwtSessionEndpointHttpTests {

	private static final String CREDENTIALS = "Basic "
			+ Base64.getEncoder().encodeToString("operator:password".getBytes(StandardCharsets.US_ASCII));

	private final HttpClient client = HttpClient.newHttpClient();

	private ConfigurableApplicationContext context;

	@AfterEach
	void stop() {
		this.context.close();
	}

	@Test
	void revokesOneSession() throws Exception {
		start();
		TestBrowser sam = newBrowser();
		String id = sam.get("/log-in?name=sam").body();
		TestBrowser samElsewhere = newBrowser();
		samElsewhere.get("/log-in?name=sam");
		assertThat(post("{\"sessionId\": \"%s\"}".formatted(id)).statusCode()).isEqualTo(204);
		assertThat(sam.get("/name").body()).isEqualTo("nobody");
		assertThat(samElsewhere.get("/name").body()).isEqualTo("sam");
	}

	@Test
	void revokesThePrincipalAndNobodyElse() throws Exception {
		start();
		TestBrowser sam = newBrowser();
		sam.get("/log-in?name=sam");
		TestBrowser kim = newBrowser();
		kim.get("/log-in?name=kim");
		assertThat(post("{\"principal\": \"sam\"}").statusCode()).isEqualTo(204);
		assertThat(sam.get("/name").body()).isEqualTo("nobody");
		assertThat(kim.get("/name").body()).isEqualTo("kim");
		sam.get("/log-in?name=sam");
		assertThat(sam.get("/name").body()).isEqualTo("sam");
	}

	@Test
	void revokesAll() throws Exception {
		start();
		TestBrowser sam = newBrowser();
		sam.get("/log-in?name=sam");
		assertThat(post("{\"all\": true}").statusCode()).isEqualTo(204);
		assertThat(sam.get("/name").body()).isEqualTo("nobody");
	}

	@Test
	void takesBackWhatWasRevoked() throws Exception {
		start();
		TestBrowser sam = newBrowser();
		sam.get("/log-in?name=sam");
		post("{\"principal\": \"sam\"}");
		post("{\"all\": true}");
		assertThat(delete("?principal=sam").statusCode()).isEqualTo(204);
		assertThat(sam.get("/name").body()).isEqualTo("nobody");
		assertThat(delete("?all=true").statusCode()).isEqualTo(204);
		assertThat(sam.get("/name").body()).isEqualTo("sam");
		assertThat(delete("?all=true").statusCode()).isEqualTo(404);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "?all=false", "?principal=", "?principal=sam&all=true", "?sessionId=id" })
	void saysThatExactlyOneMustBeGivenToTakeBack(String query) throws Exception {
		start();
		HttpResponse<String> response = delete(query);
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).contains("'principal' and 'all=true'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{\"all\": false}", "{\"principal\": \"\"}", "{\"sessionId\": null}",
			"{\"principal\": \"sam\", \"all\": true}", "{\"principal\": \"sam\", \"sessionId\": \"id\"}" })
	void saysThatExactlyOneMustBeGiven(String body) throws Exception {
		start();
		TestBrowser sam = newBrowser();
		sam.get("/log-in?name=sam");
		HttpResponse<String> response = post(body);
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).contains("exactly one of 'sessionId', 'principal' and 'all': true");
		assertThat(sam.get("/name").body()).isEqualTo("sam");
	}

	@Test
	void saysThatNothingCanBeRevokedWithoutAStore() throws Exception {
		start("jwt.session.revocation.store=none");
		HttpResponse<String> response = post("{\"all\": true}");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).contains("'jwt.session.revocation.store' is 'none'");
		assertThat(get().body()).contains("\"revocations\":{\"store\":\"none\",\"live\":0");
	}

	@Test
	void revokesNothingWhenItMayOnlyRead() throws Exception {
		start("management.endpoint.jwtsession.access=read-only");
		TestBrowser sam = newBrowser();
		sam.get("/log-in?name=sam");
		assertThat(post("{\"all\": true}").statusCode()).isEqualTo(405);
		assertThat(sam.get("/name").body()).isEqualTo("sam");
		assertThat(get().statusCode()).isEqualTo(200);
	}

	@Test
	void revokesNothingForSomebodyWhoMayNot() throws Exception {
		start();
		TestBrowser sam = newBrowser();
		sam.get("/log-in?name=sam");
		HttpResponse<String> response = this.client.send(request().header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString("{\"all\": true}"))
			.build(), BodyHandlers.ofString());
		assertThat(response.statusCode()).isEqualTo(401);
		assertThat(sam.get("/name").body()).isEqualTo("sam");
	}

	@Test
	void showsTheRevocationsInMemory() throws Exception {
		start();
		post("{\"principal\": \"sam\"}");
		assertThat(get().body()).contains("\"revocations\":{\"store\":\"memory\",\"live\":1").doesNotContain("\"sam\"");
	}

	@Test
	void showsHowItStandsWithAStoreThatIsShared() throws Exception {
		start("jwt.session.revocation.store=jdbc", "spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID());
		post("{\"principal\": \"sam\"}");
		assertThat(get().body()).containsPattern("\"revocations\":\\{\"store\":\"jdbc\",\"live\":1,\"sharing\":"
				+ "\\{\"failing\":false,\"denying\":false,\"lastPollAge\":\"PT[0-9.]+S\",\"unwritten\":0}}");
	}

	@Test
	void sessionsEndpointOfSpringBootEndsASessionByItsIdAndKnowsNoContent() throws Exception {
		start("management.endpoints.web.exposure.include=sessions");
		TestBrowser sam = newBrowser();
		String id = sam.get("/log-in?name=sam").body();
		URI session = URI.create("http://127.0.0.1:" + port() + "/actuator/sessions/" + id);
		assertThat(sendAsOperator(HttpRequest.newBuilder(session).GET()).statusCode()).isEqualTo(404);
		assertThat(sendAsOperator(HttpRequest.newBuilder(session).DELETE()).statusCode()).isEqualTo(204);
		assertThat(sam.get("/name").body()).isEqualTo("nobody");
	}

	private void start(String... properties) {
		List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--server.address=127.0.0.1",
				"--spring.main.banner-mode=off", "--management.endpoints.web.exposure.include=jwtsession"));
		Arrays.stream(properties).map("--"::concat).forEach(arguments::add);
		this.context = new SpringApplication(Application.class).run(arguments.toArray(String[]::new));
	}

	private TestBrowser newBrowser() {
		return new TestBrowser(port());
	}

	private int port() {
		return ((WebServerApplicationContext) this.context).getWebServer().getPort();
	}

	private HttpResponse<String> get() throws IOException, InterruptedException {
		return this.client.send(asOperator().GET().build(), BodyHandlers.ofString());
	}

	private HttpResponse<String> post(String body) throws IOException, InterruptedException {
		HttpRequest request = asOperator().header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString(body))
			.build();
		return this.client.send(request, BodyHandlers.ofString());
	}

	private HttpResponse<String> delete(String query) throws IOException, InterruptedException {
		return sendAsOperator(
				HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + "/actuator/jwtsession" + query))
					.DELETE());
	}

	private HttpResponse<String> sendAsOperator(HttpRequest.Builder request) throws IOException, InterruptedException {
		return this.client.send(request.header("Authorization", CREDENTIALS).build(), BodyHandlers.ofString());
	}

	private HttpRequest.Builder asOperator() {
		return request().header("Authorization", CREDENTIALS);
	}

	private HttpRequest.Builder request() {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + "/actuator/jwtsession"));
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Controller.class)
	static class Application {

		@Bean
		SecurityFilterChain security(HttpSecurity http) {
			return http
				.authorizeHttpRequests(
						(requests) -> requests.requestMatchers("/actuator/**").authenticated().anyRequest().permitAll())
				.httpBasic(withDefaults())
				.csrf(CsrfConfigurer::disable)
				.build();
		}

		@Bean
		UserDetailsService users() {
			return new InMemoryUserDetailsManager(
					User.withUsername("operator").password("{noop}password").roles("OPERATOR").build());
		}

	}

	@RestController
	static class Controller {

		private static final String PRINCIPAL = FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME;

		@GetMapping("/log-in")
		String logIn(HttpServletRequest request, @RequestParam String name) {
			request.getSession().setAttribute(PRINCIPAL, name);
			return request.changeSessionId();
		}

		@GetMapping("/name")
		String name(HttpServletRequest request) {
			HttpSession session = request.getSession(false);
			return (session != null) ? String.valueOf(session.getAttribute(PRINCIPAL)) : "nobody";
		}

	}

}
