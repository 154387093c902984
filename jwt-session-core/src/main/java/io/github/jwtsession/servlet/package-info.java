/**
 * The session on the servlet stack.
 * <p>
 * <strong>Internal</strong>: types of this package may change in any release.
 */
@NullMarked
package io.github.jwtsession.servlet;

import org.jspecify.annotations.NullMarked;
