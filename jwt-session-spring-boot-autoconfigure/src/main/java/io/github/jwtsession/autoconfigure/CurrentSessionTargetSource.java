package io.github.jwtsession.autoconfigure;

import io.github.jwtsession.JwtSession;
import io.github.jwtsession.servlet.CurrentJwtSession;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.TargetSource;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * The session of the current request, looked up at each call: a request may end its
 * session and begin another.
 */
final class CurrentSessionTargetSource implements TargetSource {

	@Override
	public Class<?> getTargetClass() {
		return JwtSession.class;
	}

	@Override
	public boolean isStatic() {
		return false;
	}

	@Override
	public @Nullable Object getTarget() {
		ServletRequestAttributes attributes = (ServletRequestAttributes) RequestContextHolder
			.currentRequestAttributes();
		return CurrentJwtSession.of(attributes.getRequest(), true);
	}

}
