package io.github.jwtsession.attribute.bean;

import java.util.Map;

/**
 * What was in a session-scoped bean when it was written. An attribute that is a bean is
 * read as this, until somebody makes the bean anew and puts the state into it.
 */
public final class SessionBeanState {

	private final BeanStateJson converter;

	private final String name;

	private final Map<String, byte[]> fields;

	SessionBeanState(BeanStateJson converter, String name, Map<String, byte[]> fields) {
		this.converter = converter;
		this.name = name;
		this.fields = fields;
	}

	/**
	 * Put the state into a bean. Fields that the bean does not have any more are left
	 * out; one whose type has changed, or that was injected, keeps what it has.
	 * @param bean the bean, made and injected by the container
	 */
	public void applyTo(Object bean) {
		this.converter.apply(this.name, this.fields, bean);
	}

	Map<String, byte[]> fields() {
		return this.fields;
	}

}
