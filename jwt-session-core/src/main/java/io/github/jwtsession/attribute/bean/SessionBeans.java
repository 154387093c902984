package io.github.jwtsession.attribute.bean;

import java.lang.reflect.Field;

/**
 * Tells which attributes are session-scoped beans. Of such a bean the state is written,
 * and not what was injected into it.
 */
public interface SessionBeans {

	/**
	 * No attribute is a bean.
	 */
	SessionBeans NONE = new SessionBeans() {

		@Override
		public boolean isBean(String attributeName) {
			return false;
		}

		@Override
		public boolean isDependency(String attributeName, Field field, Object value) {
			return false;
		}

	};

	/**
	 * Whether an attribute is a session-scoped bean.
	 * @param attributeName the name of the attribute
	 * @return {@code true} if it is
	 */
	boolean isBean(String attributeName);

	/**
	 * Whether a field was injected.
	 * @param attributeName the name of the attribute
	 * @param field a field of the bean
	 * @param value its value
	 * @return {@code true} if it was
	 */
	boolean isDependency(String attributeName, Field field, Object value);

}
