package io.github.jwtsession.autoconfigure;

import java.util.Arrays;
import java.util.EventListener;
import java.util.List;
import java.util.stream.Stream;

import io.github.jwtsession.JwtSession;
import io.github.jwtsession.cookie.SessionCookies;
import io.github.jwtsession.key.SessionKeys;
import io.github.jwtsession.overflow.AttributeOverflow;
import io.github.jwtsession.revocation.OwnRevocationObserver;
import io.github.jwtsession.revocation.RevocationRegistry;
import io.github.jwtsession.servlet.JwtSessionFilter;
import io.github.jwtsession.servlet.RequestRevocationObserver;
import io.github.jwtsession.servlet.SessionBeanScope;
import io.github.jwtsession.session.JwtSessionRepository;
import io.github.jwtsession.session.SessionExchanges;
import io.github.jwtsession.session.SessionLifetime;
import io.github.jwtsession.token.SessionTokenCodec;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpSessionListener;
import org.apache.catalina.Context;
import org.apache.catalina.Globals;
import org.apache.catalina.WebResourceRoot;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.jspecify.annotations.Nullable;

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
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.boot.web.servlet.ServletListenerRegistrationBean;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.session.events.SessionDeletedEvent;
import org.springframework.session.web.http.SessionEventHttpSessionListenerAdapter;
import org.springframework.session.web.http.SessionRepositoryFilter;
import org.springframework.util.unit.DataSize;
import org.springframework.web.context.WebApplicationContext;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that makes {@code HttpSession} a
 * session in a JWT.
 */
@AutoConfiguration(after = JwtSessionAutoConfiguration.class, before = SessionAutoConfiguration.class)
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnBean(SessionExchanges.class)
public final class JwtSessionServletAutoConfiguration {

	private static final DataSize MAX_RESPONSE_BUFFER = DataSize.ofMegabytes(16);

	/**
	 * By this name and type Spring Boot registers it, and applications know it from
	 * Spring Session.
	 */
	@Bean
	@ConditionalOnMissingBean(SessionRepositoryFilter.class)
	JwtSessionFilter springSessionRepositoryFilter(SessionExchanges exchanges, JwtSessionRepository repository,
			JwtSessionProperties properties, SessionListenerFinder listeners) {
		return new JwtSessionFilter(exchanges, repository, listeners::find,
				responseBuffer(properties.getResponseBuffer()));
	}

	private static int responseBuffer(DataSize size) {
		if (size.isNegative() || size.compareTo(MAX_RESPONSE_BUFFER) > 0) {
			throw new InvalidConfigurationPropertyValueException("jwt.session.response-buffer", size,
					"It is held in memory for each request: set it from 0 to %dMB."
						.formatted(MAX_RESPONSE_BUFFER.toMegabytes()));
		}
		return (int) size.toBytes();
	}

	@Bean
	SessionSetup jwtSessionSetup(ConfigurableListableBeanFactory beanFactory, Environment environment) {
		return new SessionSetup(beanFactory, environment);
	}

	@Bean
	@Lazy(false)
	SessionStartReport jwtSessionStartReport(SessionKeys keys, SessionTokenCodec codec, SessionLifetime lifetime,
			SessionCookies cookies, RevocationRegistry registry, JwtSessionProperties properties,
			ObjectProvider<AttributeOverflow> overflow) {
		return new SessionStartReport(keys, codec, lifetime, cookies, registry, properties.getRevocation().getStore(),
				overflow.getIfAvailable() != null);
	}

	@Bean
	@ConditionalOnMissingBean
	SessionEventHttpSessionListenerAdapter sessionEventHttpSessionListenerAdapter(
			ObjectProvider<HttpSessionListener> listeners) {
		return new SessionEventHttpSessionListenerAdapter(listeners.orderedStream().toList());
	}

	@Bean
	SessionListenerFinder jwtSessionListenerFinder(ObjectProvider<ContainerListeners> containers,
			ObjectProvider<EventListener> beans, ObjectProvider<ServletListenerRegistrationBean<?>> registrations) {
		return new SessionListenerFinder(containers, beans, registrations);
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
	@ConditionalOnClass(WebResourceRoot.class)
	static class TomcatConfiguration {

		/**
		 * From version 11 on Tomcat suspends the response behind all wrappers when a
		 * forward ends, to a JSP for instance. The wrapper that saves the session would
		 * learn of it too late.
		 */
		@Bean
		ServletContextInitializer jwtSessionForwardInitializer() {
			return (servletContext) -> {
				Context context = findContext(servletContext);
				if (context != null) {
					context.setSuspendWrappedResponseAfterForward(false);
				}
			};
		}

		@Bean
		ContainerListeners jwtSessionTomcatListeners() {
			return (servletContext) -> {
				Context context = findContext(servletContext);
				return (context == null) ? List.of()
						: Stream.of(context.getApplicationLifecycleListeners(), context.getApplicationEventListeners())
							.flatMap(Arrays::stream)
							.toList();
			};
		}

		private static @Nullable Context findContext(ServletContext servletContext) {
			// The way to it that an embedded and an external Tomcat have in common.
			return (servletContext.getAttribute(Globals.RESOURCES_ATTR) instanceof WebResourceRoot resources)
					? resources.getContext() : null;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ServletContextHandler.class)
	static class JettyConfiguration {

		@Bean
		ContainerListeners jwtSessionJettyListeners() {
			return (servletContext) -> {
				ServletContextHandler handler = ServletContextHandler.getServletContextHandler(servletContext);
				return (handler == null) ? List.of()
						: Stream.of(handler.getEventListeners(), handler.getSessionHandler().getEventListeners())
							.flatMap(List::stream)
							.toList();
			};
		}

	}

}
