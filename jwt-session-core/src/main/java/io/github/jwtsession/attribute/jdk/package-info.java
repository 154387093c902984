/**
 * The types of the JDK.
 * <p>
 * <strong>Internal</strong>: types of this package may change in any release.
 */
@NullMarked
package io.github.jwtsession.attribute.jdk;

import org.jspecify.annotations.NullMarked;
