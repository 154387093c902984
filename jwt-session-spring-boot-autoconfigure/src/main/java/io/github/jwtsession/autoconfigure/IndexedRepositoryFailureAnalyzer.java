package io.github.jwtsession.autoconfigure;

import io.github.jwtsession.session.JwtSessionRepository;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.session.FindByIndexNameSessionRepository;

/**
 * Says why there is no repository that finds sessions by their user, before Spring Boot's
 * analyzer says that one should be defined.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class IndexedRepositoryFailureAnalyzer extends AbstractFailureAnalyzer<NoSuchBeanDefinitionException> {

	private final BeanFactory beanFactory;

	IndexedRepositoryFailureAnalyzer(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoSuchBeanDefinitionException cause) {
		Class<?> type = (cause.getResolvableType() != null) ? cause.getResolvableType().resolve() : null;
		if (type == null || !FindByIndexNameSessionRepository.class.isAssignableFrom(type) || !hasJwtSessions()) {
			return null;
		}
		return new FailureAnalysis(
				("A bean of type %s is required, but JWT sessions are with the clients: no instance knows which "
						+ "sessions a user has.")
					.formatted(type.getName()),
				"To end the sessions of a user on all instances, inject 'io.github.jwtsession.SessionRevocations' and "
						+ "call 'revokePrincipal(name)', with 'jwt.session.revocation.store' set to 'jdbc' or 'redis'. "
						+ "If sessions have to be listed, set 'jwt.session.enabled' to 'false' and keep them in a "
						+ "store of Spring Session.",
				cause);
	}

	private boolean hasJwtSessions() {
		return this.beanFactory instanceof ListableBeanFactory beans
				&& beans.getBeanNamesForType(JwtSessionRepository.class, true, false).length > 0;
	}

}
