package io.github.jwtsession.revocation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import javax.crypto.spec.SecretKeySpec;

import io.github.jwtsession.SessionRevocations;
import io.github.jwtsession.TestBrowser;
import io.github.jwtsession.key.SessionKey;
import io.github.jwtsession.key.SessionKeys;
import io.github.jwtsession.revocation.shared.SharedRevocationRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.events.SessionDeletedEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * A running instance of an application that shares its key and its revocations with
 * others. It polls the store when a test says so.
 */
final class RevocationTestApplication implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private RevocationTestApplication(ConfigurableApplicationContext context) {
		this.context = context;
	}

	static RevocationTestApplication start(String... properties) {
		return start(SessionKeys.of(new SessionKey("key", new SecretKeySpec(new byte[32], "AES"))), properties);
	}

	static RevocationTestApplication start(SessionKeys keys, String... properties) {
		List<String> arguments = new ArrayList<>(
				List.of("--server.port=0", "--server.address=127.0.0.1", "--spring.main.banner-mode=off"));
		Arrays.stream(properties).map("--"::concat).forEach(arguments::add);
		if (arguments.stream().noneMatch((argument) -> argument.contains("poll-interval"))) {
			arguments.add("--jwt.session.revocation.poll-interval=1h");
		}
		SpringApplication application = new SpringApplication(Application.class);
		application.addInitializers(
				(context) -> ((GenericApplicationContext) context).registerBean(SessionKeys.class, () -> keys));
		return new RevocationTestApplication(application.run(arguments.toArray(String[]::new)));
	}

	TestBrowser newBrowser() {
		return new TestBrowser(port());
	}

	int port() {
		return ((WebServerApplicationContext) this.context).getWebServer().getPort();
	}

	SessionRevocations revocations() {
		return this.context.getBean(SessionRevocations.class);
	}

	SharedRevocationRegistry registry() {
		return this.context.getBean(SharedRevocationRegistry.class);
	}

	boolean poll() {
		return registry().poll();
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	List<String> deleted() {
		return this.context.getBean(Listener.class).deleted;
	}

	@Override
	public void close() {
		this.context.close();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ Controller.class, Listener.class })
	static class Application {

		@Bean
		SecurityFilterChain permitAll(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll()).build();
		}

	}

	static class Listener {

		private final List<String> deleted = new ArrayList<>();

		@EventListener
		void onDeleted(SessionDeletedEvent event) {
			this.deleted.add(event.getSessionId());
		}

	}

	@RestController
	static class Controller {

		private static final String PRINCIPAL = FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME;

		private final SessionRevocations revocations;

		Controller(SessionRevocations revocations) {
			this.revocations = revocations;
		}

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

		@GetMapping("/touch")
		String touch(HttpSession session) {
			session.setAttribute("touched", true);
			return "touched";
		}

		@GetMapping("/log-out")
		String logOut(HttpSession session) {
			session.invalidate();
			return "logged out";
		}

		@GetMapping("/log-out-everywhere-else")
		String logOutEverywhereElse(HttpServletRequest request) {
			this.revocations.revokePrincipal((String) request.getSession().getAttribute(PRINCIPAL));
			return request.changeSessionId();
		}

	}

}
