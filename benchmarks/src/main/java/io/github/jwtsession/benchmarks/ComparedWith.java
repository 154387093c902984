package io.github.jwtsession.benchmarks;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a benchmark is to be read beside. {@link ResultTable} makes a row of each.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface ComparedWith {

	/**
	 * Benchmarks of the same class, run with the same parameters.
	 * @return names of methods
	 */
	String[] value();

}
