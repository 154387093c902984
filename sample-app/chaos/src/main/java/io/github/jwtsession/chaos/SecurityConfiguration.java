package io.github.jwtsession.chaos;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.web.SecurityFilterChain;

/**
 * Spring Security with its form login and its protection from CSRF, as it comes. Whoever
 * has no login is sent to the login page, and his request is saved in a new session.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

	@Bean
	SecurityFilterChain filterChain(HttpSecurity http) throws Exception {
		return http
			.authorizeHttpRequests(
					(requests) -> requests.requestMatchers("/account/**").authenticated().anyRequest().permitAll())
			.csrf((csrf) -> csrf.ignoringRequestMatchers("/operator/**"))
			.formLogin(Customizer.withDefaults())
			.build();
	}

	/**
	 * Everybody is a user.
	 */
	@Bean
	UserDetailsService users() {
		return (name) -> User.withUsername(name).password("{noop}password").roles("USER").build();
	}

}
