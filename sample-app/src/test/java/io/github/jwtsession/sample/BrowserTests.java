package io.github.jwtsession.sample;

import java.time.Duration;
import java.util.Map;
import java.util.logging.Level;
import java.util.regex.Pattern;

import io.github.jwtsession.Installation;
import io.github.jwtsession.RequiresInstalled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.ExpectedCondition;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The shop in a real browser: Chromium, as Debian's packages chromium and chromium-driver
 * install it.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		// warns that it does not know the newest browsers' developer tools, which are not
		// used here
		properties = "logging.level.org.openqa.selenium=error")
@RequiresInstalled(value = { "chromium", "chromedriver" }, packages = "chromium chromium-driver")
class BrowserTests {

	@LocalServerPort
	private int port;

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
	void anAfternoonOfShopping() {
		visit("/");
		waitFor(text("visits", "1"));
		visit("/");
		waitFor(text("visits", "2"));

		add("chocolate-chip");
		waitFor(text("message", "Chocolate chip is in your cart."));
		waitFor(text("cart-count", "1"));
		add("raspberry-linzer");
		waitFor(text("message", "Raspberry linzer is in your cart."));
		waitFor(text("cart-count", "2"));
		waitFor(text("visits", "4"));

		signIn();
		waitFor(text("user", "sam"));
		waitFor(text("visits", "5"));
		waitFor(text("cart-count", "2"));

		visit("/session");
		waitFor(ExpectedConditions.textMatches(By.id("countdown"), Pattern.compile("00:(30:00|29:\\d\\d)")));
		assertThat(element("cookies").getText()).isEqualTo("1");
		assertThat(element("session-id").getText()).isNotBlank();
		assertThat(element("content").getText()).contains("scopedTarget.cart", "visits", "SPRING_SECURITY_CONTEXT");

		element("sign-out").click();
		waitFor(ExpectedConditions.visibilityOfElementLocated(By.id("signed-out")));
		visit("/");
		waitFor(text("visits", "1"));
		assertThat(this.browser.findElements(By.id("cart-count"))).isEmpty();
		assertThat(this.browser.findElements(By.id("user"))).isEmpty();
	}

	@Test
	void afterAWrongPasswordOnlyThePasswordIsTypedAgain() {
		visit("/login");
		assertThat(this.browser.switchTo().activeElement()).isEqualTo(element("username"));
		element("username").sendKeys("sam");
		element("password").sendKeys("sesame");
		element("sign-in").click();
		waitFor(ExpectedConditions.visibilityOfElementLocated(By.id("refused")));
		waitFor((browser) -> browser.switchTo().activeElement().equals(element("password")));
		this.browser.switchTo().activeElement().sendKeys("password\n");
		waitFor(text("user", "sam"));
	}

	@ParameterizedTest
	@CsvSource({ "1920, 1700", "1600, 1500", "390, 340" })
	void thePagesFitTheScreenAndUseIt(int screen, int used) {
		resize(screen);
		visit("/");
		add("chocolate-chip");
		waitFor(text("cart-count", "1"));
		assertThat(width(".products")).isGreaterThan(used);
		assertThat(overflow()).isZero();
		visit("/cart");
		assertThat(width(".basket")).isGreaterThan(used);
		assertThat(overflow()).isZero();
		visit("/session");
		assertThat(width(".jar")).isGreaterThan(used);
		assertThat(overflow()).isZero();
	}

	@Test
	void theSessionCountsDown() {
		visit("/");
		visit("/session");
		WebElement countdown = element("countdown");
		waitFor(ExpectedConditions.textMatches(By.id("countdown"), Pattern.compile("00:29:.*")));
		String before = countdown.getText();
		waitFor((browser) -> countdown.getText().compareTo(before) < 0);
	}

	@Test
	void noScriptCanReadTheSession() {
		visit("/");
		assertThat(this.browser.manage().getCookieNamed("jwt-session")).isNotNull();
		assertThat(this.browser.executeScript("return document.cookie")).isEqualTo("");
	}

	@Test
	void nothingOnThePagesIsBlockedOrMissing() {
		for (String page : new String[] { "/", "/cart", "/login", "/session" }) {
			visit(page);
		}
		assertThat(this.browser.manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
	}

	/** Emulated, for a window is never as narrow as a phone. */
	private void resize(int width) {
		this.browser.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", 1000, "deviceScaleFactor", 1, "mobile", false));
	}

	private int width(String selector) {
		return this.browser.findElement(By.cssSelector(selector)).getSize().getWidth();
	}

	/** By how much a page would have to be scrolled sideways. */
	private long overflow() {
		return ((Number) this.browser
			.executeScript("return document.documentElement.scrollWidth - document.documentElement.clientWidth"))
			.longValue();
	}

	private void visit(String path) {
		this.browser.get("http://localhost:" + this.port + path);
	}

	private void add(String product) {
		this.browser.findElement(By.cssSelector("#" + product + " button")).click();
	}

	private void signIn() {
		visit("/login");
		element("username").sendKeys("sam");
		element("password").sendKeys("password");
		element("sign-in").click();
	}

	private WebElement element(String id) {
		return this.browser.findElement(By.id(id));
	}

	private <T> void waitFor(ExpectedCondition<T> condition) {
		new WebDriverWait(this.browser, Duration.ofSeconds(20)).until(condition);
	}

	private static ExpectedCondition<Boolean> text(String id, String expected) {
		return ExpectedConditions.textToBe(By.id(id), expected);
	}

	private static ChromeOptions options() {
		ChromeOptions options = new ChromeOptions();
		options.setBinary(Installation.get("chromium").toFile());
		options.addArguments("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
				"--disable-background-networking", "--disable-component-update", "--disable-sync",
				"--disable-dev-shm-usage", "--window-size=1200,900");
		LoggingPreferences logs = new LoggingPreferences();
		logs.enable(LogType.BROWSER, Level.ALL);
		options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
		return options;
	}

}
