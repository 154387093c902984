package io.github.jwtsession.servlet;

import java.io.File;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import io.github.jwtsession.JwtSession;
import io.github.jwtsession.MutableClock;
import io.github.jwtsession.TestBrowser;
import io.github.jwtsession.TestBrowser.Response;
import io.github.jwtsession.key.SessionKeys;
import jakarta.servlet.http.HttpSession;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.config.Customizer.withDefaults;

/**
 * Changes the key of two instances by changing the keystore's file, as docs/operations.md
 * describes it, while requests run.
 */
class KeyRotationHttpTests {

	private static final int SESSIONS = 200;

	private static final int CLIENTS = 4;

	private static final Duration TIMEOUT = Duration.ofMinutes(30);

	private static final Duration ACTIVATION_DELAY = Duration.ofMinutes(10);

	@TempDir
	private Path directory;

	private final MutableClock clock = new MutableClock(Instant.now());

	private final List<ServletWebServerApplicationContext> instances = new ArrayList<>();

	private final List<TestBrowser> browsers = new ArrayList<>();

	private final Queue<String> errors = new ConcurrentLinkedQueue<>();

	private int visits;

	@ParameterizedTest
	@ValueSource(strings = { "dir", "A256KW" })
	void noSessionIsLost(String keyManagement) throws Exception {
		addKey("session-1");
		try {
			startInstance(keyManagement);
			startInstance(keyManagement);
			logInAll();
			rotate();
			everybodyComes();
			assertThat(this.errors).isEmpty();
			assertThat(this.browsers.get(1).get("/visit").body()).isEqualTo(String.valueOf(this.visits + 1));
			assertThat(this.browsers.get(1).get("/key").body()).isEqualTo("session-2");
		}
		finally {
			this.instances.forEach(ServletWebServerApplicationContext::close);
		}
	}

	/**
	 * A read may send such a renewal while a write makes the session grow. What the
	 * browser holds then must not be refused by the server.
	 */
	@Test
	void theLargestSessionLeavesRoomForTheLongestRenewal() throws Exception {
		addKey("session-1");
		try {
			startInstance("dir");
			TestBrowser browser = new TestBrowser(port(0));
			browser.post("/login", "username=sam&password=password");
			int size = 4500;
			while (browser.get("/fill?size=" + size).status() != 200) {
				size -= 10;
			}
			assertThat(size).isGreaterThan(3500);
			browser.cookies().put("jwt-session-r", "x".repeat(1200));
			browser.cookies().put("jwt-session-t", "x".repeat(300));
			assertThat(browser.get("/name").body()).isEqualTo("sam");
		}
		finally {
			this.instances.forEach(ServletWebServerApplicationContext::close);
		}
	}

	private void rotate() throws Exception {
		whileRequestsRun(() -> {
			addKey("session-2");
			awaitKeys((keys) -> keys.findById("session-2") != null);
		});
		assertThat(endpoint()).contains(key("session-1", "active"), key("session-2", "scheduled"));
		this.clock.advance(ACTIVATION_DELAY);
		for (Duration passed = Duration.ZERO; passed.compareTo(TIMEOUT) < 0; passed = passed.plusMinutes(10)) {
			everybodyComes();
			this.clock.advance(Duration.ofMinutes(10));
		}
		assertThat(endpoint()).contains(key("session-1", "valid"), key("session-2", "active"));
		whileRequestsRun(() -> {
			removeKey("session-1");
			awaitKeys((keys) -> keys.findById("session-1") == null);
		});
	}

	private void logInAll() {
		HttpClient client = HttpClient.newHttpClient();
		for (int i = 0; i < SESSIONS; i++) {
			TestBrowser browser = new TestBrowser(port(i), client);
			browser.post("/login", "username=sam&password=password");
			this.browsers.add(browser);
		}
		everybodyComes();
	}

	/**
	 * Every browser sends a request, each time to the other instance. Half of them only
	 * read.
	 */
	private void everybodyComes() {
		int round = ++this.visits;
		IntStream.range(0, CLIENTS).parallel().forEach((client) -> sendRequests(client, round));
	}

	private void sendRequests(int client, int round) {
		for (int i = client; i < SESSIONS; i += CLIENTS) {
			TestBrowser browser = this.browsers.get(i).at(port(i + round));
			boolean writes = (i % 2 == 1);
			Response response = browser.get(writes ? "/visit" : "/name");
			String expected = writes ? String.valueOf(round) : "sam";
			if (response.status() != 200 || !response.body().equals(expected)) {
				this.errors.add("Session %d, round %d: %d %s".formatted(i, round, response.status(), response.body()));
			}
		}
	}

	private void whileRequestsRun(Step step) throws Exception {
		CountDownLatch done = new CountDownLatch(1);
		Thread requests = new Thread(() -> {
			do {
				everybodyComes();
			}
			while (done.getCount() > 0);
		});
		requests.start();
		try {
			step.run();
		}
		finally {
			done.countDown();
			requests.join();
		}
	}

	private void awaitKeys(Predicate<SessionKeys> condition) {
		Awaitility.await()
			.atMost(Duration.ofMinutes(1))
			.until(() -> this.instances.stream()
				.allMatch((instance) -> condition.test(instance.getBean(SessionKeys.class))));
	}

	private String endpoint() {
		return new TestBrowser(port(0)).get("/actuator/jwtsession").body();
	}

	private static String key(String id, String state) {
		return "\"id\":\"%s\",\"state\":\"%s\"".formatted(id, state);
	}

	private void addKey(String alias) throws Exception {
		changeKeyStore("-genseckey", "-alias", alias, "-keyalg", "AES", "-keysize", "256");
	}

	private void removeKey(String alias) throws Exception {
		changeKeyStore("-delete", "-alias", alias);
	}

	/**
	 * Change a copy and put it in the place of the file, as a deployment would.
	 */
	private void changeKeyStore(String... command) throws Exception {
		Path copy = this.directory.resolve("copy.p12");
		if (Files.exists(keyStore())) {
			Files.copy(keyStore(), copy, StandardCopyOption.REPLACE_EXISTING);
		}
		List<String> keytool = new ArrayList<>(
				List.of(new File(System.getProperty("java.home"), "bin/keytool").getPath()));
		keytool.addAll(List.of(command));
		keytool.addAll(List.of("-keystore", copy.toString(), "-storepass", "password", "-storetype", "pkcs12"));
		assertThat(new ProcessBuilder(keytool).redirectErrorStream(true).start().waitFor()).isZero();
		Files.move(copy, keyStore(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
	}

	private Path keyStore() {
		return this.directory.resolve("sessions.p12");
	}

	private void startInstance(String keyManagement) {
		SpringApplication application = new SpringApplication(Application.class);
		application.addInitializers((context) -> context.getBeanFactory().registerSingleton("clock", this.clock));
		this.instances.add((ServletWebServerApplicationContext) application.run("--server.port=0",
				"--jwt.session.key-management=" + keyManagement, "--jwt.session.session-timeout=" + TIMEOUT,
				"--jwt.session.secret-id=sessions", "--jwt.session.keystore.mappings.sessions=session-*",
				"--jwt.session.keystore.activation-delay=" + ACTIVATION_DELAY,
				"--jwt.session.keystore.ssl-bundle=sessions", "--spring.ssl.bundle.watch.file.quiet-period=100ms",
				"--spring.ssl.bundle.jks.sessions.reload-on-update=true",
				"--spring.ssl.bundle.jks.sessions.keystore.location=file:" + keyStore(),
				"--spring.ssl.bundle.jks.sessions.keystore.password=password",
				"--spring.ssl.bundle.jks.sessions.keystore.type=PKCS12",
				"--management.endpoints.web.exposure.include=jwtsession"));
	}

	private int port(int instance) {
		return this.instances.get(instance % this.instances.size()).getWebServer().getPort();
	}

	private interface Step {

		void run() throws Exception;

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		SecurityFilterChain security(HttpSecurity http) throws Exception {
			return http
				.authorizeHttpRequests(
						(requests) -> requests.requestMatchers("/actuator/**").permitAll().anyRequest().authenticated())
				.csrf(CsrfConfigurer::disable)
				.formLogin(withDefaults())
				.build();
		}

		@Bean
		UserDetailsService users() {
			return new InMemoryUserDetailsManager(
					User.withUsername("sam").password("{noop}password").roles("USER").build());
		}

		@Bean
		Pages pages() {
			return new Pages();
		}

	}

	@RestController
	static class Pages {

		@GetMapping("/name")
		String name(Principal principal) {
			return principal.getName();
		}

		@GetMapping("/visit")
		String visit(HttpSession session) {
			Integer visits = (Integer) session.getAttribute("visits");
			session.setAttribute("visits", (visits != null) ? visits + 1 : 1);
			return String.valueOf(session.getAttribute("visits"));
		}

		@GetMapping("/fill")
		String fill(HttpSession session, @RequestParam int size) {
			session.setAttribute("large", "x".repeat(size));
			return "";
		}

		@GetMapping("/key")
		String key(JwtSession session) {
			return session.getKeyId();
		}

	}

}
