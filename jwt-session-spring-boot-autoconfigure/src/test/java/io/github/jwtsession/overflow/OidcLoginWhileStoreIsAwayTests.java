package io.github.jwtsession.overflow;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import javax.crypto.spec.SecretKeySpec;

import io.github.jwtsession.TestBrowser;
import io.github.jwtsession.TestBrowser.Response;
import io.github.jwtsession.key.SessionKey;
import io.github.jwtsession.key.SessionKeys;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a second review found: without overflow, tokens that are too long stay with the
 * instance and the login succeeds. With it, and a store that is away, nobody logs in.
 */
class OidcLoginWhileStoreIsAwayTests {

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void loginSucceeds(boolean overflow) {
		try (TokenProvider provider = new TokenProvider();
				ConfigurableApplicationContext context = start(overflow, provider)) {
			if (overflow) {
				context.getBean(MemoryOverflowStore.class).setOff(true);
			}
			TestBrowser browser = new TestBrowser(((WebServerApplicationContext) context).getWebServer().getPort());
			browser.get("/account");
			URI authorization = location(browser.get("/oauth2/authorization/idp"));
			provider.authorize(parameter(authorization, "nonce"));
			Response callback = browser.get("/login/oauth2/code/idp?code=c&state=" + parameter(authorization, "state"));
			assertThat(callback.status()).isEqualTo(302);
			assertThat(browser.get("/account").body()).isEqualTo("sam");
		}
	}

	private static ConfigurableApplicationContext start(boolean overflow, TokenProvider provider) {
		List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--server.address=127.0.0.1",
				"--spring.main.banner-mode=off", "--jwt.session.server-header-limits=false",
				"--jwt.session.overflow.timeout=1s", "--jwt.session.max-size=7KB"));
		Arrays.stream(provider.properties()).map("--"::concat).forEach(arguments::add);
		SessionKeys keys = SessionKeys.of(new SessionKey("key", new SecretKeySpec(new byte[32], "AES")));
		SpringApplication application = new SpringApplication(Application.class);
		application.addInitializers((context) -> {
			((GenericApplicationContext) context).registerBean(SessionKeys.class, () -> keys);
			if (overflow) {
				((GenericApplicationContext) context).registerBean(MemoryOverflowStore.class, MemoryOverflowStore::new);
			}
		});
		return application.run(arguments.toArray(String[]::new));
	}

	private static URI location(Response response) {
		return URI.create(response.http().headers().firstValue("Location").orElseThrow());
	}

	private static String parameter(URI uri, String name) {
		return Arrays.stream(uri.getRawQuery().split("&"))
			.filter((parameter) -> parameter.startsWith(name + "="))
			.map((parameter) -> URLDecoder.decode(parameter.substring(name.length() + 1), StandardCharsets.UTF_8))
			.findFirst()
			.orElseThrow();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(AccountController.class)
	static class Application {

		@Bean
		SecurityFilterChain security(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.oauth2Login(Customizer.withDefaults())
				.build();
		}

	}

	@RestController
	static class AccountController {

		@GetMapping("/account")
		String account(Principal principal) {
			return principal.getName();
		}

	}

}
