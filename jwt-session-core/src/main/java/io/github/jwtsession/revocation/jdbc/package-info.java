/**
 * Revocations in a database.
 * <p>
 * <strong>Internal</strong>: types of this package may change in any release.
 */
@NullMarked
package io.github.jwtsession.revocation.jdbc;

import org.jspecify.annotations.NullMarked;
