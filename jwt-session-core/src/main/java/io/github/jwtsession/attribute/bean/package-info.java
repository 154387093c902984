/**
 * The state of session-scoped beans.
 * <p>
 * <strong>Internal</strong>: types of this package may change in any release.
 */
@NullMarked
package io.github.jwtsession.attribute.bean;

import org.jspecify.annotations.NullMarked;
