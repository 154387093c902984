package io.github.jwtsession.servlet;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.crypto.spec.SecretKeySpec;

import io.github.jwtsession.JwtSession;
import io.github.jwtsession.TestBrowser;
import io.github.jwtsession.key.SessionKey;
import io.github.jwtsession.key.SessionKeys;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.servlet.http.HttpSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.SessionAttributes;
import org.springframework.web.bind.support.SessionStatus;
import org.springframework.web.context.annotation.SessionScope;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.i18n.LocaleChangeInterceptor;
import org.springframework.web.servlet.i18n.SessionLocaleResolver;

import static io.github.jwtsession.servlet.TwoInstances.port;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what a Spring application keeps in its session: session-scoped beans,
 * {@code @SessionAttributes}, its locale. Each request goes to another instance.
 */
class SpringApplicationTests {

	@RegisterExtension
	private static final TwoInstances instances = new TwoInstances(Application.class);

	private final TestBrowser browser = new TestBrowser(port(instances.one()));

	@Test
	void sessionBeanKeepsItsStateAndIsInjectedAgain() {
		this.browser.get("/cart/add?item=tea");
		assertThat(onTwo("/cart/add?item=milk")).isEqualTo("[Line[item=tea, cents=100], Line[item=milk, cents=200]]");
		assertThat(onOne("/cart")).isEqualTo("[Line[item=tea, cents=100], Line[item=milk, cents=200]] EUR true true");
	}

	@Test
	void sessionBeanThatIsOnlyReadIsNotSent() {
		this.browser.get("/cart/add?item=tea");
		assertThat(this.browser.at(port(instances.two())).get("/cart").setCookies()).isEmpty();
		assertThat(this.browser.at(port(instances.one())).get("/cart").setCookies()).isEmpty();
	}

	@Test
	void whatWasInjectedIsNotInTheToken() {
		this.browser.get("/cart/add?item=tea");
		assertThat(onTwo("/sizes")).isEqualTo("{scopedTarget.cart=%d}"
			.formatted("{\"@bean\":{\"lines\":[{\"item\":\"tea\",\"cents\":100}],\"currency\":\"EUR\"}}".length()));
	}

	@Test
	void postConstructDoesNotResetTheState() {
		this.browser.get("/cart/add?item=tea");
		onTwo("/cart/currency?value=USD");
		assertThat(onOne("/cart")).contains(" USD ");
	}

	@Test
	void preDestroyIsCalledOnInvalidateWithTheState() {
		this.browser.get("/cart/add?item=tea");
		onTwo("/invalidate");
		assertThat(instances.two().getBean(Prices.class).destroyed).containsOnlyOnce("[Line[item=tea, cents=100]]");
		assertThat(this.browser.cookies()).containsOnlyKeys("jwt-session-t");
	}

	@Test
	void preDestroyIsCalledOnABeanOfARequestThatEndsItsSession() {
		this.browser.get("/cart/add-and-invalidate");
		assertThat(instances.one().getBean(Prices.class).destroyed).containsOnlyOnce("[Line[item=milk, cents=200]]");
	}

	@Test
	void sessionBeanOfABeanMethodIsRestored() {
		this.browser.get("/counter");
		onTwo("/counter");
		assertThat(onOne("/counter")).isEqualTo("3");
	}

	@Test
	void sessionAttributesOfAControllerTravel() {
		this.browser.get("/wizard?answer=a");
		onTwo("/wizard?answer=b");
		assertThat(onOne("/wizard?answer=c")).isEqualTo("[a, b, c]");
		onTwo("/wizard/end");
		assertThat(onOne("/wizard?answer=d")).isEqualTo("[d]");
	}

	@Test
	void localeTravels() {
		this.browser.get("/locale?lang=de-AT");
		assertThat(onTwo("/locale")).isEqualTo("de-AT");
	}

	private String onOne(String path) {
		return this.browser.at(port(instances.one())).get(path).body();
	}

	private String onTwo(String path) {
		return this.browser.at(port(instances.two())).get(path).body();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ Cart.class, Prices.class, CartController.class, WizardController.class })
	static class Application implements WebMvcConfigurer {

		@Bean
		SessionKeys sessionKeys() {
			return SessionKeys.of(new SessionKey("shared", new SecretKeySpec(new byte[32], "AES")));
		}

		@Bean
		SecurityFilterChain permitAll(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll()).build();
		}

		@Bean
		LocaleResolver localeResolver() {
			return new SessionLocaleResolver();
		}

		@Bean
		@SessionScope
		Counter counter(Prices prices) {
			return new Counter(prices);
		}

		@Override
		public void addInterceptors(InterceptorRegistry registry) {
			LocaleChangeInterceptor interceptor = new LocaleChangeInterceptor();
			interceptor.setParamName("lang");
			registry.addInterceptor(interceptor);
		}

	}

	@Component
	static class Prices {

		private final List<String> destroyed = new CopyOnWriteArrayList<>();

		int priceOf(String item) {
			return item.equals("tea") ? 100 : 200;
		}

	}

	record Line(String item, int cents) {
	}

	@Component("cart")
	@SessionScope
	static class Cart {

		private final Logger logger = LoggerFactory.getLogger(Cart.class);

		private final Prices prices;

		@Autowired
		private ApplicationContext context;

		private final List<Prices> allPrices;

		private final List<Line> lines = new ArrayList<>();

		private String currency;

		Cart(Prices prices, List<Prices> allPrices) {
			this.prices = prices;
			this.allPrices = allPrices;
		}

		@PostConstruct
		void initialize() {
			this.currency = "EUR";
		}

		@PreDestroy
		void sayGoodbye() {
			this.prices.destroyed.add(this.lines.toString());
		}

		void add(String item) {
			this.logger.debug("Adding");
			this.lines.add(new Line(item, this.prices.priceOf(item)));
		}

		List<Line> lines() {
			return this.lines;
		}

		void setCurrency(String currency) {
			this.currency = currency;
		}

		String describe() {
			return "%s %s %s %s".formatted(this.lines, this.currency, this.allPrices.contains(this.prices),
					Objects.nonNull(this.context));
		}

	}

	static class Counter {

		private final Prices prices;

		private Long count = 0L;

		Counter(Prices prices) {
			this.prices = prices;
		}

		Long next() {
			Objects.requireNonNull(this.prices);
			return ++this.count;
		}

	}

	@RestController
	static class CartController {

		private final Cart cart;

		private final Counter counter;

		CartController(Cart cart, Counter counter) {
			this.cart = cart;
			this.counter = counter;
		}

		@GetMapping("/cart/add")
		String add(@RequestParam String item) {
			this.cart.add(item);
			return this.cart.lines().toString();
		}

		@GetMapping("/cart")
		String cart() {
			return this.cart.describe();
		}

		@GetMapping("/cart/add-and-invalidate")
		String addAndInvalidate(HttpSession session) {
			this.cart.add("milk");
			session.invalidate();
			return "";
		}

		@GetMapping("/cart/currency")
		String currency(@RequestParam String value) {
			this.cart.setCurrency(value);
			return "";
		}

		@GetMapping("/counter")
		String counter() {
			return this.counter.next().toString();
		}

		@GetMapping("/sizes")
		String sizes(JwtSession session) {
			return session.getAttributeSizes().toString();
		}

		@GetMapping("/invalidate")
		String invalidate(HttpSession session) {
			session.invalidate();
			return "";
		}

		@GetMapping("/locale")
		String locale(Locale locale) {
			return locale.toLanguageTag();
		}

	}

	@RestController
	@SessionAttributes("answers")
	static class WizardController {

		@ModelAttribute("answers")
		Map<String, List<String>> answers() {
			return new LinkedHashMap<>();
		}

		@GetMapping("/wizard")
		@ResponseBody
		String answer(@ModelAttribute(name = "answers", binding = false) Map<String, List<String>> answers,
				@RequestParam String answer) {
			List<String> list = answers.computeIfAbsent("list", (key) -> new ArrayList<>());
			list.add(answer);
			return list.toString();
		}

		@GetMapping("/wizard/end")
		@ResponseBody
		String end(SessionStatus status) {
			status.setComplete();
			return "";
		}

	}

}
