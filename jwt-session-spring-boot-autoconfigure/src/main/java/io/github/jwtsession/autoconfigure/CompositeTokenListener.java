package io.github.jwtsession.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import io.github.jwtsession.session.RefusedWrite;
import io.github.jwtsession.session.RejectionReason;
import io.github.jwtsession.session.SessionTokenListener;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.function.SingletonSupplier;

/**
 * Tells several listeners.
 */
final class CompositeTokenListener implements SessionTokenListener {

	private final Supplier<List<SessionTokenListener>> listeners;

	/**
	 * Tell all listeners of the application context. They are looked up once, when there
	 * is something to tell: a listener may need a bean that needs sessions.
	 */
	CompositeTokenListener(ObjectProvider<SessionTokenListener> listeners) {
		this(SingletonSupplier.of(() -> listeners.orderedStream().toList()));
	}

	/**
	 * Tell those that there are at the time.
	 */
	CompositeTokenListener(Supplier<List<SessionTokenListener>> listeners) {
		this.listeners = listeners;
	}

	@Override
	public void onSeal(String keyId) {
		this.listeners.get().forEach((listener) -> listener.onSeal(keyId));
	}

	@Override
	public void onOpen(String keyId) {
		this.listeners.get().forEach((listener) -> listener.onOpen(keyId));
	}

	@Override
	public void onUnknownKey(String keyId) {
		this.listeners.get().forEach((listener) -> listener.onUnknownKey(keyId));
	}

	@Override
	public void onFutureToken(Duration ahead) {
		this.listeners.get().forEach((listener) -> listener.onFutureToken(ahead));
	}

	@Override
	public void onLostUpdate() {
		this.listeners.get().forEach(SessionTokenListener::onLostUpdate);
	}

	@Override
	public void onRejection(RejectionReason reason) {
		this.listeners.get().forEach((listener) -> listener.onRejection(reason));
	}

	@Override
	public void onWrite(int size, int cookies) {
		this.listeners.get().forEach((listener) -> listener.onWrite(size, cookies));
	}

	@Override
	public void onRefusedWrite(RefusedWrite reason) {
		this.listeners.get().forEach((listener) -> listener.onRefusedWrite(reason));
	}

	@Override
	public boolean isTiming() {
		for (SessionTokenListener listener : this.listeners.get()) {
			if (listener.isTiming()) {
				return true;
			}
		}
		return false;
	}

	@Override
	public void onSealTime(long nanos) {
		this.listeners.get().forEach((listener) -> listener.onSealTime(nanos));
	}

	@Override
	public void onOpenTime(long nanos) {
		this.listeners.get().forEach((listener) -> listener.onOpenTime(nanos));
	}

}
