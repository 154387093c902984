package io.github.jwtsession.autoconfigure;

import java.security.KeyStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

import io.github.jwtsession.SessionRevocations;
import io.github.jwtsession.attribute.AttributeJson;
import io.github.jwtsession.attribute.bean.SessionBeans;
import io.github.jwtsession.attribute.type.AttributeMapperCustomizer;
import io.github.jwtsession.attribute.type.AttributeTypeSupport;
import io.github.jwtsession.cookie.SessionCookies;
import io.github.jwtsession.jwe.TokenFormat;
import io.github.jwtsession.key.SessionKeys;
import io.github.jwtsession.overflow.AttributeOverflow;
import io.github.jwtsession.revocation.RevocationRegistry;
import io.github.jwtsession.session.JwtSessionRepository;
import io.github.jwtsession.session.FrameworkValues;
import io.github.jwtsession.session.PrincipalResolver;
import io.github.jwtsession.session.SessionExchanges;
import io.github.jwtsession.session.SessionLifetime;
import io.github.jwtsession.session.SessionTokenListener;
import io.github.jwtsession.token.SessionTokenCodec;
import io.github.jwtsession.token.TokenBinding;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.session.autoconfigure.SessionTimeout;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.util.StringUtils;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of what keeps a session in an
 * encrypted JWT, whatever the stack: keys, tokens, cookies, attributes, lifetime. Backs
 * off, and all that comes after it, if the application has a {@link SessionRepository} of
 * its own.
 */
@AutoConfiguration(before = SessionAutoConfiguration.class,
		beforeName = { "org.springframework.boot.session.jdbc.autoconfigure.JdbcSessionAutoConfiguration",
				"org.springframework.boot.session.data.redis.autoconfigure.SessionDataRedisAutoConfiguration" })
@ConditionalOnClass(Session.class)
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnBooleanProperty(name = "jwt.session.enabled", matchIfMissing = true)
@ConditionalOnMissingBean(SessionRepository.class)
@EnableConfigurationProperties(JwtSessionProperties.class)
public final class JwtSessionAutoConfiguration {

	/**
	 * JSON deflates to a fifth at best. Whatever inflates to more is no session.
	 */
	private static final int MAX_INFLATION = 20;

	private static final Log logger = LogFactory.getLog(JwtSessionAutoConfiguration.class);

	/**
	 * Where the keys are is decided here, and by no condition: an application processed
	 * ahead of time is told when it starts.
	 */
	@Bean
	@ConditionalOnMissingBean
	SessionKeys jwtSessionKeys(JwtSessionProperties properties, Environment environment,
			@Qualifier("jwtSessionKeyStore") ObjectProvider<KeyStore> keyStore, ObjectProvider<SslBundles> sslBundles,
			ObjectProvider<Clock> clock, ResourceLoader resourceLoader) {
		return new SessionKeysFactory(properties, format(properties), environment, clock.getIfUnique(Clock::systemUTC),
				resourceLoader)
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
			ObjectProvider<SessionBeans> sessionBeans, BeanFactory beanFactory, ResourceLoader resourceLoader) {
		List<String> packages = new ArrayList<>(properties.getAttributes().getTrustedPackages());
		if (AutoConfigurationPackages.has(beanFactory)) {
			packages.addAll(AutoConfigurationPackages.get(beanFactory));
		}
		return new AttributeJson(supports.orderedStream().toList(), packages, properties.getAttributes().isJsonOnly(),
				resourceLoader.getClassLoader(), customizers.orderedStream().toList(),
				sessionBeans.getIfAvailable(() -> SessionBeans.NONE));
	}

	@Bean
	SessionTokenCodec jwtSessionTokenCodec(JwtSessionProperties properties, SessionKeys keys, SessionCookies cookies,
			Environment environment) {
		if (properties.isUseCompression()) {
			logger.warn("Sessions are compressed before they are encrypted ('jwt.session.use-compression'). The length "
					+ "of the cookies then tells how much of what an attacker can put into a session repeats what is "
					+ "secret in it.");
		}
		return new SessionTokenCodec(keys, format(properties), binding(properties, cookies, environment),
				cookies.getMaxSize(), MAX_INFLATION * cookies.getMaxSize());
	}

	private static TokenBinding binding(JwtSessionProperties properties, SessionCookies cookies,
			Environment environment) {
		return new TokenBinding(audience(properties, cookies, environment), cookies.getName(),
				properties.isAcceptUnboundTokens());
	}

	/**
	 * What sessions are bound to.
	 */
	static String audience(JwtSessionProperties properties, SessionCookies cookies, Environment environment) {
		String audience = properties.getAudience();
		if (!StringUtils.hasText(audience)) {
			audience = environment.getProperty("spring.application.name");
		}
		if (!StringUtils.hasText(audience)) {
			audience = TokenBinding.withoutPrefix(cookies.getName());
		}
		return audience;
	}

	private static TokenFormat format(JwtSessionProperties properties) {
		return new TokenFormat(properties.getEncryptionMethod(), properties.getKeyManagement(),
				properties.isUseCompression());
	}

	@Bean
	SessionLifetime jwtSessionLifetime(JwtSessionProperties properties, ObjectProvider<SessionTimeout> sessionTimeout,
			Environment environment) {
		return new SessionLifetimeFactory(properties, environment).create(sessionTimeout.getIfAvailable());
	}

	@Bean
	SessionExchanges jwtSessionExchanges(SessionTokenCodec codec, SessionCookies cookies, AttributeJson attributeJson,
			SessionLifetime lifetime, RevocationRegistry revocations, ObjectProvider<Clock> clock,
			ApplicationEventPublisher events, ObjectProvider<SessionTokenListener> listeners,
			ObjectProvider<PrincipalResolver> principals, ObjectProvider<FrameworkValues> frameworkValues,
			ObjectProvider<AttributeOverflow> overflow, JwtSessionProperties properties, Environment environment) {
		SessionExchanges.Builder exchanges = SessionExchanges.builder();
		exchanges.overflow(new OverflowSetup(properties.getOverflow(), environment)
			.requireAsConfigured(overflow.getIfAvailable()));
		principals.ifAvailable(exchanges::principals);
		frameworkValues.ifAvailable(exchanges::frameworkValues);
		return exchanges.codec(codec)
			.cookies(cookies)
			.attributeJson(attributeJson)
			.lifetime(lifetime)
			.revocations(revocations)
			.clock(clock.getIfUnique(Clock::systemUTC))
			.events(events)
			.discardEmpty(properties.isDiscardEmpty())
			.shareAnonymousEnds(properties.getRevocation().isShareAnonymous())
			.listener(new CompositeTokenListener(listeners))
			.build();
	}

	@Bean
	JwtSessionRepository jwtSessionRepository(SessionExchanges exchanges, SessionRevocations revocations) {
		return new JwtSessionRepository(exchanges, revocations);
	}

}
