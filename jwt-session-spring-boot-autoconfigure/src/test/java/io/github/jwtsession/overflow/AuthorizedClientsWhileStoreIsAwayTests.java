package io.github.jwtsession.overflow;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import javax.crypto.spec.SecretKeySpec;

import io.github.jwtsession.TestBrowser;
import io.github.jwtsession.key.SessionKey;
import io.github.jwtsession.key.SessionKeys;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
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
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the login of an OAuth2 client with tokens that are too long for cookies: it
 * succeeds where sessions do not overflow, and where they do and the store is away.
 */
class AuthorizedClientsWhileStoreIsAwayTests {

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void loginWithLongTokensSucceeds(boolean overflow) {
		try (ConfigurableApplicationContext context = start(overflow)) {
			if (overflow) {
				context.getBean(MemoryOverflowStore.class).setOff(true);
			}
			TestBrowser browser = new TestBrowser(((WebServerApplicationContext) context).getWebServer().getPort());
			assertThat(browser.get("/log-in").status()).isEqualTo(200);
			assertThat(browser.get("/user").body()).isEqualTo("sam");
		}
	}

	private static ConfigurableApplicationContext start(boolean overflow) {
		String registration = "--spring.security.oauth2.client.registration.idp.";
		String provider = "--spring.security.oauth2.client.provider.idp.";
		List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--server.address=127.0.0.1",
				"--spring.main.banner-mode=off", "--jwt.session.server-header-limits=false",
				"--jwt.session.max-size=4KB", registration + "client-id=shop", registration + "client-secret=secret",
				registration + "authorization-grant-type=authorization_code",
				registration + "redirect-uri={baseUrl}/login/oauth2/code/idp",
				provider + "authorization-uri=http://127.0.0.1:1/a", provider + "token-uri=http://127.0.0.1:1/t"));
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

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Pages.class)
	static class Application {

		@Bean
		SecurityFilterChain permitAll(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				.csrf((csrf) -> csrf.disable())
				.build();
		}

	}

	/**
	 * What {@code OAuth2LoginAuthenticationFilter} does, without a provider.
	 */
	@RestController
	static class Pages {

		private final OAuth2AuthorizedClientRepository clients;

		private final ClientRegistrationRepository registrations;

		Pages(OAuth2AuthorizedClientRepository clients, ClientRegistrationRepository registrations) {
			this.clients = clients;
			this.registrations = registrations;
		}

		@GetMapping("/log-in")
		String logIn(HttpServletRequest request, HttpServletResponse response) {
			Authentication login = new UsernamePasswordAuthenticationToken("sam", null, List.of());
			Instant now = Instant.now();
			this.clients.saveAuthorizedClient(new OAuth2AuthorizedClient(this.registrations.findByRegistrationId("idp"),
					"sam", new OAuth2AccessToken(OAuth2AccessToken.TokenType.BEARER, "x".repeat(5000), now,
							now.plusSeconds(300))),
					login, request, response);
			request.getSession().setAttribute("SPRING_SECURITY_CONTEXT", new SecurityContextImpl(login));
			return "ok";
		}

		@GetMapping("/user")
		String user(HttpServletRequest request) {
			return (request.getUserPrincipal() != null) ? request.getUserPrincipal().getName() : "none";
		}

	}

}
