package io.github.jwtsession.servlet;

import java.util.ArrayList;
import java.util.List;

import javax.crypto.spec.SecretKeySpec;

import io.github.jwtsession.TestBrowser;
import io.github.jwtsession.key.SessionKey;
import io.github.jwtsession.key.SessionKeys;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionActivationListener;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.tomcat.TomcatContextCustomizer;
import org.springframework.boot.web.servlet.ServletListenerRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the listeners of sessions (Servlet 6.1 section 7.4) over HTTP, however they
 * are registered.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class SessionListenerTests {

	@LocalServerPort
	private int port;

	@Autowired
	private Events events;

	private TestBrowser browser;

	@BeforeEach
	void openBrowser() {
		this.browser = new TestBrowser(this.port);
		Events.OF_CONTAINER.clear();
		Events.IN_ORDER.clear();
		this.events.clear();
	}

	@Test
	void listenersHearOfEachAttribute() {
		this.browser.get("/set");
		assertThat(this.events.take()).containsExactly("created", "added number=1");
		this.browser.get("/set-again");
		assertThat(this.events.take()).containsExactly("replaced number=1", "replaced number=2", "replaced number=3");
		this.browser.get("/remove");
		assertThat(this.events.take()).containsExactly("removed number=2");
	}

	@Test
	void listenersHearOfTheAttributesThatASessionEnds() {
		this.browser.get("/set");
		this.events.clear();
		this.browser.get("/invalidate");
		assertThat(this.events.take()).containsExactly("destroyed number=1", "removed number=1");
	}

	@Test
	void listenersHearOfANewId() {
		String former = this.browser.get("/set").body();
		this.events.clear();
		String id = this.browser.get("/change-id").body();
		assertThat(this.events.take()).containsExactly("id " + former + " -> " + id);
	}

	@Test
	void listenersOfTheContainerHearTheSame() {
		String former = this.browser.get("/set").body();
		String id = this.browser.get("/change-id").body();
		this.browser.get("/invalidate");
		assertThat(Events.OF_CONTAINER).containsExactly("created", "added number=1", "id " + former + " -> " + id,
				"destroyed number=1", "removed number=1");
	}

	@Test
	void listenersOfARegistrationHearTheSame() {
		this.browser.get("/set");
		this.browser.get("/remove");
		assertThat(this.events.ofRegistration).containsExactly("created", "added number=1", "removed number=1");
	}

	@Test
	void listenersOfTheContainerHearOfAnEndInReverseOrder() {
		this.browser.get("/set");
		this.browser.get("/invalidate");
		assertThat(Events.IN_ORDER).containsExactly("first created", "second created", "second destroyed",
				"first destroyed");
	}

	@Test
	void attributesHearThatTheyAreBound() {
		assertThat(this.browser.get("/bind?name=a").body()).isEqualTo("[bound listening, listening.a=a]");
		assertThat(this.browser.get("/bind?name=b").body())
			.isEqualTo("[bound listening, listening.a=b][unbound listening, listening.a=b]");
		assertThat(this.browser.get("/unbind").body()).isEqualTo("[unbound listening, listening.a=null]");
	}

	@Test
	void attributesHearThatTheirSessionEnds() {
		this.browser.get("/bind?name=a");
		assertThat(this.browser.get("/end-bound").body()).isEqualTo("[unbound listening, listening.a=a]");
	}

	@Test
	void attributesHearThatTheSessionComesAndGoes() {
		this.browser.get("/travel");
		assertThat(this.browser.get("/travel").body()).isEqualTo("[passivated, activated]");
		assertThat(this.browser.get("/travel").body()).isEqualTo("[passivated, activated, passivated, activated]");
	}

	@Test
	void requestHasOneSession() {
		assertThat(this.browser.get("/same").body()).isEqualTo("true");
	}

	@Test
	void sessionIdCameByACookie() {
		assertThat(this.browser.get("/from").body()).isEqualTo("false false");
		assertThat(this.browser.get("/from").body()).isEqualTo("true false");
	}

	@Test
	void valueUnderTheNameOfTheSecurityContextMayBeAnything() {
		assertThat(this.browser.get("/foreign-context").status()).isEqualTo(200);
		assertThat(this.browser.get("/read-foreign-context").body()).isEqualTo("no context");
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ Controller.class, Events.class })
	static class Application {

		@Bean
		SessionKeys keys() {
			return SessionKeys.of(new SessionKey("key", new SecretKeySpec(new byte[32], "AES")));
		}

		@Bean
		SecurityFilterChain permitAll(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				.securityContext((context) -> context.disable())
				.csrf((csrf) -> csrf.disable())
				.build();
		}

		@Bean
		Listener listener(Events events) {
			return new Listener(events.ofBean);
		}

		@Bean
		ServletListenerRegistrationBean<Listener> registration(Events events) {
			return new ServletListenerRegistrationBean<>(new Listener(events.ofRegistration));
		}

		/**
		 * As {@code @WebListener} and {@code web.xml} do.
		 */
		@Bean
		TomcatContextCustomizer containerListener() {
			return (context) -> {
				context.addApplicationListener(ContainerListener.class.getName());
				context.addApplicationListener(FirstListener.class.getName());
				context.addApplicationListener(SecondListener.class.getName());
			};
		}

	}

	static class Events {

		private static final List<String> OF_CONTAINER = new ArrayList<>();

		private static final List<String> IN_ORDER = new ArrayList<>();

		private final List<String> ofBean = new ArrayList<>();

		private final List<String> ofRegistration = new ArrayList<>();

		private void clear() {
			this.ofBean.clear();
			this.ofRegistration.clear();
		}

		private List<String> take() {
			List<String> events = List.copyOf(this.ofBean);
			clear();
			return events;
		}

	}

	static class Listener implements HttpSessionListener, HttpSessionIdListener, HttpSessionAttributeListener {

		private final List<String> events;

		Listener(List<String> events) {
			this.events = events;
		}

		@Override
		public void sessionCreated(HttpSessionEvent event) {
			this.events.add("created");
		}

		@Override
		public void sessionDestroyed(HttpSessionEvent event) {
			this.events.add("destroyed number=" + event.getSession().getAttribute("number"));
		}

		@Override
		public void sessionIdChanged(HttpSessionEvent event, String oldSessionId) {
			this.events.add("id " + oldSessionId + " -> " + event.getSession().getId());
		}

		@Override
		public void attributeAdded(HttpSessionBindingEvent event) {
			this.events.add("added " + event.getName() + "=" + event.getValue());
		}

		@Override
		public void attributeRemoved(HttpSessionBindingEvent event) {
			this.events.add("removed " + event.getName() + "=" + event.getValue());
		}

		@Override
		public void attributeReplaced(HttpSessionBindingEvent event) {
			this.events.add("replaced " + event.getName() + "=" + event.getValue());
		}

	}

	/**
	 * Made by the container.
	 */
	public static final class ContainerListener extends Listener {

		public ContainerListener() {
			super(Events.OF_CONTAINER);
		}

	}

	/**
	 * Made by the container.
	 */
	public static final class FirstListener implements HttpSessionListener {

		@Override
		public void sessionCreated(HttpSessionEvent event) {
			Events.IN_ORDER.add("first created");
		}

		@Override
		public void sessionDestroyed(HttpSessionEvent event) {
			Events.IN_ORDER.add("first destroyed");
		}

	}

	/**
	 * Made by the container.
	 */
	public static final class SecondListener implements HttpSessionListener {

		@Override
		public void sessionCreated(HttpSessionEvent event) {
			Events.IN_ORDER.add("second created");
		}

		@Override
		public void sessionDestroyed(HttpSessionEvent event) {
			Events.IN_ORDER.add("second destroyed");
		}

	}

	static final class Listening implements HttpSessionBindingListener {

		private final String name;

		Listening(String name) {
			this.name = name;
		}

		@Override
		public void valueBound(HttpSessionBindingEvent event) {
			tell("bound", event);
		}

		@Override
		public void valueUnbound(HttpSessionBindingEvent event) {
			tell("unbound", event);
		}

		private void tell(String what, HttpSessionBindingEvent event) {
			Controller.TOLD.append('[')
				.append(what)
				.append(' ')
				.append(event.getName())
				.append(", listening.a=")
				.append((event.getSession().getAttribute("listening") instanceof Listening it) ? it.name : null)
				.append(']');
		}

	}

	static final class Traveller implements HttpSessionActivationListener {

		private final List<String> stations = new ArrayList<>();

		@Override
		public void sessionWillPassivate(HttpSessionEvent event) {
			this.stations.add("passivated");
		}

		@Override
		public void sessionDidActivate(HttpSessionEvent event) {
			this.stations.add("activated");
		}

	}

	@RestController
	static class Controller {

		private static final StringBuilder TOLD = new StringBuilder();

		@GetMapping("/set")
		String set(HttpSession session) {
			session.setAttribute("number", 1);
			return session.getId();
		}

		@GetMapping("/set-again")
		String setAgain(HttpSession session) {
			session.setAttribute("number", 2);
			session.setAttribute("number", 3);
			session.setAttribute("number", 2);
			return "";
		}

		@GetMapping("/remove")
		String remove(HttpSession session) {
			session.removeAttribute("number");
			session.removeAttribute("number");
			return "";
		}

		@GetMapping("/change-id")
		String changeId(HttpServletRequest request) {
			return request.changeSessionId();
		}

		@GetMapping("/invalidate")
		String invalidate(HttpSession session) {
			session.invalidate();
			return "";
		}

		@GetMapping("/bind")
		String bind(HttpSession session, String name) {
			TOLD.setLength(0);
			session.setAttribute("listening", new Listening(name));
			return TOLD.toString();
		}

		@GetMapping("/unbind")
		String unbind(HttpSession session) {
			TOLD.setLength(0);
			session.removeAttribute("listening");
			return TOLD.toString();
		}

		@GetMapping("/end-bound")
		String endBound(HttpSession session) {
			TOLD.setLength(0);
			session.invalidate();
			return TOLD.toString();
		}

		@GetMapping("/travel")
		String travel(HttpSession session) {
			if (session.getAttribute("traveller") instanceof Traveller traveller) {
				return traveller.stations.toString();
			}
			session.setAttribute("traveller", new Traveller());
			return "";
		}

		@GetMapping("/same")
		boolean same(HttpServletRequest request) {
			return request.getSession() == request.getSession(false);
		}

		@GetMapping("/from")
		String from(HttpServletRequest request) {
			String from = request.isRequestedSessionIdFromCookie() + " " + request.isRequestedSessionIdFromURL();
			request.getSession();
			return from;
		}

		@GetMapping("/foreign-context")
		String foreignContext(HttpSession session) {
			session.setAttribute("SPRING_SECURITY_CONTEXT", "no context");
			return "";
		}

		@GetMapping("/read-foreign-context")
		String readForeignContext(HttpSession session) {
			return String.valueOf(session.getAttribute("SPRING_SECURITY_CONTEXT"));
		}

	}

}
