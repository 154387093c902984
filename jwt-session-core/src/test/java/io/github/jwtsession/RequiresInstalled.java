package io.github.jwtsession;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Tests that need something beside the JDK. They are skipped where it is not installed,
 * and fail in continuous integration (the environment has {@code CI=true}).
 *
 * @see Installation
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@ExtendWith(InstallationCondition.class)
public @interface RequiresInstalled {

	/**
	 * What is needed.
	 * @return names of executables or of shared libraries
	 */
	String[] value();

	/**
	 * What installs it.
	 * @return names of Debian packages, separated by spaces
	 */
	String packages();

}
