package io.github.jwtsession.autoconfigure;

import io.github.jwtsession.JwtSession;
import io.github.jwtsession.revocation.OwnRevocationObserver;
import io.github.jwtsession.servlet.JwtSessionFilter;
import io.github.jwtsession.servlet.RequestRevocationObserver;
import io.github.jwtsession.servlet.SessionBeanScope;
import io.github.jwtsession.session.JwtSessionRepository;
import io.github.jwtsession.session.SessionExchanges;
import jakarta.servlet.http.HttpSessionListener;
import org.apache.catalina.Context;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.tomcat.TomcatContextCustomizer;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.session.events.SessionDeletedEvent;
import org.springframework.session.web.http.SessionEventHttpSessionListenerAdapter;
import org.springframework.session.web.http.SessionRepositoryFilter;
import org.springframework.web.context.WebApplicationContext;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that makes {@code HttpSession} a
 * session in a JWT.
 */
@AutoConfiguration(after = JwtSessionAutoConfiguration.class, before = SessionAutoConfiguration.class)
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnBean(SessionExchanges.class)
public final class JwtSessionServletAutoConfiguration {

	/**
	 * By this name and type Spring Boot registers it, and applications know it from
	 * Spring Session.
	 */
	@Bean
	@ConditionalOnMissingBean(SessionRepositoryFilter.class)
	JwtSessionFilter springSessionRepositoryFilter(SessionExchanges exchanges, JwtSessionRepository repository) {
		return new JwtSessionFilter(exchanges, repository);
	}

	@Bean
	SessionSetup jwtSessionSetup(ConfigurableListableBeanFactory beanFactory, Environment environment) {
		return new SessionSetup(beanFactory, environment);
	}

	@Bean
	@ConditionalOnMissingBean
	SessionEventHttpSessionListenerAdapter sessionEventHttpSessionListenerAdapter(
			ObjectProvider<HttpSessionListener> listeners) {
		return new SessionEventHttpSessionListenerAdapter(listeners.orderedStream().toList());
	}

	@Bean
	OwnRevocationObserver jwtSessionOwnRevocationObserver() {
		return new RequestRevocationObserver();
	}

	@Bean
	ContainerSessionBeans jwtSessionBeans(ConfigurableListableBeanFactory beanFactory) {
		return new ContainerSessionBeans(beanFactory);
	}

	@Bean
	ApplicationListener<SessionDeletedEvent> jwtSessionBeanDestroyer(ContainerSessionBeans sessionBeans) {
		return sessionBeans::destroyBeans;
	}

	@Bean
	static BeanFactoryPostProcessor jwtSessionBeanScope() {
		return (beanFactory) -> beanFactory.registerScope(WebApplicationContext.SCOPE_SESSION, new SessionBeanScope());
	}

	/**
	 * The session of the current request, to be injected anywhere.
	 */
	@Bean
	@ConditionalOnMissingBean
	JwtSession jwtSession() {
		return ProxyFactory.getProxy(JwtSession.class, new CurrentSessionTargetSource());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Context.class, TomcatContextCustomizer.class })
	static class TomcatConfiguration {

		/**
		 * From version 11 on Tomcat suspends the response behind all wrappers when a
		 * forward ends, to a JSP for instance. The wrapper that saves the session would
		 * learn of it too late.
		 */
		@Bean
		TomcatContextCustomizer jwtSessionForwardCustomizer() {
			return (context) -> context.setSuspendWrappedResponseAfterForward(false);
		}

	}

}
