package io.github.jwtsession.servlet;

import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.crypto.spec.SecretKeySpec;

import io.github.jwtsession.TestBrowser;
import io.github.jwtsession.TestBrowser.Response;
import io.github.jwtsession.key.SessionKey;
import io.github.jwtsession.key.SessionKeys;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.WebAttributes;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.SessionAttribute;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import org.springframework.web.servlet.view.RedirectView;

import static io.github.jwtsession.servlet.TwoInstances.port;
import static io.github.jwtsession.servlet.TwoInstances.start;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for Spring Security's form login and Spring MVC's flash attributes, each request
 * on another instance than the one before. The instances share a key, nothing else.
 */
@ExtendWith(OutputCaptureExtension.class)
class FormLoginTests {

	private static final Pattern CSRF_TOKEN = Pattern.compile("name=\"_csrf\" type=\"hidden\" value=\"([^\"]+)\"");

	@RegisterExtension
	private static final TwoInstances instances = new TwoInstances(Application.class);

	private final TestBrowser browser = new TestBrowser(port(instances.one()));

	@Test
	void loginOnOneInstanceIsKnownOnTheOther() {
		logIn("password");
		Response page = this.browser.at(port(instances.two())).get("/name");
		assertThat(page.body()).isEqualTo("sam [ROLE_ADMIN, ROLE_USER] 127.0.0.1");
	}

	/**
	 * Spring Security removes the reason after it has redirected.
	 */
	@Test
	void reasonOfAFailedLoginDoesNotOutliveTheNextOne(CapturedOutput output) {
		logIn("wrong");
		this.browser.at(port(instances.two()));
		logIn("password");
		assertThat(this.browser.get("/attributes").body()).contains("SPRING_SECURITY_CONTEXT")
			.doesNotContain("SPRING_SECURITY_LAST_EXCEPTION");
		assertThat(output).doesNotContain("changes to the session are lost");
	}

	@Test
	void loginChangesTheSessionId() {
		String csrf = csrfToken(this.browser.get("/login"));
		String before = this.browser.get("/id").body();
		String token = this.browser.cookies().get("jwt-session");
		this.browser.post("/login", "username=sam&password=password&_csrf=" + csrf);
		assertThat(this.browser.get("/id").body()).isNotEqualTo(before).isNotEqualTo("none");
		this.browser.cookies().clear();
		this.browser.cookies().put("jwt-session", token);
		assertThat(this.browser.get("/id").body()).isEqualTo("none");
	}

	@Test
	void aLongLinkKeepsNobodyFromLoggingIn() {
		logInAfterLongLinks(instances.one(), instances.two());
	}

	@Test
	void aLongLinkSavedUnderANameOfTheApplicationsKeepsNobodyFromLoggingIn() {
		try (ServletWebServerApplicationContext three = start(Application.class, "test.request-cache=MY_REQUEST")) {
			logInAfterLongLinks(three, three);
		}
	}

	private static void logInAfterLongLinks(ServletWebServerApplicationContext first,
			ServletWebServerApplicationContext second) {
		for (int length : new int[] { 1_500, 1_800, 2_500, 5_000 }) {
			TestBrowser browser = new TestBrowser(port(first));
			browser.get("/name?x=" + "%20y".repeat(length / 4));
			String csrf = csrfToken(browser.get("/login"));
			Response login = browser.at(port(second)).post("/login", "username=sam&password=password&_csrf=" + csrf);
			assertThat(login.status()).as("%d characters", length).isEqualTo(302);
			assertThat(browser.get("/name").body()).startsWith("sam");
		}
	}

	@Test
	void requestThatNeededALoginIsComeBackTo() {
		assertThat(this.browser.get("/name?x=1").http().headers().firstValue("Location")).get()
			.asString()
			.endsWith("/login");
		this.browser.at(port(instances.two()));
		Response loggedIn = logIn("password");
		String location = loggedIn.http().headers().firstValue("Location").orElseThrow();
		assertThat(location).isEqualTo("http://localhost:" + port(instances.one()) + "/name?x=1&continue");
		assertThat(this.browser.at(port(instances.one())).get("/name?x=1&continue").body()).startsWith("sam");
	}

	@Test
	void theCookieOfALoginTakesAtMost620Bytes() {
		logIn("password");
		String token = this.browser.cookies().get("jwt-session-g1");
		assertThat("jwt-session-g1=" + token).hasSizeLessThanOrEqualTo(620);
	}

	@Test
	void savedRequestIsNotNestedWithEveryRedirect() {
		this.browser.get("/name?x=1");
		int first = this.browser.cookies().get("jwt-session").length();
		for (int i = 0; i < 5; i++) {
			this.browser.get("/name?x=1");
		}
		assertThat(this.browser.cookies().get("jwt-session")).hasSize(first);
	}

	@Test
	void failedLoginIsExplainedOnTheNextInstance() {
		logIn("wrong");
		assertThat(this.browser.at(port(instances.two())).get("/why").body())
			.isEqualTo("BadCredentialsException: Bad credentials");
	}

	@Test
	void csrfTokenOfOneInstanceIsTakenByTheOther() {
		logIn("password");
		String csrf = csrfToken(this.browser.get("/login"));
		assertThat(this.browser.at(port(instances.two())).post("/add", "item=tea&_csrf=" + csrf).status())
			.isEqualTo(302);
		assertThat(this.browser.at(port(instances.two())).post("/add", "item=tea&_csrf=x" + csrf).status())
			.isEqualTo(403);
	}

	@Test
	void flashAttributeIsThereOnceOnTheOtherInstance() {
		logIn("password");
		this.browser.post("/add", "item=tea&_csrf=" + csrfToken(this.browser.get("/login")));
		assertThat(this.browser.at(port(instances.two())).get("/added").body()).isEqualTo("added 5 tea");
		assertThat(this.browser.at(port(instances.one())).get("/added").body()).isEqualTo("nothing");
	}

	@Test
	void logoutTakesTheCookieBack() {
		logIn("password");
		this.browser.at(port(instances.two())).post("/logout", "_csrf=" + csrfToken(this.browser.get("/login")));
		assertThat(this.browser.cookies()).containsOnlyKeys("jwt-session-t");
		assertThat(this.browser.get("/name").status()).isEqualTo(302);
	}

	private Response logIn(String password) {
		String csrf = csrfToken(this.browser.get("/login"));
		return this.browser.post("/login", "username=sam&password=" + password + "&_csrf=" + csrf);
	}

	private static String csrfToken(Response page) {
		Matcher matcher = CSRF_TOKEN.matcher(page.body());
		assertThat(matcher.find()).as(page.body()).isTrue();
		return matcher.group(1);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(ShopController.class)
	static class Application {

		@Bean
		SessionKeys sessionKeys() {
			return SessionKeys.of(new SessionKey("shared", new SecretKeySpec(new byte[32], "AES")));
		}

		@Bean
		SecurityFilterChain formLogin(HttpSecurity http, HttpSessionRequestCache requestCache) {
			return http
				.authorizeHttpRequests(
						(requests) -> requests.requestMatchers("/why", "/id").permitAll().anyRequest().authenticated())
				.requestCache((cache) -> cache.requestCache(requestCache))
				.formLogin(Customizer.withDefaults())
				.logout(Customizer.withDefaults())
				.build();
		}

		@Bean
		HttpSessionRequestCache requestCache(
				@Value("${test.request-cache:SPRING_SECURITY_SAVED_REQUEST}") String attributeName) {
			HttpSessionRequestCache cache = new HttpSessionRequestCache();
			cache.setSessionAttrName(attributeName);
			return cache;
		}

		@Bean
		InMemoryUserDetailsManager users() {
			return new InMemoryUserDetailsManager(
					User.withUsername("sam").password("{noop}password").roles("USER", "ADMIN").build());
		}

	}

	@RestController
	static class ShopController {

		@GetMapping("/name")
		String name(Authentication authentication) {
			User user = (User) authentication.getPrincipal();
			String details = authentication.getDetails().toString();
			return "%s %s %s".formatted(authentication.getName(), user.getAuthorities(),
					details.contains("127.0.0.1") ? "127.0.0.1" : details);
		}

		@GetMapping("/attributes")
		List<String> attributes(HttpSession session) {
			return Collections.list(session.getAttributeNames());
		}

		@GetMapping("/id")
		String id(HttpServletRequest request) {
			HttpSession session = request.getSession(false);
			return (session != null) ? session.getId() : "none";
		}

		@GetMapping("/why")
		String why(@SessionAttribute(WebAttributes.AUTHENTICATION_EXCEPTION) Exception exception) {
			return exception.getClass().getSimpleName() + ": " + exception.getMessage();
		}

		@PostMapping("/add")
		RedirectView add(String item, RedirectAttributes redirect) {
			redirect.addFlashAttribute("added", item);
			redirect.addFlashAttribute("count", 5L);
			return new RedirectView("/added");
		}

		@GetMapping("/added")
		String added(@ModelAttribute(name = "added", binding = false) String added, Model model) {
			Object count = model.getAttribute("count");
			return (count instanceof Long) ? "added " + count + " " + added : "nothing";
		}

	}

}
