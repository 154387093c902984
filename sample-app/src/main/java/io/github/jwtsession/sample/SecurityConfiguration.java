package io.github.jwtsession.sample;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

/**
 * Anybody may look around and fill a cart; who wants to buy signs in. Nothing here knows
 * where sessions are kept.
 */
@Configuration(proxyBeanMethods = false)
final class SecurityConfiguration {

	/** Everything from this server, nothing inline: the pages need no exception. */
	private static final String CONTENT_SECURITY_POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

	@Bean
	SecurityFilterChain shopSecurity(HttpSecurity http) {
		return http
			.authorizeHttpRequests(
					(requests) -> requests.requestMatchers("/checkout").authenticated().anyRequest().permitAll())
			.formLogin((login) -> login.loginPage("/login").permitAll())
			.headers((headers) -> headers
				.contentSecurityPolicy((policy) -> policy.policyDirectives(CONTENT_SECURITY_POLICY)))
			.build();
	}

}
