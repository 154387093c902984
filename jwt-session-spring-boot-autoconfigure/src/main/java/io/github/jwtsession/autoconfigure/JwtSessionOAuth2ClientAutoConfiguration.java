package io.github.jwtsession.autoconfigure;

import io.github.jwtsession.cookie.SessionCookies;
import io.github.jwtsession.overflow.AttributeOverflow;
import io.github.jwtsession.session.SessionExchanges;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that keeps authorized OAuth2 clients
 * in the session. Spring Boot would keep them in the memory of one instance, and send a
 * user who comes to another one to the authorization server again, and again. Backs off
 * if the application has a repository or a service of its own.
 */
@AutoConfiguration(after = JwtSessionAutoConfiguration.class,
		afterName = "org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientAutoConfiguration",
		beforeName = "org.springframework.boot.security.oauth2.client.autoconfigure.servlet.OAuth2ClientWebSecurityAutoConfiguration")
@ConditionalOnClass({ OAuth2AuthorizedClientRepository.class, RequestContextHolder.class })
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnProperty(name = "jwt.session.oauth2.authorized-clients", havingValue = "session", matchIfMissing = true)
@ConditionalOnBean({ SessionExchanges.class, ClientRegistrationRepository.class })
@ConditionalOnMissingBean(OAuth2AuthorizedClientRepository.class)
@Conditional(OnDefaultAuthorizedClientServiceCondition.class)
public final class JwtSessionOAuth2ClientAutoConfiguration {

	/**
	 * Asked by the name of a user, the service answers from the session as well.
	 */
	@Bean
	static BeanPostProcessor jwtSessionAuthorizedClientServicePostProcessor(ObjectProvider<SessionCookies> cookies,
			ObjectProvider<AttributeOverflow> overflow) {
		return new BeanPostProcessor() {
			@Override
			public Object postProcessAfterInitialization(Object bean, String beanName) {
				return (bean instanceof OAuth2AuthorizedClientService service) ? new SessionAuthorizedClientService(
						service, cookies.getObject().getMaxSize(), overflow.getIfAvailable() != null) : bean;
			}
		};
	}

	@Bean
	OAuth2AuthorizedClientRepository jwtSessionAuthorizedClientRepository(OAuth2AuthorizedClientService service,
			SessionCookies cookies, ObjectProvider<AttributeOverflow> overflow) {
		return (service instanceof SessionAuthorizedClientService ofSession) ? ofSession.clients()
				: new SessionAuthorizedClients(service, cookies.getMaxSize(), overflow.getIfAvailable() != null);
	}

}
