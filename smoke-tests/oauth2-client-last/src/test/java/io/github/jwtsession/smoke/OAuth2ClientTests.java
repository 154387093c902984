package io.github.jwtsession.smoke;

import io.github.jwtsession.TestBrowser;
import io.github.jwtsession.TestBrowser.Response;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The starter of the OAuth2 client, named after this one. The module {@code oauth2-login}
 * names it before.
 */
class OAuth2ClientTests {

	@Test
	void loginBegins() {
		try (ServletWebServerApplicationContext application = (ServletWebServerApplicationContext) new SpringApplicationBuilder(
				Application.class)
			.properties("server.port=0", "jwt.session.key-management=A256KW",
					"spring.security.oauth2.client.registration.github.client-id=shop",
					"spring.security.oauth2.client.registration.github.client-secret=secret")
			.run()) {
			TestBrowser browser = new TestBrowser(application.getWebServer().getPort());
			Response login = browser.get("/oauth2/authorization/github");
			assertThat(login.http().headers().firstValue("Location")).get()
				.asString()
				.startsWith("https://github.com/login/oauth/authorize");
			assertThat(browser.cookies()).containsKey("jwt-session");
			Response back = browser.get("/login/oauth2/code/github?error=access_denied&state=other");
			assertThat(back.http().headers().firstValue("Location")).get().asString().endsWith("/login?error");
		}
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
