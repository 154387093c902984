package io.github.jwtsession.autoconfigure;

import java.security.KeyStore;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;

import javax.crypto.spec.SecretKeySpec;
import javax.sql.DataSource;

import io.github.jwtsession.key.SessionKeys;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientAutoConfiguration;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.boot.sql.init.DatabaseInitializationSettings;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.session.web.http.SessionEventHttpSessionListenerAdapter;
import org.springframework.util.ClassUtils;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an application injects by type, or defines unless somebody else does, is its own.
 */
class BeansOfTheApplicationTests {

	/**
	 * What Spring collects, all of a type, to call each of them; and what takes the place
	 * of a default of Spring's.
	 */
	private static final Set<Class<?>> MEANT_TO_BE_FOUND = Set.of(WebMvcConfigurer.class, BeanPostProcessor.class,
			BeanFactoryPostProcessor.class, ApplicationListener.class, ServletContextInitializer.class,
			SessionEventHttpSessionListenerAdapter.class, OAuth2AuthorizedClientRepository.class,
			SanitizingFunction.class);

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ours()))
		.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class, SessionAutoConfiguration.class,
				OAuth2ClientAutoConfiguration.class))
		.withPropertyValues("jwt.session.revocation.store=jdbc",
				"spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID(),
				"management.endpoints.web.exposure.include=*");

	private static Class<?>[] ours() {
		return ImportCandidates.load(AutoConfiguration.class, null)
			.getCandidates()
			.stream()
			.filter((name) -> name.startsWith("io.github.jwtsession."))
			.map((name) -> ClassUtils.resolveClassName(name, null))
			.toArray(Class<?>[]::new);
	}

	@Test
	void nothingOfOursIsOfATypeThatAnApplicationInjects() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasNotFailed();
			ConfigurableListableBeanFactory beans = context.getBeanFactory();
			assertThat(Arrays.stream(beans.getBeanDefinitionNames())
				.filter((name) -> isOurs(beans.getBeanDefinition(name)))
				.filter((name) -> isDefaultCandidate(beans.getBeanDefinition(name)))
				.filter((name) -> !isOurType(beans.getType(name)))).isEmpty();
		});
	}

	private static boolean isOurs(BeanDefinition definition) {
		return String.valueOf(definition.getFactoryBeanName()).contains("io.github.jwtsession.")
				|| String.valueOf(definition.getBeanClassName()).startsWith("io.github.jwtsession.");
	}

	private static boolean isDefaultCandidate(BeanDefinition definition) {
		return definition.isAutowireCandidate()
				&& (!(definition instanceof AbstractBeanDefinition bean) || bean.isDefaultCandidate());
	}

	private static boolean isOurType(Class<?> type) {
		return type.getName().startsWith("io.github.jwtsession.")
				|| Arrays.stream(type.getInterfaces()).anyMatch((each) -> each.getName().startsWith("io.github.jwts"))
				|| MEANT_TO_BE_FOUND.stream().anyMatch((each) -> each.isAssignableFrom(type));
	}

	@Test
	void applicationInjectsItsOwnByType() {
		this.contextRunner.withUserConfiguration(Own.class).run((context) -> {
			Uses uses = context.getBean(Uses.class);
			assertThat(uses.keyStore).isSameAs(context.getBean("clientCertificates"));
			assertThat(uses.initializer).isSameAs(context.getBean("ownInitializer"));
			assertThat(context.getBean(SessionKeys.class).active().id()).startsWith("random-");
		});
	}

	/**
	 * As README.md says to define the keystore where there is another one.
	 */
	@Test
	void keystoreOfTheSessionsIsNoneThatIsInjectedByType() {
		this.contextRunner.withUserConfiguration(Own.class, OwnSessionKeyStore.class)
			.withPropertyValues("jwt.session.secret-id=session-1", "jwt.session.keystore.key-password=password")
			.run((context) -> {
				assertThat(context.getBean(Uses.class).keyStore).isSameAs(context.getBean("clientCertificates"));
				assertThat(context.getBean(SessionKeys.class).active().id()).isEqualTo("session-1");
			});
	}

	private record Uses(KeyStore keyStore, DataSourceScriptDatabaseInitializer initializer) {
	}

	@Configuration(proxyBeanMethods = false)
	static class Own {

		@Bean
		KeyStore clientCertificates() throws Exception {
			return emptyKeyStore();
		}

		@Bean
		@ConditionalOnMissingBean
		DataSourceScriptDatabaseInitializer ownInitializer(DataSource dataSource) {
			DatabaseInitializationSettings settings = new DatabaseInitializationSettings();
			settings.setMode(DatabaseInitializationMode.NEVER);
			return new DataSourceScriptDatabaseInitializer(dataSource, settings);
		}

		@Bean
		Uses uses(ObjectProvider<KeyStore> keyStore, DataSourceScriptDatabaseInitializer initializer) {
			return new Uses(keyStore.getObject(), initializer);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnSessionKeyStore {

		@Bean(defaultCandidate = false)
		KeyStore jwtSessionKeyStore() throws Exception {
			KeyStore keyStore = emptyKeyStore();
			keyStore.setEntry("session-1", new KeyStore.SecretKeyEntry(new SecretKeySpec(new byte[32], "AES")),
					new KeyStore.PasswordProtection("password".toCharArray()));
			return keyStore;
		}

	}

	private static KeyStore emptyKeyStore() throws Exception {
		KeyStore keyStore = KeyStore.getInstance("PKCS12");
		keyStore.load(null, null);
		return keyStore;
	}

}
