package io.github.jwtsession.autoconfigure;

import java.util.Collection;

import jakarta.servlet.ServletContext;

/**
 * What a servlet container knows of the listeners of an application.
 */
@FunctionalInterface
interface ContainerListeners {

	/**
	 * Find the listeners.
	 * @param context the servlet context of the application
	 * @return listeners of any type, empty if the context is another container's
	 */
	Collection<?> find(ServletContext context);

}
