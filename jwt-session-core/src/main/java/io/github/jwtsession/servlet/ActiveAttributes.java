package io.github.jwtsession.servlet;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionActivationListener;
import jakarta.servlet.http.HttpSessionEvent;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of one request that are {@link HttpSessionActivationListener}s. A
 * session in a token comes to an instance with a request and leaves it with the response:
 * an attribute is activated when the request reads it first, and passivated before it is
 * written.
 */
final class ActiveAttributes {

	@GuardedBy("this")
	private Map<HttpSessionActivationListener, HttpSession> active = Map.of();

	/**
	 * An attribute was read.
	 */
	void read(HttpSession session, @Nullable Object value) {
		if (value instanceof HttpSessionActivationListener listener && add(session, listener)) {
			SessionListeners.tell(Set.of(listener), (it) -> it.sessionDidActivate(new HttpSessionEvent(session)));
		}
	}

	/**
	 * An attribute was set, and is active from the beginning.
	 */
	void set(HttpSession session, Object value) {
		if (value instanceof HttpSessionActivationListener listener) {
			add(session, listener);
		}
	}

	private synchronized boolean add(HttpSession session, HttpSessionActivationListener listener) {
		if (this.active.isEmpty()) {
			this.active = new IdentityHashMap<>(4);
		}
		return this.active.put(listener, session) == null;
	}

	synchronized void remove(Object value) {
		if (!this.active.isEmpty() && value instanceof HttpSessionActivationListener) {
			this.active.remove(value);
		}
	}

	synchronized void clear() {
		this.active = Map.of();
	}

	/**
	 * The session is about to be written.
	 */
	void passivate() {
		for (Map.Entry<HttpSessionActivationListener, HttpSession> entry : takeAll()) {
			HttpSessionEvent event = new HttpSessionEvent(entry.getValue());
			SessionListeners.tell(Set.of(entry.getKey()), (listener) -> listener.sessionWillPassivate(event));
		}
	}

	private synchronized Set<Map.Entry<HttpSessionActivationListener, HttpSession>> takeAll() {
		if (this.active.isEmpty()) {
			return Collections.emptySet();
		}
		Set<Map.Entry<HttpSessionActivationListener, HttpSession>> all = new LinkedHashSet<>();
		this.active.forEach((listener, session) -> all.add(Map.entry(listener, session)));
		this.active = Map.of();
		return all;
	}

}
