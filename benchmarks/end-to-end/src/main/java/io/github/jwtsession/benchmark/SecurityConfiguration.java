package io.github.jwtsession.benchmark;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.HttpStatusEntryPoint;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;

/**
 * Spring Security with its form login for some of the pages; no filter of its chain for
 * the others.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

	@Bean
	SecurityFilterChain accountFilterChain(HttpSecurity http) throws Exception {
		// a load generator takes a redirect to the login page for a success
		HttpStatusEntryPoint unauthorized = new HttpStatusEntryPoint(HttpStatus.UNAUTHORIZED);
		return http.securityMatcher("/account/**", "/login")
			.authorizeHttpRequests(
					(requests) -> requests.requestMatchers("/account/public").permitAll().anyRequest().authenticated())
			.exceptionHandling((exceptions) -> exceptions.defaultAuthenticationEntryPointFor(unauthorized,
					PathPatternRequestMatcher.pathPattern("/account/**")))
			.formLogin(Customizer.withDefaults())
			.build();
	}

}
