package io.github.jwtsession.autoconfigure;

import io.github.jwtsession.security.SecurityContextPrincipals;
import io.github.jwtsession.security.SpringSecurityOAuth2Types;
import io.github.jwtsession.security.SpringSecurityTypes;
import io.github.jwtsession.security.SpringSecurityValues;
import io.github.jwtsession.session.PrincipalResolver;
import io.github.jwtsession.session.SessionExchanges;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ResourceLoader;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.SecurityFilterChain;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of Spring Security: its types as
 * attributes.
 */
@AutoConfiguration(after = JwtSessionAutoConfiguration.class)
@ConditionalOnClass({ SecurityContext.class, SecurityFilterChain.class })
@ConditionalOnBean(SessionExchanges.class)
public final class JwtSessionSecurityAutoConfiguration {

	@Bean
	SpringSecurityTypes jwtSessionSpringSecurityTypes(ResourceLoader resourceLoader) {
		ClassLoader classLoader = resourceLoader.getClassLoader();
		return new SpringSecurityTypes((classLoader != null) ? classLoader : getClass().getClassLoader());
	}

	@Bean
	@ConditionalOnMissingBean(PrincipalResolver.class)
	SecurityContextPrincipals jwtSessionPrincipals() {
		return new SecurityContextPrincipals();
	}

	@Bean
	SpringSecurityValues jwtSessionSpringSecurityValues() {
		return new SpringSecurityValues();
	}

	@Bean
	InstanceStateReport jwtSessionInstanceStateReport(ListableBeanFactory beanFactory) {
		return new InstanceStateReport(beanFactory);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ OAuth2AuthenticationToken.class, OidcUser.class })
	static class OAuth2Configuration {

		@Bean
		SpringSecurityOAuth2Types jwtSessionSpringSecurityOAuth2Types(
				ObjectProvider<ClientRegistrationRepository> registrations) {
			return new SpringSecurityOAuth2Types((id) -> {
				ClientRegistrationRepository repository = registrations.getIfUnique();
				return (repository != null) ? repository.findByRegistrationId(id) : null;
			});
		}

	}

}
