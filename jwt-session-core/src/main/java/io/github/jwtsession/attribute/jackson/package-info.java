/**
 * How Jackson writes and reads attributes: the allow-list, and the names types go by.
 * <p>
 * <strong>Internal</strong>: types of this package may change in any release.
 */
@NullMarked
package io.github.jwtsession.attribute.jackson;

import org.jspecify.annotations.NullMarked;
