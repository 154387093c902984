package io.github.jwtsession.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;

import io.github.jwtsession.attribute.AttributeJson;
import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientAutoConfiguration;
import org.springframework.boot.security.oauth2.client.autoconfigure.servlet.OAuth2ClientWebSecurityAutoConfiguration;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.InMemoryOAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.AuthenticatedPrincipalOAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.client.web.HttpSessionOAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AccessToken.TokenType;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JwtSessionOAuth2ClientAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class JwtSessionOAuth2ClientAutoConfigurationTests {

	private static final Authentication SAM = new TestingAuthenticationToken("sam", null, "ROLE_USER");

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(JwtSessionAutoConfiguration.class, JwtSessionRevocationAutoConfiguration.class,
						JwtSessionServletAutoConfiguration.class, JwtSessionSecurityAutoConfiguration.class,
						JwtSessionOAuth2ClientAutoConfiguration.class, SessionAutoConfiguration.class,
						SecurityAutoConfiguration.class, ServletWebSecurityAutoConfiguration.class,
						OAuth2ClientAutoConfiguration.class, OAuth2ClientWebSecurityAutoConfiguration.class))
		.withPropertyValues("spring.security.oauth2.client.registration.github.client-id=shop",
				"spring.security.oauth2.client.registration.github.client-secret=very-secret");

	@Test
	void authorizedClientsAreInTheSession() {
		this.contextRunner.run((context) -> {
			OAuth2AuthorizedClientRepository repository = context.getBean(OAuth2AuthorizedClientRepository.class);
			MockHttpServletRequest request = new MockHttpServletRequest();
			save(repository, client(context.getBean(ClientRegistrationRepository.class), "sam", 100), request);
			assertThat(request.getSession().getAttribute(SessionAuthorizedClients.ATTRIBUTE)).isNotNull();
			assertThat(load(repository, SAM, request)).isNotNull();
			assertThat(load(repository, new TestingAuthenticationToken("ann", null), request)).isNull();
			assertThat(load(repository, SAM, new MockHttpServletRequest())).isNull();
			repository.removeAuthorizedClient("github", SAM, request, new MockHttpServletResponse());
			assertThat(request.getSession().getAttributeNames().hasMoreElements()).isFalse();
		});
	}

	@Test
	void serviceAnswersFromTheSessionWhileARequestIsHandled() {
		this.contextRunner.run((context) -> {
			MockHttpServletRequest request = new MockHttpServletRequest();
			save(context.getBean(OAuth2AuthorizedClientRepository.class),
					client(context.getBean(ClientRegistrationRepository.class), "sam", 100), request);
			OAuth2AuthorizedClientService service = context.getBean(OAuth2AuthorizedClientService.class);
			assertThat(loadByName(service, "sam")).isNull();
			RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));
			try {
				assertThat(loadByName(service, "sam")).isNotNull();
				assertThat(loadByName(service, "ann")).isNull();
				service.removeAuthorizedClient("github", "sam");
				assertThat(loadByName(service, "sam")).isNull();
			}
			finally {
				RequestContextHolder.resetRequestAttributes();
			}
		});
	}

	@Test
	void whatIsNoUsersIsKeptByTheInstance() {
		this.contextRunner.run((context) -> {
			MockHttpServletRequest request = new MockHttpServletRequest();
			OAuth2AuthorizedClientService service = context.getBean(OAuth2AuthorizedClientService.class);
			RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));
			try {
				service.saveAuthorizedClient(client(context.getBean(ClientRegistrationRepository.class), "job", 100),
						new TestingAuthenticationToken("job", null));
			}
			finally {
				RequestContextHolder.resetRequestAttributes();
			}
			assertThat(request.getSession(false)).isNull();
			assertThat(loadByName(service, "job")).isNotNull();
		});
	}

	@Test
	void tokensThatAreTooLongStayWithTheInstance(CapturedOutput output) {
		this.contextRunner.run((context) -> {
			OAuth2AuthorizedClientRepository repository = context.getBean(OAuth2AuthorizedClientRepository.class);
			ClientRegistrationRepository registrations = context.getBean(ClientRegistrationRepository.class);
			MockHttpServletRequest request = new MockHttpServletRequest();
			save(repository, client(registrations, "sam", 100), request);
			save(repository, client(registrations, "sam", 5000), request);
			save(repository, client(registrations, "sam", 5000), request);
			assertThat(request.getSession().getAttributeNames().hasMoreElements()).isFalse();
			OAuth2AuthorizedClient loaded = load(repository, SAM, request);
			assertThat(loaded).isNotNull();
			assertThat(loaded.getAccessToken().getTokenValue()).hasSize(5000);
		});
		assertThat(output).containsOnlyOnce("The tokens of the OAuth2 client 'github' are 5000 characters long");
	}

	/**
	 * As tokens of one instance are read by another.
	 */
	@Test
	void neitherRegistrationNorSecretIsInTheToken() {
		this.contextRunner.withPropertyValues("jwt.session.attributes.json-only=false").run((context) -> {
			AttributeJson json = context.getBean(AttributeJson.class);
			byte[] written = json.write("client",
					client(context.getBean(ClientRegistrationRepository.class), "sam", 10));
			assertThat(new String(written, StandardCharsets.UTF_8)).contains("xxxxxxxxxx")
				.doesNotContain("secret")
				.doesNotContain("https://")
				.hasSizeLessThan(100);
			assertThat(json.read("client", written)).isInstanceOf(OAuth2AuthorizedClient.class);
		});
	}

	@Test
	void leavesThemWhereTheyAreIfAsked(CapturedOutput output) {
		this.contextRunner.withPropertyValues("jwt.session.oauth2.authorized-clients=unchanged")
			.run((context) -> assertThat(context).hasNotFailed()
				.getBean(OAuth2AuthorizedClientRepository.class)
				.isInstanceOf(AuthenticatedPrincipalOAuth2AuthorizedClientRepository.class));
		assertThat(output).contains("authorized OAuth2 clients (set 'jwt.session.oauth2.authorized-clients'");
	}

	@Test
	void backsOffIfTheApplicationHasARepository() {
		this.contextRunner.withUserConfiguration(OwnRepository.class)
			.run((context) -> assertThat(context).getBean(OAuth2AuthorizedClientRepository.class)
				.isInstanceOf(HttpSessionOAuth2AuthorizedClientRepository.class));
	}

	@Test
	void backsOffIfTheApplicationHasAServiceThoughItBeInMemory() {
		this.contextRunner.withUserConfiguration(OwnService.class)
			.run((context) -> assertThat(context).getBean(OAuth2AuthorizedClientService.class)
				.isInstanceOf(InMemoryOAuth2AuthorizedClientService.class));
	}

	@Test
	void isNotThereWithoutClientsOrWithoutJwtSessions() {
		WebApplicationContextRunner withoutClients = new WebApplicationContextRunner().withConfiguration(
				AutoConfigurations.of(JwtSessionAutoConfiguration.class, JwtSessionRevocationAutoConfiguration.class,
						JwtSessionServletAutoConfiguration.class, JwtSessionSecurityAutoConfiguration.class,
						JwtSessionOAuth2ClientAutoConfiguration.class, SessionAutoConfiguration.class,
						OAuth2ClientAutoConfiguration.class, OAuth2ClientWebSecurityAutoConfiguration.class));
		withoutClients.run((context) -> assertThat(context).doesNotHaveBean(OAuth2AuthorizedClientRepository.class));
		withoutClients.withClassLoader(new FilteredClassLoader("org.springframework.security.oauth2"))
			.run((context) -> assertThat(context).hasNotFailed());
		this.contextRunner.withPropertyValues("jwt.session.enabled=false")
			.run((context) -> assertThat(context).getBean(OAuth2AuthorizedClientRepository.class)
				.isInstanceOf(AuthenticatedPrincipalOAuth2AuthorizedClientRepository.class));
	}

	private static OAuth2AuthorizedClient client(ClientRegistrationRepository registrations, String name, int length) {
		Instant now = Instant.parse("2026-01-02T03:04:05Z");
		return new OAuth2AuthorizedClient(registrations.findByRegistrationId("github"), name,
				new OAuth2AccessToken(TokenType.BEARER, "x".repeat(length), now, now.plusSeconds(300), Set.of("a")));
	}

	private static void save(OAuth2AuthorizedClientRepository repository, OAuth2AuthorizedClient client,
			HttpServletRequest request) {
		repository.saveAuthorizedClient(client, SAM, request, new MockHttpServletResponse());
	}

	private static OAuth2AuthorizedClient load(OAuth2AuthorizedClientRepository repository, Authentication principal,
			HttpServletRequest request) {
		return repository.loadAuthorizedClient("github", principal, request);
	}

	private static OAuth2AuthorizedClient loadByName(OAuth2AuthorizedClientService service, String name) {
		return service.loadAuthorizedClient("github", name);
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnRepository {

		@Bean
		OAuth2AuthorizedClientRepository ownRepository() {
			return new HttpSessionOAuth2AuthorizedClientRepository();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnService {

		@Bean
		OAuth2AuthorizedClientService ownService(ClientRegistrationRepository registrations) {
			return new InMemoryOAuth2AuthorizedClientService(registrations);
		}

	}

}
