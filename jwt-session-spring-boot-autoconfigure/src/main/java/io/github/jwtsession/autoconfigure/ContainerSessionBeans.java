package io.github.jwtsession.autoconfigure;

import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.github.jwtsession.attribute.bean.SessionBeanState;
import io.github.jwtsession.attribute.bean.SessionBeans;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.BeanUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.core.io.ResourceLoader;
import org.springframework.session.Session;
import org.springframework.session.events.SessionDeletedEvent;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * The session-scoped beans of the application context.
 */
final class ContainerSessionBeans implements SessionBeans {

	private static final Set<String> INJECTING_ANNOTATIONS = Set.of("Autowired", "Value", "Inject", "Resource",
			"PersistenceContext", "PersistenceUnit", "EJB");

	private static final Set<String> LOGGERS = Set.of("org.slf4j.Logger", "org.apache.commons.logging.Log",
			"java.util.logging.Logger", "org.apache.logging.log4j.Logger", "java.lang.System$Logger");

	/**
	 * Where Spring keeps what destroys a bean that this request has used: a listener that
	 * is called when its session ends.
	 */
	private static final String DESTRUCTION_CALLBACK = ServletRequestAttributes.DESTRUCTION_CALLBACK_NAME_PREFIX;

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
	 * Whether the value is a singleton of the container, wherever the bean has it from,
	 * or holds nothing else.
	 */
	private boolean isInjected(String attributeName, Object value) {
		Collection<?> values = elements(value);
		return !values.isEmpty() && values.stream().allMatch((it) -> isSingleton(attributeName, it));
	}

	private static Collection<?> elements(Object value) {
		if (value instanceof Collection<?> collection) {
			return collection;
		}
		if (value instanceof Map<?, ?> map) {
			return map.values();
		}
		if (value instanceof Optional<?> optional) {
			return optional.stream().toList();
		}
		return (value instanceof Object[] array) ? Arrays.asList(array) : List.of(value);
	}

	private boolean isSingleton(String attributeName, Object value) {
		if (value == null || BeanUtils.isSimpleValueType(value.getClass())) {
			return false;
		}
		return Stream.of(this.beanFactory.getDependenciesForBean(attributeName), this.beanFactory.getSingletonNames())
			.flatMap(Arrays::stream)
			.anyMatch((name) -> this.beanFactory.getSingleton(name) == value);
	}

	/**
	 * Let the beans of a session that has ended say goodbye, as the session holds them:
	 * with their state, in objects made for the purpose.
	 */
	void destroyBeans(SessionDeletedEvent event) {
		Session session = event.getSession();
		for (String name : session.getAttributeNames()) {
			if (!isBean(name)) {
				continue;
			}
			Object value = session.getAttribute(name);
			if (value instanceof SessionBeanState state) {
				destroy(name, state);
			}
			else if (value != null && session.getAttribute(DESTRUCTION_CALLBACK + name) == null) {
				this.beanFactory.destroyBean(value);
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
