package io.github.jwtsession.servlet;

import java.util.Collections;
import java.util.Enumeration;

import io.github.jwtsession.SessionOverflowUnavailableException;
import io.github.jwtsession.session.ClientSession;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpSession;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Spring Session's {@code HttpSession}, and whoever listens to it. Spring Session itself
 * tells nobody that attributes are set and removed but the attributes, and not even those
 * that a session ends.
 */
final class ListenedSession implements HttpSession {

	private static final Log logger = LogFactory.getLog(ListenedSession.class);

	private final HttpSession delegate;

	private final ClientSession session;

	private final SessionListeners listeners;

	private final ActiveAttributes activeAttributes;

	/**
	 * Whether attributes are being told that the session ends. Until the last of them
	 * knows they can read it.
	 */
	private volatile boolean ending;

	/**
	 * Create it.
	 * @param delegate Spring Session's view of the session
	 * @param session the session
	 * @param listeners those who listen to it
	 * @param activeAttributes the attributes that listen to its comings and goings
	 */
	ListenedSession(HttpSession delegate, ClientSession session, SessionListeners listeners,
			ActiveAttributes activeAttributes) {
		this.delegate = delegate;
		this.session = session;
		this.listeners = listeners;
		this.activeAttributes = activeAttributes;
	}

	/**
	 * Whether this is a view of that one.
	 */
	boolean isOf(HttpSession delegate) {
		return this.delegate == delegate;
	}

	@Override
	public @Nullable Object getAttribute(String name) {
		Object value = this.ending ? this.session.getAttribute(name) : this.delegate.getAttribute(name);
		this.activeAttributes.read(this, value);
		return value;
	}

	@Override
	public Enumeration<String> getAttributeNames() {
		return this.ending ? Collections.enumeration(this.session.getAttributeNames())
				: this.delegate.getAttributeNames();
	}

	@Override
	public void setAttribute(String name, @Nullable Object value) {
		if (value == null) {
			removeAttribute(name);
			return;
		}
		Object former = isFormerWanted(name) ? this.delegate.getAttribute(name) : null;
		this.session.setAttribute(name, value);
		this.activeAttributes.set(this, value);
		this.listeners.attributeSet(this, name, value, former);
	}

	@Override
	public void removeAttribute(String name) {
		Object former = isFormerWanted(name) ? findFormer(name) : null;
		this.session.removeAttribute(name);
		if (former != null) {
			this.activeAttributes.remove(former);
			this.listeners.attributeRemoved(this, name, former);
		}
	}

	/**
	 * The overflow store is not asked only for who may listen to it.
	 */
	private boolean isFormerWanted(String name) {
		return this.listeners.listenToAttributes() || !this.session.isToBeLoaded(name);
	}

	/**
	 * One that cannot be read is removed all the same.
	 */
	private @Nullable Object findFormer(String name) {
		try {
			return this.delegate.getAttribute(name);
		}
		catch (SessionOverflowUnavailableException ex) {
			return null;
		}
	}

	/**
	 * First those are told who listen to sessions, who may read the attributes, then
	 * those who listen to attributes, as with Tomcat. An attribute that stands in the
	 * overflow store and was not read is not asked whether it listens itself.
	 */
	@Override
	public void invalidate() {
		this.delegate.invalidate();
		this.ending = true;
		try {
			for (String name : this.session.getAttributeNames()) {
				if (isFormerWanted(name)) {
					tellOfRemoval(name);
				}
			}
		}
		finally {
			this.ending = false;
			this.activeAttributes.clear();
		}
	}

	private void tellOfRemoval(String name) {
		try {
			Object value = this.session.getAttribute(name);
			if (value != null) {
				this.listeners.attributeRemoved(this, name, value);
			}
		}
		catch (SessionOverflowUnavailableException ex) {
			logger.debug("Listeners are not told of an attribute that cannot be read", ex);
		}
	}

	@Override
	public long getCreationTime() {
		return this.ending ? this.session.getCreationTime().toEpochMilli() : this.delegate.getCreationTime();
	}

	@Override
	public String getId() {
		return this.delegate.getId();
	}

	@Override
	public long getLastAccessedTime() {
		return this.ending ? this.session.getLastAccessedTime().toEpochMilli() : this.delegate.getLastAccessedTime();
	}

	@Override
	public ServletContext getServletContext() {
		return this.delegate.getServletContext();
	}

	@Override
	public void setMaxInactiveInterval(int seconds) {
		this.delegate.setMaxInactiveInterval(seconds);
	}

	@Override
	public int getMaxInactiveInterval() {
		return this.delegate.getMaxInactiveInterval();
	}

	@Override
	public boolean isNew() {
		return !this.ending && this.delegate.isNew();
	}

}
