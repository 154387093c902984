/**
 * Attributes ⇄ JSON: read when they are asked for, compared when the session is saved.
 * <p>
 * <strong>Internal</strong>: types of this package may change in any release.
 */
@NullMarked
package io.github.jwtsession.attribute;

import org.jspecify.annotations.NullMarked;
