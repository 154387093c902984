package io.github.jwtsession.servlet;

import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.jwtsession.JwtSession;
import io.github.jwtsession.MutableClock;
import io.github.jwtsession.SessionRevocations;
import io.github.jwtsession.TestBrowser;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.authentication.switchuser.SwitchUserGrantedAuthority;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Running instances of an application whose requests do to their session what they are
 * told, step by step, and wait where a test says so.
 */
final class ScriptedApplication implements AutoCloseable {

	private final List<ConfigurableApplicationContext> instances = new ArrayList<>();

	private final Gate gate = new Gate();

	/**
	 * One for all browsers: each has a thread of its own.
	 */
	private final HttpClient client = HttpClient.newHttpClient();

	private final Map<String, Object> beans = new ConcurrentHashMap<>();

	/**
	 * Give a bean to the instances that are started from now on.
	 */
	ScriptedApplication with(String name, Object bean) {
		this.beans.put(name, bean);
		return this;
	}

	/**
	 * Start one more instance.
	 * @param clock its time
	 * @param properties what it is configured with
	 */
	ScriptedApplication start(MutableClock clock, String... properties) {
		List<String> arguments = new ArrayList<>(
				List.of("--server.port=0", "--server.address=127.0.0.1", "--spring.main.banner-mode=off"));
		Arrays.stream(properties).map("--"::concat).forEach(arguments::add);
		SpringApplication application = new SpringApplication(Application.class);
		application.addInitializers((context) -> {
			context.getBeanFactory().registerSingleton("clock", clock);
			context.getBeanFactory().registerSingleton("gate", this.gate);
			this.beans.forEach(context.getBeanFactory()::registerSingleton);
		});
		this.instances.add(application.run(arguments.toArray(String[]::new)));
		return this;
	}

	int port(int instance) {
		return ((WebServerApplicationContext) this.instances.get(instance)).getWebServer().getPort();
	}

	<T> T bean(int instance, Class<T> type) {
		return this.instances.get(instance).getBean(type);
	}

	TestBrowser newBrowser() {
		return new TestBrowser(port(0), this.client);
	}

	Gate gate() {
		return this.gate;
	}

	/**
	 * The path of a request.
	 * @param steps what it is to do, see {@link Controller}
	 */
	static String path(String... steps) {
		return "/run?steps=" + String.join(",", steps);
	}

	@Override
	public void close() {
		this.instances.forEach(ConfigurableApplicationContext::close);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ OpenAccess.class, Controller.class })
	static class Application {

	}

	/**
	 * Holds requests until they are let go, each by a name of its own.
	 */
	static final class Gate {

		private final Map<String, CountDownLatch> arrivals = new ConcurrentHashMap<>();

		private final Map<String, CountDownLatch> departures = new ConcurrentHashMap<>();

		private void pass(String name) {
			latch(this.arrivals, name).countDown();
			await(latch(this.departures, name));
		}

		void awaitArrival(String name) {
			await(latch(this.arrivals, name));
		}

		void open(String name) {
			latch(this.departures, name).countDown();
		}

		private static CountDownLatch latch(Map<String, CountDownLatch> latches, String name) {
			return latches.computeIfAbsent(name, (key) -> new CountDownLatch(1));
		}

		private static void await(CountDownLatch latch) {
			try {
				assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException(ex);
			}
		}

	}

	/**
	 * Does the steps of a request, each a word, or a word and an argument behind a colon.
	 * Answers what the last one says.
	 */
	@RestController
	static class Controller {

		private static final String CONTEXT = HttpSessionSecurityContextRepository.SPRING_SECURITY_CONTEXT_KEY;

		private final Gate gate;

		private final SessionRevocations revocations;

		private final JwtSession jwtSession;

		private final Clock clock;

		Controller(Gate gate, SessionRevocations revocations, JwtSession jwtSession, Clock clock) {
			this.gate = gate;
			this.revocations = revocations;
			this.jwtSession = jwtSession;
			this.clock = clock;
		}

		@GetMapping("/run")
		String run(@RequestParam List<String> steps, HttpServletRequest request, HttpServletResponse response)
				throws Exception {
			String said = "";
			for (String step : steps) {
				int colon = step.indexOf(':');
				String verb = (colon < 0) ? step : step.substring(0, colon);
				said = run(verb, step.substring(colon + 1), request);
			}
			return said;
		}

		private String run(String verb, String argument, HttpServletRequest request) {
			switch (verb) {
				case "hold" -> this.gate.pass(argument);
				case "set" -> request.getSession().setAttribute(argument, 1);
				case "remove" -> request.getSession().removeAttribute(argument);
				case "interval" -> request.getSession().setMaxInactiveInterval(Integer.parseInt(argument));
				case "log-in" -> logIn(request, argument);
				case "log-in-without-change-of-id" ->
					request.getSession().setAttribute(CONTEXT, new SecurityContextImpl(authentication(argument)));
				case "log-in-under-a-key-of-its-own" -> {
					UsernamePasswordAuthenticationToken authentication = authentication(argument);
					authentication.setDetails(this.clock.instant().toString());
					request.getSession().setAttribute("MY_CONTEXT", new SecurityContextImpl(authentication));
				}
				case "context" ->
					request.getSession().setAttribute(CONTEXT, new SecurityContextImpl(authentication(argument)));
				case "switch-to" -> switchTo(request, argument);
				case "switch-back" -> switchBack(request);
				case "change-id" -> request.changeSessionId();
				case "change-id-if-there" -> changeIdIfThere(request);
				case "void-former" -> this.jwtSession.voidFormerTokens();
				case "log-out" -> request.getSession().invalidate();
				case "log-out-if-there" -> logOutIfThere(request);
				case "revoke" -> this.revocations.revokePrincipal(argument);
				case "revoke-all" -> this.revocations.revokeAll();
				case "revoke-at" -> this.revocations.revokePrincipal(argument, this.clock.instant());
				case "name" -> {
					return name(request.getSession(false));
				}
				case "id" -> {
					HttpSession session = request.getSession(false);
					return (session != null) ? session.getId() : "none";
				}
				case "get" -> {
					HttpSession session = request.getSession(false);
					return (session != null) ? String.valueOf(session.getAttribute(argument)) : "none";
				}
				default -> throw new IllegalArgumentException(verb);
			}
			return verb;
		}

		private static void changeIdIfThere(HttpServletRequest request) {
			if (request.getSession(false) != null) {
				request.changeSessionId();
			}
		}

		private static void logOutIfThere(HttpServletRequest request) {
			HttpSession session = request.getSession(false);
			if (session != null) {
				session.invalidate();
			}
		}

		private static void logIn(HttpServletRequest request, String name) {
			boolean begun = request.getSession(false) != null;
			request.getSession().setAttribute(CONTEXT, new SecurityContextImpl(authentication(name)));
			if (begun) {
				request.changeSessionId();
			}
		}

		private static void switchTo(HttpServletRequest request, String name) {
			SecurityContextImpl context = (SecurityContextImpl) request.getSession().getAttribute(CONTEXT);
			// As SwitchUserFilter does, which leaves one user before it goes on to
			// another.
			Authentication original = source(context).orElseGet(context::getAuthentication);
			GrantedAuthority former = new SwitchUserGrantedAuthority("ROLE_PREVIOUS_ADMINISTRATOR", original);
			request.getSession()
				.setAttribute(CONTEXT, new SecurityContextImpl(
						UsernamePasswordAuthenticationToken.authenticated(name, null, List.of(former))));
		}

		private static void switchBack(HttpServletRequest request) {
			SecurityContextImpl context = (SecurityContextImpl) request.getSession().getAttribute(CONTEXT);
			request.getSession().setAttribute(CONTEXT, new SecurityContextImpl(source(context).orElseThrow()));
		}

		private static Optional<Authentication> source(SecurityContextImpl context) {
			return context.getAuthentication()
				.getAuthorities()
				.stream()
				.filter(SwitchUserGrantedAuthority.class::isInstance)
				.map((authority) -> ((SwitchUserGrantedAuthority) authority).getSource())
				.findFirst();
		}

		private static UsernamePasswordAuthenticationToken authentication(String name) {
			return UsernamePasswordAuthenticationToken.authenticated(name, null,
					AuthorityUtils.createAuthorityList("ROLE_USER"));
		}

		private static String name(@Nullable HttpSession session) {
			if (session == null) {
				return "nobody";
			}
			Object context = session.getAttribute(CONTEXT);
			if (context == null) {
				context = session.getAttribute("MY_CONTEXT");
			}
			return (context instanceof SecurityContextImpl security) ? security.getAuthentication().getName()
					: "anonymous";
		}

	}

}
