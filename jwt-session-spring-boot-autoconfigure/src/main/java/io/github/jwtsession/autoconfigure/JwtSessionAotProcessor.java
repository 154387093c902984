package io.github.jwtsession.autoconfigure;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.github.jwtsession.attribute.AttributeJson;
import io.github.jwtsession.attribute.type.AttributeTypeSupport;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.stereotype.Component;
import org.springframework.util.ClassUtils;
import org.springframework.web.context.WebApplicationContext;

/**
 * Lets a native image know the application's classes that may be attributes: those of the
 * packages that are trusted, and session-scoped beans.
 */
final class JwtSessionAotProcessor implements BeanFactoryInitializationAotProcessor {

	@Override
	public @Nullable BeanFactoryInitializationAotContribution processAheadOfTime(
			ConfigurableListableBeanFactory beanFactory) {
		if (beanFactory.getBeanNamesForType(AttributeJson.class, true, false).length == 0) {
			return null;
		}
		Set<Class<?>> types = new LinkedHashSet<>();
		packages(beanFactory).forEach((name) -> addTypes(name, beanFactory.getBeanClassLoader(), types));
		addSessionBeans(beanFactory, types);
		return (context, code) -> types
			.forEach((type) -> AttributeTypeHints.register(context.getRuntimeHints().reflection(), type));
	}

	private static List<String> packages(ConfigurableListableBeanFactory beanFactory) {
		List<String> packages = new ArrayList<>(Binder.get(beanFactory.getBean(Environment.class))
			.bind("jwt.session.attributes.trusted-packages", Bindable.listOf(String.class))
			.orElse(List.of()));
		if (AutoConfigurationPackages.has(beanFactory)) {
			packages.addAll(AutoConfigurationPackages.get(beanFactory));
		}
		return packages;
	}

	private static void addTypes(String packageName, @Nullable ClassLoader classLoader, Set<Class<?>> types) {
		for (BeanDefinition definition : new DataTypes().findCandidateComponents(packageName)) {
			Class<?> type = load(definition.getBeanClassName(), classLoader);
			if (type != null && !type.isInterface() && !AttributeTypeSupport.class.isAssignableFrom(type)) {
				types.add(type);
			}
		}
	}

	private static @Nullable Class<?> load(@Nullable String name, @Nullable ClassLoader classLoader) {
		try {
			return (name != null) ? ClassUtils.forName(name, classLoader) : null;
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return null;
		}
	}

	private static void addSessionBeans(ConfigurableListableBeanFactory beanFactory, Set<Class<?>> types) {
		for (String name : beanFactory.getBeanDefinitionNames()) {
			BeanDefinition definition = beanFactory.getMergedBeanDefinition(name);
			if (WebApplicationContext.SCOPE_SESSION.equals(definition.getScope())) {
				Class<?> type = beanFactory.getType(name, false);
				if (type != null) {
					types.add(ClassUtils.getUserClass(type));
				}
			}
		}
	}

	/**
	 * Finds what is no component: what an application makes itself.
	 */
	private static final class DataTypes extends ClassPathScanningCandidateComponentProvider {

		DataTypes() {
			super(false);
			addIncludeFilter((reader, factory) -> true);
		}

		@Override
		protected boolean isCandidateComponent(AnnotatedBeanDefinition definition) {
			AnnotationMetadata metadata = definition.getMetadata();
			return !metadata.isAnnotation() && !metadata.isInterface()
					&& !metadata.isAnnotated(Component.class.getName());
		}

	}

}
