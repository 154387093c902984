package io.github.jwtsession.autoconfigure;

import io.github.jwtsession.SessionTokenListener;
import io.github.jwtsession.token.InvalidTokenException.Reason;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Tells all listeners of the application context.
 */
final class CompositeTokenListener implements SessionTokenListener {

	private final ObjectProvider<SessionTokenListener> listeners;

	CompositeTokenListener(ObjectProvider<SessionTokenListener> listeners) {
		this.listeners = listeners;
	}

	@Override
	public void onSeal(String keyId) {
		this.listeners.forEach((listener) -> listener.onSeal(keyId));
	}

	@Override
	public void onOpen(String keyId) {
		this.listeners.forEach((listener) -> listener.onOpen(keyId));
	}

	@Override
	public void onRejection(Reason reason) {
		this.listeners.forEach((listener) -> listener.onRejection(reason));
	}

}
