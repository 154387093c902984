/**
 * What does not fit into sessions, in a database.
 * <p>
 * <strong>Internal</strong>: types of this package may change in any release.
 */
@NullMarked
package io.github.jwtsession.overflow.jdbc;

import org.jspecify.annotations.NullMarked;
