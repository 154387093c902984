package io.github.jwtsession.servlet;

import io.github.jwtsession.attribute.bean.SessionBeanState;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.config.Scope;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.SessionScope;

/**
 * Spring's session scope, for beans whose state travels in a token: the container makes
 * the bean anew, injects it and calls its {@code @PostConstruct}; then its state is put
 * back.
 */
public final class SessionBeanScope implements Scope {

	private final SessionScope delegate = new SessionScope();

	@Override
	public Object get(String name, ObjectFactory<?> objectFactory) {
		RequestAttributes attributes = RequestContextHolder.currentRequestAttributes();
		Object value = attributes.getAttribute(name, RequestAttributes.SCOPE_SESSION);
		if (!(value instanceof SessionBeanState state)) {
			return this.delegate.get(name, objectFactory);
		}
		Object bean = objectFactory.getObject();
		state.applyTo(bean);
		attributes.setAttribute(name, bean, RequestAttributes.SCOPE_SESSION);
		return bean;
	}

	@Override
	public @Nullable Object remove(String name) {
		return this.delegate.remove(name);
	}

	@Override
	public void registerDestructionCallback(String name, Runnable callback) {
		this.delegate.registerDestructionCallback(name, callback);
	}

	@Override
	public @Nullable Object resolveContextualObject(String key) {
		return this.delegate.resolveContextualObject(key);
	}

	@Override
	public String getConversationId() {
		return this.delegate.getConversationId();
	}

}
