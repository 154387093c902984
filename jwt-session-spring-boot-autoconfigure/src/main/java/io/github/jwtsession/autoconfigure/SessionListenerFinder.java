package io.github.jwtsession.autoconfigure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EventListener;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.servlet.ServletListenerRegistrationBean;
import org.springframework.context.ApplicationListener;
import org.springframework.session.events.AbstractSessionEvent;
import org.springframework.session.events.SessionDestroyedEvent;
import org.springframework.session.web.http.SessionEventHttpSessionListenerAdapter;
import org.springframework.web.context.ServletContextAware;

/**
 * Finds who listens to sessions, however it was registered: as a bean, by a
 * {@link ServletListenerRegistrationBean}, with {@code @WebListener} or in a
 * {@code web.xml}. The container knows the latter, and would tell them of its own
 * sessions, of which there are none.
 * <p>
 * {@link HttpSessionListener}s that are beans learn from Spring Session that a session
 * begins and ends, all others from here.
 */
final class SessionListenerFinder implements ApplicationListener<AbstractSessionEvent>, ServletContextAware {

	private final ObjectProvider<ContainerListeners> containers;

	private final ObjectProvider<EventListener> beans;

	private final ObjectProvider<ServletListenerRegistrationBean<?>> registrations;

	private @Nullable ServletContext servletContext;

	/**
	 * Those who are no beans, {@code null} before the first session.
	 */
	private volatile @Nullable Adapters adapters;

	SessionListenerFinder(ObjectProvider<ContainerListeners> containers, ObjectProvider<EventListener> beans,
			ObjectProvider<ServletListenerRegistrationBean<?>> registrations) {
		this.containers = containers;
		this.beans = beans;
		this.registrations = registrations;
	}

	@Override
	public void setServletContext(ServletContext servletContext) {
		this.servletContext = servletContext;
	}

	/**
	 * Find the listeners, each once, in the order of the container.
	 * @param context the servlet context, when it has been started
	 */
	Collection<?> find(ServletContext context) {
		Set<Object> listeners = new LinkedHashSet<>();
		Set<Object> found = Collections.newSetFromMap(new IdentityHashMap<>());
		List<Object> all = new ArrayList<>();
		this.containers.orderedStream().forEach((container) -> all.addAll(container.find(context)));
		this.registrations.orderedStream().forEach((registration) -> {
			if (registration.isEnabled() && registration.getListener() != null) {
				all.add(registration.getListener());
			}
		});
		all.addAll(beans());
		for (Object listener : all) {
			if (found.add(listener)) {
				listeners.add(listener);
			}
		}
		return listeners;
	}

	private List<EventListener> beans() {
		return this.beans.orderedStream().filter(SessionListenerFinder::isSessionListener).toList();
	}

	private static boolean isSessionListener(EventListener bean) {
		return bean instanceof HttpSessionAttributeListener || bean instanceof HttpSessionIdListener
				|| bean instanceof HttpSessionListener;
	}

	@Override
	public void onApplicationEvent(AbstractSessionEvent event) {
		ServletContext context = this.servletContext;
		if (context == null) {
			return;
		}
		Adapters adapters = this.adapters;
		if (adapters == null) {
			adapters = Adapters.of(listenersButBeans(context), context);
			this.adapters = adapters;
		}
		adapters.onApplicationEvent(event);
	}

	private List<HttpSessionListener> listenersButBeans(ServletContext context) {
		Set<Object> beans = Collections.newSetFromMap(new IdentityHashMap<>());
		beans.addAll(beans());
		return find(context).stream()
			.filter((listener) -> !beans.contains(listener))
			.filter(HttpSessionListener.class::isInstance)
			.map(HttpSessionListener.class::cast)
			.toList();
	}

	/**
	 * Who tells listeners that a session begins and, in reverse order, that it ends
	 * ({@link HttpSessionListener}).
	 *
	 * @param beginning tells of beginnings
	 * @param end tells of ends
	 */
	private record Adapters(SessionEventHttpSessionListenerAdapter beginning,
			SessionEventHttpSessionListenerAdapter end) {

		private static Adapters of(List<HttpSessionListener> listeners, ServletContext context) {
			List<HttpSessionListener> reversed = new ArrayList<>(listeners);
			Collections.reverse(reversed);
			return new Adapters(adapter(listeners, context), adapter(reversed, context));
		}

		private static SessionEventHttpSessionListenerAdapter adapter(List<HttpSessionListener> listeners,
				ServletContext context) {
			SessionEventHttpSessionListenerAdapter adapter = new SessionEventHttpSessionListenerAdapter(listeners);
			adapter.setServletContext(context);
			return adapter;
		}

		private void onApplicationEvent(AbstractSessionEvent event) {
			SessionEventHttpSessionListenerAdapter adapter = (event instanceof SessionDestroyedEvent) ? this.end
					: this.beginning;
			adapter.onApplicationEvent(event);
		}

	}

}
