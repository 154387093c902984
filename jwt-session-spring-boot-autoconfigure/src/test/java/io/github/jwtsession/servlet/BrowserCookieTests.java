package io.github.jwtsession.servlet;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.jwtsession.Installation;
import io.github.jwtsession.RequiresInstalled;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.WebDriverWait;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpHeaders;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which cookies a real browser is left with: Chromium, as Debian's packages chromium and
 * chromium-driver install it.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "jwt.session.max-size=20KB", "server.max-http-request-header-size=64KB",
				"server.tomcat.max-http-response-header-size=64KB",
				// warns that it does not know the newest browsers' developer tools, which
				// are not used here
				"logging.level.org.openqa.selenium=error" })
@RequiresInstalled(value = { "chromium", "chromedriver" }, packages = "chromium chromium-driver")
class BrowserCookieTests {

	private static final int SIZE_FOR_ONE_PART = 100;

	private static final int SIZE_FOR_THREE_PARTS = 7000;

	/**
	 * The default of {@code jwt.session.cookie.max-size}.
	 */
	private static final int MAX_COOKIE_SIZE = 4096;

	@LocalServerPort
	private int port;

	@TempDir
	private Path profile;

	private ChromeDriver browser;

	@BeforeEach
	void open() {
		// both files are named, so that Selenium looks for nothing and downloads nothing
		ChromeDriverService service = new ChromeDriverService.Builder()
			.usingDriverExecutable(Installation.get("chromedriver").toFile())
			.usingAnyFreePort()
			.build();
		this.browser = new ChromeDriver(service, options());
	}

	@AfterEach
	void close() {
		this.browser.quit();
	}

	@Test
	void growingAndShrinkingLeavesTheCookiesOfTheLastWrite() {
		fill(SIZE_FOR_THREE_PARTS);
		assertHolds(SIZE_FOR_THREE_PARTS, "jwt-session", "jwt-session-1", "jwt-session-2");
		fill(SIZE_FOR_ONE_PART);
		assertHolds(SIZE_FOR_ONE_PART, "jwt-session");
		fill(SIZE_FOR_THREE_PARTS);
		assertHolds(SIZE_FOR_THREE_PARTS, "jwt-session", "jwt-session-1", "jwt-session-2");
	}

	@Test
	void invalidatingLeavesTheTombstoneAlone() {
		fill(SIZE_FOR_THREE_PARTS);
		assertThat(visit("/invalidate")).isEqualTo("ended");
		awaitCookies("jwt-session-t");
		assertThat(visit("/length")).isEqualTo("none");
	}

	@Test
	void largestSessionInOneCookieIsKept() {
		int size = largestSizeForOnePart();
		fill(size);
		assertHolds(size, "jwt-session");
		// All but the room for the name of a last part, and what the steps of base64
		// leave.
		assertThat(sizeOf("jwt-session") + "; Path=/; HttpOnly; SameSite=Lax".length())
			.isBetween(MAX_COOKIE_SIZE - "-g1-180".length() - 2, MAX_COOKIE_SIZE - "-g1-180".length());
		fill(size + 1);
		assertHolds(size + 1, "jwt-session", "jwt-session-1");
	}

	@Test
	void cookieOfExactlyTheMaximumSizeIsKept() {
		visit("/plain-cookie?size=" + MAX_COOKIE_SIZE);
		awaitCookies("plain");
		assertThat(sizeOf("plain")).isEqualTo(MAX_COOKIE_SIZE + "=".length());
	}

	private int largestSizeForOnePart() {
		int fits = SIZE_FOR_ONE_PART;
		int splits = SIZE_FOR_THREE_PARTS;
		while (splits - fits > 1) {
			int size = (fits + splits) / 2;
			fill(size);
			if (cookieNames().equals(Set.of("jwt-session"))) {
				fits = size;
			}
			else {
				splits = size;
			}
		}
		return fits;
	}

	private void fill(int size) {
		assertThat(visit("/fill?size=" + size)).isEqualTo("filled");
	}

	private void assertHolds(int size, String... names) {
		awaitCookies(names);
		assertThat(visit("/length")).isEqualTo(String.valueOf(size));
		// reading changed none of them
		awaitCookies(names);
	}

	private void awaitCookies(String... names) {
		new WebDriverWait(this.browser, Duration.ofSeconds(20)).withMessage(() -> "cookies are " + cookieNames())
			.until((browser) -> cookieNames().equals(Set.of(names)));
	}

	private Set<String> cookieNames() {
		return this.browser.manage().getCookies().stream().map(Cookie::getName).collect(Collectors.toSet());
	}

	private int sizeOf(String name) {
		return (name + "=" + this.browser.manage().getCookieNamed(name).getValue()).length();
	}

	private String visit(String path) {
		this.browser.get("http://localhost:" + this.port + path);
		return this.browser.findElement(By.tagName("body")).getText();
	}

	private ChromeOptions options() {
		ChromeOptions options = new ChromeOptions();
		options.setBinary(Installation.get("chromium").toFile());
		options.addArguments("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
				"--disable-background-networking", "--disable-component-update", "--disable-sync",
				"--disable-dev-shm-usage", "--user-data-dir=" + this.profile);
		return options;
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(FillController.class)
	static class Application {

		@Bean
		SecurityFilterChain permitAll(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll()).build();
		}

	}

	@RestController
	static class FillController {

		@GetMapping("/fill")
		String fill(HttpSession session, @RequestParam int size) {
			session.setAttribute("content", "x".repeat(size));
			return "filled";
		}

		@GetMapping("/length")
		String length(HttpSession session) {
			return (session.getAttribute("content") instanceof String content) ? String.valueOf(content.length())
					: "none";
		}

		@GetMapping("/invalidate")
		String invalidate(HttpSession session) {
			session.invalidate();
			return "ended";
		}

		/**
		 * A cookie that is none of the session's: they keep some room, this one takes all
		 * of what a name and a value may.
		 */
		@GetMapping("/plain-cookie")
		String plainCookie(HttpServletResponse response, @RequestParam int size) {
			String name = "plain";
			response.addHeader(HttpHeaders.SET_COOKIE,
					name + "=" + "x".repeat(size - name.length()) + "; Path=/; HttpOnly; SameSite=Lax");
			return "set";
		}

	}

}
