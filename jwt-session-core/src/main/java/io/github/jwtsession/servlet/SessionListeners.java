package io.github.jwtsession.servlet;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Who is told of what happens to a session, but for its beginning and its end: the
 * listeners of the application, and attributes that listen themselves (Servlet 6.1
 * section 7.4). A listener that fails is reported in the log and changes nothing, as with
 * Tomcat.
 */
final class SessionListeners {

	private static final Log logger = LogFactory.getLog(SessionListeners.class);

	private final List<HttpSessionAttributeListener> attributeListeners = new ArrayList<>();

	private final List<HttpSessionIdListener> idListeners = new ArrayList<>();

	/**
	 * Create it.
	 * @param listeners the listeners of the application, of whatever type
	 */
	SessionListeners(Collection<?> listeners) {
		for (Object listener : listeners) {
			if (listener instanceof HttpSessionAttributeListener attributeListener) {
				this.attributeListeners.add(attributeListener);
			}
			if (listener instanceof HttpSessionIdListener idListener) {
				this.idListeners.add(idListener);
			}
		}
	}

	/**
	 * Whether any of the application's listeners wants to know of attributes.
	 */
	boolean listenToAttributes() {
		return !this.attributeListeners.isEmpty();
	}

	/**
	 * An attribute was set.
	 * @param session the session
	 * @param name the name of the attribute
	 * @param value its value
	 * @param former the value that it had before, {@code null} if there was none
	 */
	void attributeSet(HttpSession session, String name, Object value, @Nullable Object former) {
		if (value != former) {
			bound(session, name, value);
			unbound(session, name, former);
		}
		HttpSessionBindingEvent event = this.attributeListeners.isEmpty() ? null
				: new HttpSessionBindingEvent(session, name, (former != null) ? former : value);
		if (event != null && former != null) {
			tell(this.attributeListeners, (listener) -> listener.attributeReplaced(event));
		}
		else if (event != null) {
			tell(this.attributeListeners, (listener) -> listener.attributeAdded(event));
		}
	}

	/**
	 * An attribute was removed, by itself or with the session.
	 * @param session the session
	 * @param name the name of the attribute
	 * @param former the value that it had
	 */
	void attributeRemoved(HttpSession session, String name, Object former) {
		unbound(session, name, former);
		if (!this.attributeListeners.isEmpty()) {
			HttpSessionBindingEvent event = new HttpSessionBindingEvent(session, name, former);
			tell(this.attributeListeners, (listener) -> listener.attributeRemoved(event));
		}
	}

	/**
	 * The id was changed.
	 * @param session the session
	 * @param formerId the id that it had before
	 */
	void idChanged(HttpSession session, String formerId) {
		if (!this.idListeners.isEmpty()) {
			HttpSessionEvent event = new HttpSessionEvent(session);
			tell(this.idListeners, (listener) -> listener.sessionIdChanged(event, formerId));
		}
	}

	private static void bound(HttpSession session, String name, Object value) {
		if (value instanceof HttpSessionBindingListener listener) {
			tell(List.of(listener), (it) -> it.valueBound(new HttpSessionBindingEvent(session, name, value)));
		}
	}

	private static void unbound(HttpSession session, String name, @Nullable Object former) {
		if (former instanceof HttpSessionBindingListener listener) {
			tell(List.of(listener), (it) -> it.valueUnbound(new HttpSessionBindingEvent(session, name, former)));
		}
	}

	/**
	 * Tell listeners one after the other, whatever becomes of those before.
	 */
	static <T> void tell(Iterable<T> listeners, Consumer<T> call) {
		for (T listener : listeners) {
			try {
				call.accept(listener);
			}
			catch (RuntimeException ex) {
				logger.error("A listener of sessions has failed: " + listener.getClass().getName(), ex);
			}
		}
	}

}
