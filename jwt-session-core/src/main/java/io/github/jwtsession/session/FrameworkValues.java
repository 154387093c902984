package io.github.jwtsession.session;

/**
 * Knows the types of what a framework puts into a session by itself, and can do without.
 * Asked by many threads at once.
 */
@FunctionalInterface
public interface FrameworkValues {

	/**
	 * Whether no user can help it that a session holds a value, and none loses anything
	 * but comfort without it. It is left out where it is too long, or of a type that
	 * cannot be written.
	 * @param value the value of an attribute
	 * @return {@code true} if it can be left out
	 */
	boolean contains(Object value);

}
