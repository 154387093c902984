package io.github.jwtsession.autoconfigure;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientService;

/**
 * Matches if the one service for authorized clients is Spring Boot's. One that the
 * application has defined is meant, though it be of the same class.
 */
final class OnDefaultAuthorizedClientServiceCondition extends SpringBootCondition implements ConfigurationCondition {

	@Override
	public ConfigurationPhase getConfigurationPhase() {
		return ConfigurationPhase.REGISTER_BEAN;
	}

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConfigurableListableBeanFactory beanFactory = context.getBeanFactory();
		String[] names = (beanFactory != null)
				? beanFactory.getBeanNamesForType(OAuth2AuthorizedClientService.class, true, false) : new String[0];
		boolean matches = beanFactory != null && names.length == 1 && BeanOrigin.isSpringBoot(beanFactory, names[0]);
		return new ConditionOutcome(matches, ConditionMessage.forCondition("Authorized client service of Spring Boot")
			.foundExactly((Object[]) names));
	}

}
