/**
 * The types of Spring Security.
 * <p>
 * <strong>Internal</strong>: types of this package may change in any release.
 */
@NullMarked
package io.github.jwtsession.security;

import org.jspecify.annotations.NullMarked;
