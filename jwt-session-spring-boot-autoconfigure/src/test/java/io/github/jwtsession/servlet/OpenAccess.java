package io.github.jwtsession.servlet;

import javax.crypto.spec.SecretKeySpec;

import io.github.jwtsession.key.SessionKey;
import io.github.jwtsession.key.SessionKeys;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

/**
 * What an application under test has that asks nobody to log in, by a form or a token:
 * the key of all its instances, and pages for everybody.
 */
@Configuration(proxyBeanMethods = false)
class OpenAccess {

	@Bean
	SessionKeys sessionKeys() {
		return SessionKeys.of(new SessionKey("key", new SecretKeySpec(new byte[32], "AES")));
	}

	@Bean
	SecurityFilterChain permitAll(HttpSecurity http) {
		return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
			.csrf((csrf) -> csrf.disable())
			.build();
	}

}
