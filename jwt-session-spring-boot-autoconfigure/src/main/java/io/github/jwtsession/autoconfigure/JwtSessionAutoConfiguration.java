package io.github.jwtsession.autoconfigure;

import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.jwtsession.JwtSession;
import io.github.jwtsession.attribute.AttributeJson;
import io.github.jwtsession.attribute.bean.SessionBeans;
import io.github.jwtsession.attribute.type.AttributeMapperCustomizer;
import io.github.jwtsession.attribute.type.AttributeTypeSupport;
import io.github.jwtsession.cookie.SessionCookies;
import io.github.jwtsession.jwe.TokenFormat;
import io.github.jwtsession.key.SessionKeys;
import io.github.jwtsession.mvc.JwtSessionArgumentResolver;
import io.github.jwtsession.mvc.SpringMvcTypes;
import io.github.jwtsession.revocation.RevocationRegistry;
import io.github.jwtsession.security.SpringSecurityOAuth2Types;
import io.github.jwtsession.security.SpringSecurityTypes;
import io.github.jwtsession.servlet.HttpSessionContractFilter;
import io.github.jwtsession.servlet.JwtHttpSessionIdResolver;
import io.github.jwtsession.servlet.SessionBeanScope;
import io.github.jwtsession.session.JwtSessionRepository;
import io.github.jwtsession.session.SessionLifetime;
import io.github.jwtsession.session.SessionTokenListener;
import io.github.jwtsession.token.SessionTokenCodec;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.DispatcherType;
import org.apache.catalina.Context;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.session.autoconfigure.SessionProperties;
import org.springframework.boot.session.autoconfigure.SessionTimeout;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.tomcat.TomcatContextCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.session.config.annotation.web.http.SpringHttpSessionConfiguration;
import org.springframework.session.events.SessionDeletedEvent;
import org.springframework.session.web.http.HttpSessionIdResolver;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that keeps {@code HttpSession} in an
 * encrypted JWT. Backs off if the application has a {@link SessionRepository} of its own.
 */
@AutoConfiguration(before = SessionAutoConfiguration.class,
		beforeName = { "org.springframework.boot.session.jdbc.autoconfigure.JdbcSessionAutoConfiguration",
				"org.springframework.boot.session.data.redis.autoconfigure.SessionDataRedisAutoConfiguration" })
@ConditionalOnClass(Session.class)
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnBooleanProperty(name = "jwt.session.enabled", matchIfMissing = true)
@ConditionalOnMissingBean(SessionRepository.class)
@EnableConfigurationProperties(JwtSessionProperties.class)
@Import(SpringHttpSessionConfiguration.class)
public final class JwtSessionAutoConfiguration {

	private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(30);

	/**
	 * JSON deflates to a fifth at best. Whatever inflates to more is no session.
	 */
	private static final int MAX_INFLATION = 20;

	private static final Log logger = LogFactory.getLog(JwtSessionAutoConfiguration.class);

	@Bean
	@ConditionalOnMissingBean(name = "jwtSessionKeyStore")
	@ConditionalOnProperty("jwt.session.keystore.location")
	KeyStore jwtSessionKeyStore(JwtSessionProperties properties, Environment environment) {
		return new KeyStoreLoader(properties.getKeystore(), environment).load();
	}

	@Bean
	@ConditionalOnMissingBean
	SessionKeys jwtSessionKeys(JwtSessionProperties properties, Environment environment,
			@Qualifier("jwtSessionKeyStore") ObjectProvider<KeyStore> keyStore, ObjectProvider<SslBundles> sslBundles,
			ObjectProvider<Clock> clock) {
		return new SessionKeysFactory(properties, format(properties), environment, clock.getIfUnique(Clock::systemUTC))
			.create(keyStore.getIfAvailable(), sslBundles.getIfAvailable());
	}

	@Bean
	@ConditionalOnMissingBean
	SessionCookies jwtSessionCookies(JwtSessionProperties properties, Environment environment) {
		return new SessionCookies(new CookieSettingsFactory(properties, environment).create());
	}

	@Bean
	@ConditionalOnMissingBean
	AttributeJson jwtSessionAttributeJson(JwtSessionProperties properties,
			ObjectProvider<AttributeTypeSupport> supports, ObjectProvider<AttributeMapperCustomizer> customizers,
			SessionBeans sessionBeans, BeanFactory beanFactory, ResourceLoader resourceLoader) {
		List<String> packages = new ArrayList<>(properties.getAttributes().getTrustedPackages());
		if (AutoConfigurationPackages.has(beanFactory)) {
			packages.addAll(AutoConfigurationPackages.get(beanFactory));
		}
		return new AttributeJson(supports.orderedStream().toList(), packages, properties.getAttributes().isJsonOnly(),
				resourceLoader.getClassLoader(), customizers.orderedStream().toList(), sessionBeans);
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

	@Bean
	SessionTokenCodec jwtSessionTokenCodec(JwtSessionProperties properties, SessionKeys keys, SessionCookies cookies) {
		if (properties.isUseCompression()) {
			logger.warn("Sessions are compressed before they are encrypted ('jwt.session.use-compression'). The length "
					+ "of the cookies then tells how much of what an attacker can put into a session repeats what is "
					+ "secret in it.");
		}
		return new SessionTokenCodec(keys, format(properties), cookies.getMaxSize(),
				MAX_INFLATION * cookies.getMaxSize());
	}

	private static TokenFormat format(JwtSessionProperties properties) {
		return new TokenFormat(properties.getEncryptionMethod(), properties.getKeyManagement(),
				properties.isUseCompression());
	}

	@Bean
	SessionLifetime jwtSessionLifetime(JwtSessionProperties properties, ObjectProvider<SessionTimeout> sessionTimeout) {
		return lifetime(properties, sessionTimeout.getIfAvailable());
	}

	@Bean
	JwtSessionRepository jwtSessionRepository(SessionTokenCodec codec, AttributeJson attributeJson,
			SessionLifetime lifetime, RevocationRegistry revocations, ObjectProvider<Clock> clock,
			ApplicationEventPublisher events, ObjectProvider<SessionTokenListener> listeners) {
		return new JwtSessionRepository(codec, attributeJson, lifetime, revocations,
				clock.getIfUnique(Clock::systemUTC), events, new CompositeTokenListener(listeners));
	}

	private static SessionLifetime lifetime(JwtSessionProperties properties, @Nullable SessionTimeout sessionTimeout) {
		Duration timeout = properties.getSessionTimeout();
		if (timeout == null && sessionTimeout != null) {
			timeout = sessionTimeout.getTimeout();
		}
		if (timeout == null) {
			timeout = DEFAULT_TIMEOUT;
		}
		requireAboveZero("session-timeout", timeout,
				"A session without a timeout would be valid for ever, whoever got hold of it. "
						+ "Set it above zero; if it is not set, 'server.servlet.session.timeout' counts.");
		if (properties.getAbsoluteTimeout() != null) {
			requireAboveZero("absolute-timeout", properties.getAbsoluteTimeout(),
					"Set it above zero, or leave it out for no other limit than 3650 days.");
		}
		requireNotBelowZero("skew-allowance", properties.getSkewAllowance());
		requireNotBelowZero("renewal-interval", properties.getRenewalInterval());
		requireNotBelowZero("keystore.activation-delay", properties.getKeystore().getActivationDelay());
		if (timeout.compareTo(SessionLifetime.MAX_TIMEOUT) > 0) {
			logger.warn("The session timeout of %d days is cut to %d days".formatted(timeout.toDays(),
					SessionLifetime.MAX_TIMEOUT.toDays()));
		}
		return new SessionLifetime(timeout, properties.getRenewal(), properties.getRenewalInterval(),
				properties.getAbsoluteTimeout(), properties.getSkewAllowance());
	}

	private static void requireAboveZero(String property, Duration value, String reason) {
		if (value.isNegative() || value.isZero()) {
			throw new InvalidConfigurationPropertyValueException("jwt.session." + property, value, reason);
		}
	}

	private static void requireNotBelowZero(String property, Duration value) {
		if (value.isNegative()) {
			throw new InvalidConfigurationPropertyValueException("jwt.session." + property, value,
					"It must not be below zero.");
		}
	}

	@Bean
	@ConditionalOnMissingBean(HttpSessionIdResolver.class)
	JwtHttpSessionIdResolver jwtHttpSessionIdResolver(JwtSessionRepository repository, SessionCookies cookies) {
		return new JwtHttpSessionIdResolver(repository, cookies);
	}

	@Bean
	@ConditionalOnBean(JwtHttpSessionIdResolver.class)
	FilterRegistrationBean<HttpSessionContractFilter> jwtSessionContractFilter(JwtHttpSessionIdResolver resolver,
			ObjectProvider<SessionProperties> sessionProperties) {
		FilterRegistrationBean<HttpSessionContractFilter> registration = new FilterRegistrationBean<>(
				new HttpSessionContractFilter(resolver));
		registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR);
		SessionProperties properties = sessionProperties.getIfAvailable(SessionProperties::new);
		registration.setOrder(properties.getServlet().getFilterOrder() + 1);
		return registration;
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
	@ConditionalOnClass({ DispatcherServlet.class, WebMvcConfigurer.class })
	static class WebMvcConfiguration {

		@Bean
		SpringMvcTypes jwtSessionSpringMvcTypes() {
			return new SpringMvcTypes();
		}

		@Bean
		WebMvcConfigurer jwtSessionArgumentResolverConfigurer() {
			return new WebMvcConfigurer() {
				@Override
				public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
					resolvers.add(new JwtSessionArgumentResolver());
				}
			};
		}

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

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ SecurityContext.class, SecurityFilterChain.class })
	static class SecurityConfiguration {

		@Bean
		SpringSecurityTypes jwtSessionSpringSecurityTypes(ResourceLoader resourceLoader) {
			ClassLoader classLoader = resourceLoader.getClassLoader();
			return new SpringSecurityTypes((classLoader != null) ? classLoader : getClass().getClassLoader());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ OAuth2AuthenticationToken.class, OidcUser.class })
	static class OAuth2Configuration {

		@Bean
		SpringSecurityOAuth2Types jwtSessionSpringSecurityOAuth2Types() {
			return new SpringSecurityOAuth2Types();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterRegistry.class)
	static class MetricsConfiguration {

		@Bean
		SessionTokenMetrics jwtSessionTokenMetrics(ObjectProvider<MeterRegistry> registry) {
			return new SessionTokenMetrics(registry);
		}

	}

}
