/**
 * What all stores in a database have in common.
 * <p>
 * <strong>Internal</strong>: types of this package may change in any release.
 */
@NullMarked
package io.github.jwtsession.store.jdbc;

import org.jspecify.annotations.NullMarked;
