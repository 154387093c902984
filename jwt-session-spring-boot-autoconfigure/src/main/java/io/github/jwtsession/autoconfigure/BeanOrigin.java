package io.github.jwtsession.autoconfigure;

import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.type.MethodMetadata;

/**
 * Tells beans that Spring Boot defines by default from those of the application.
 */
final class BeanOrigin {

	private static final String SPRING_BOOT = "org.springframework.boot.";

	private BeanOrigin() {
	}

	/**
	 * Whether a bean is made by a method of Spring Boot's auto-configuration. In an
	 * application processed ahead of time definitions do not say.
	 */
	static boolean isSpringBoot(ConfigurableListableBeanFactory beanFactory, String name) {
		if (!beanFactory.containsBeanDefinition(name)) {
			return false;
		}
		BeanDefinition definition = beanFactory.getBeanDefinition(name);
		MethodMetadata method = (definition instanceof AnnotatedBeanDefinition annotated)
				? annotated.getFactoryMethodMetadata() : null;
		return method != null && method.getDeclaringClassName().startsWith(SPRING_BOOT);
	}

}
