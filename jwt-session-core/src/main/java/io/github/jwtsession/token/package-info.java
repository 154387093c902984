/**
 * Claims ⇄ token: session, renewal and tombstone.
 * <p>
 * <strong>Internal</strong>: types of this package may change in any release.
 */
@NullMarked
package io.github.jwtsession.token;

import org.jspecify.annotations.NullMarked;
