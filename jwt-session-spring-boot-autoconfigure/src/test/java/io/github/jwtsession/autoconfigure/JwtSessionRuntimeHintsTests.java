package io.github.jwtsession.autoconfigure;

import io.github.jwtsession.JwtSession;
import io.github.jwtsession.attribute.AttributeJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationCode;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.javapoet.ClassName;
import org.springframework.stereotype.Component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for what a native image is told: {@link JwtSessionRuntimeHints} and
 * {@link JwtSessionAotProcessor}.
 */
class JwtSessionRuntimeHintsTests {

	private final RuntimeHints hints = new RuntimeHints();

	@Test
	void proxiesAndScriptsAreRegistered() {
		new JwtSessionRuntimeHints().registerHints(this.hints, getClass().getClassLoader());
		assertThat(RuntimeHintsPredicates.proxies()
			.forInterfaces(AopProxyUtils.completeJdkProxyInterfaces(JwtSession.class))).accepts(this.hints);
		assertThat(RuntimeHintsPredicates.resource().forResource("io/github/jwtsession/revocation/schema-h2.sql"))
			.accepts(this.hints);
	}

	@ParameterizedTest
	@ValueSource(strings = { "java.util.ArrayList", "org.springframework.web.servlet.FlashMap",
			"org.springframework.security.core.context.SecurityContextImpl",
			"org.springframework.security.web.savedrequest.SimpleSavedRequest",
			"org.springframework.security.oauth2.client.OAuth2AuthorizedClient" })
	void supportedTypesAreRegistered(String type) throws Exception {
		new JwtSessionRuntimeHints().registerHints(this.hints, getClass().getClassLoader());
		assertAttribute(Class.forName(type));
	}

	@Test
	void mixInsOfSupportedTypesAreRegistered() {
		new JwtSessionRuntimeHints().registerHints(this.hints, getClass().getClassLoader());
		assertThat(this.hints.reflection().typeHints())
			.anyMatch((hint) -> hint.getType().getName().endsWith(".RememberMeAuthenticationTokenMixin"));
	}

	@Test
	void theApplicationsTypesAreRegistered() {
		process(JwtSessionRuntimeHintsTests.class.getPackageName(), "jwt.session.secret-id=any");
		assertAttribute(Order.class);
		assertAttribute(Price.class);
		assertAttribute(Basket.class);
		assertThat(RuntimeHintsPredicates.reflection().onType(Service.class)).rejects(this.hints);
	}

	@Test
	void typesOfTrustedPackagesAreRegistered() {
		process("com.example.none",
				"jwt.session.attributes.trusted-packages=" + JwtSessionRuntimeHintsTests.class.getPackageName());
		assertAttribute(Order.class);
	}

	@Test
	void nothingIsRegisteredWithoutJwtSessions() {
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			assertThat(new JwtSessionAotProcessor().processAheadOfTime(context.getBeanFactory())).isNull();
		}
	}

	private void assertAttribute(Class<?> type) {
		assertThat(RuntimeHintsPredicates.reflection()
			.onType(type)
			.withMemberCategories(MemberCategory.ACCESS_DECLARED_FIELDS, MemberCategory.INVOKE_DECLARED_CONSTRUCTORS,
					MemberCategory.UNSAFE_ALLOCATED))
			.accepts(this.hints);
	}

	private void process(String packageName, String property) {
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			TestPropertyValues.of(property).applyTo(context);
			AutoConfigurationPackages.register(context, packageName);
			context.registerBeanDefinition("attributeJson", new RootBeanDefinition(AttributeJson.class));
			RootBeanDefinition basket = new RootBeanDefinition(Basket.class);
			basket.setScope("session");
			context.registerBeanDefinition("basket", basket);
			context.getBeanFactory().registerSingleton("environment", context.getEnvironment());
			BeanFactoryInitializationAotContribution contribution = new JwtSessionAotProcessor()
				.processAheadOfTime(context.getBeanFactory());
			assertThat(contribution).isNotNull();
			contribution.applyTo(
					new DefaultGenerationContext(new ClassNameGenerator(ClassName.get("com.example", "Application")),
							new InMemoryGeneratedFiles(), this.hints),
					mock(BeanFactoryInitializationCode.class));
		}
	}

	static class Priced {

		int cents;

	}

	static class Order extends Priced {

		String product;

		Order(String product) {
			this.product = product;
		}

	}

	record Price(int cents) {
	}

	@Component
	static class Basket {

		int size;

	}

	@Component
	static class Service {

	}

}
