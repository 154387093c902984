package io.github.jwtsession.overflow;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Arrays;
import java.util.stream.Stream;

import io.github.jwtsession.TestBrowser;
import io.github.jwtsession.TestBrowser.Response;
import io.github.jwtsession.revocation.TestServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.annotation.RegisteredOAuth2AuthorizedClient;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A login with 8 KB of tokens, while the server has the limits for headers that Spring
 * Boot gives it: 8 KB for all of them.
 */
class OidcLoginOverflowTests {

	@ParameterizedTest
	@EnumSource
	void loginBeginsOnOneInstanceAndGoesOnOnTheOther(TestServer kind) throws IOException {
		try (TokenProvider provider = new TokenProvider();
				TestServer.Running server = kind.start();
				OverflowTestApplication one = start(server, provider);
				OverflowTestApplication two = start(server, provider)) {
			TestBrowser browser = one.newBrowser();
			assertThat(location(browser.get("/account"))).hasPath("/oauth2/authorization/idp");
			URI authorization = location(browser.get("/oauth2/authorization/idp"));
			provider.authorize(parameter(authorization, "nonce"));
			browser.at(two.port());
			Response callback = browser.get("/login/oauth2/code/idp?code=c&state=" + parameter(authorization, "state"));
			assertThat(callback.status()).isEqualTo(302);
			assertThat(location(callback).getPath()).doesNotContain("login");
			assertThat(two.blobs()).isPositive();
			for (OverflowTestApplication instance : new OverflowTestApplication[] { one, two, one }) {
				browser.at(instance.port());
				assertThat(browser.get("/account").body()).isEqualTo("sam");
				assertThat(Integer.parseInt(browser.get("/tokens").body())).isGreaterThan(8000);
			}
			assertThat(browser.cookies().values().stream().mapToInt(String::length).sum()).isLessThan(6000);
			assertThat(one.overflow().state().misses()).isLessThanOrEqualTo(2);
		}
	}

	private static OverflowTestApplication start(TestServer.Running server, TokenProvider provider) {
		String[] properties = Stream
			.concat(Arrays.stream(provider.properties()), Stream.of("jwt.session.server-header-limits=false"))
			.toArray(String[]::new);
		return OverflowTestApplication.start(Application.class, server, properties);
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

		@GetMapping("/tokens")
		int tokens(@AuthenticationPrincipal OidcUser user,
				@RegisteredOAuth2AuthorizedClient("idp") OAuth2AuthorizedClient client) {
			return user.getIdToken().getTokenValue().length() + client.getAccessToken().getTokenValue().length()
					+ client.getRefreshToken().getTokenValue().length();
		}

	}

}
