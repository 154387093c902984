package io.github.jwtsession.autoconfigure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.rememberme.InMemoryTokenRepositoryImpl;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InstanceStateReport}.
 */
@ExtendWith(OutputCaptureExtension.class)
class InstanceStateReportTests {

	private static final String LINE = "Any instance serves any session, but each has for itself: ";

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(JwtSessionAutoConfiguration.class, JwtSessionRevocationAutoConfiguration.class,
					JwtSessionServletAutoConfiguration.class, JwtSessionSecurityAutoConfiguration.class,
					SessionAutoConfiguration.class, SecurityAutoConfiguration.class,
					UserDetailsServiceAutoConfiguration.class, ServletWebSecurityAutoConfiguration.class));

	@Test
	void nothingIsSaidIfNothingIsKept(CapturedOutput output) {
		this.contextRunner.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain(LINE);
	}

	@Test
	void whatEachInstanceKeepsIsInOneLine(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(Stateful.class).run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce(LINE)
			.contains("SessionRegistryImpl", "JdbcOneTimeTokenService", "rememberMe().key(…)");
	}

	@Test
	void whatIsThereAsABeanIsNamed(CapturedOutput output) {
		this.contextRunner.withBean(InMemoryTokenRepositoryImpl.class)
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains(
				LINE + "remember-me tokens (let the PersistentTokenRepository bean be a " + "JdbcTokenRepositoryImpl)");
	}

	@Configuration(proxyBeanMethods = false)
	static class Stateful {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.formLogin((form) -> form.loginPage("/login"))
				.sessionManagement((sessions) -> sessions.maximumSessions(1))
				.oneTimeTokenLogin((tokens) -> tokens.tokenGenerationSuccessHandler((request, response, token) -> {
				}))
				.rememberMe((rememberMe) -> {
				})
				.build();
		}

		@Bean
		UserDetailsService users() {
			return new InMemoryUserDetailsManager(User.withUsername("sam").password("{noop}password").build());
		}

	}

}
