package io.github.jwtsession.autoconfigure;

import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Set;

import io.github.jwtsession.attribute.SessionBeanState;
import io.github.jwtsession.attribute.SessionBeans;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.core.io.ResourceLoader;
import org.springframework.session.Session;
import org.springframework.session.events.SessionDeletedEvent;
import org.springframework.web.context.WebApplicationContext;

/**
 * The session-scoped beans of the application context.
 */
final class ContainerSessionBeans implements SessionBeans {

	private static final Set<String> INJECTING_ANNOTATIONS = Set.of("Autowired", "Value", "Inject", "Resource",
			"PersistenceContext", "PersistenceUnit", "EJB");

	private static final Set<String> LOGGERS = Set.of("org.slf4j.Logger", "org.apache.commons.logging.Log",
			"java.util.logging.Logger", "org.apache.logging.log4j.Logger", "java.lang.System$Logger");

	private final ConfigurableListableBeanFactory beanFactory;

	ContainerSessionBeans(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public boolean isBean(String attributeName) {
		return this.beanFactory.containsBeanDefinition(attributeName) && WebApplicationContext.SCOPE_SESSION
			.equals(this.beanFactory.getMergedBeanDefinition(attributeName).getScope());
	}

	@Override
	public boolean isDependency(String attributeName, Field field, Object value) {
		return isAnnotated(field) || LOGGERS.contains(field.getType().getName()) || isInfrastructure(value)
				|| isInjected(attributeName, value);
	}

	private static boolean isAnnotated(Field field) {
		return Arrays.stream(field.getAnnotations())
			.map(Annotation::annotationType)
			.anyMatch((type) -> INJECTING_ANNOTATIONS.contains(type.getSimpleName()));
	}

	private static boolean isInfrastructure(Object value) {
		return value instanceof BeanFactory || value instanceof ObjectFactory
				|| value instanceof ApplicationEventPublisher || value instanceof ResourceLoader
				|| AopUtils.isAopProxy(value) || Proxy.isProxyClass(value.getClass());
	}

	/**
	 * Whether the value is one of the singletons that the container gave the bean,
	 * through its constructor for instance.
	 */
	private boolean isInjected(String attributeName, Object value) {
		return Arrays.stream(this.beanFactory.getDependenciesForBean(attributeName))
			.anyMatch((name) -> this.beanFactory.containsBean(name) && this.beanFactory.isSingleton(name)
					&& this.beanFactory.getBean(name) == value);
	}

	/**
	 * Let the beans of a session that has ended say goodbye, as the session holds them:
	 * with their state, in objects made for the purpose.
	 */
	void destroyBeans(SessionDeletedEvent event) {
		Session session = event.getSession();
		for (String name : session.getAttributeNames()) {
			if (isBean(name) && session.getAttribute(name) instanceof SessionBeanState state) {
				destroy(name, state);
			}
		}
	}

	private void destroy(String name, SessionBeanState state) {
		Class<?> type = this.beanFactory.getType(name);
		if (type == null) {
			return;
		}
		Object bean = this.beanFactory.createBean(type);
		state.applyTo(bean);
		this.beanFactory.destroyBean(bean);
	}

}
