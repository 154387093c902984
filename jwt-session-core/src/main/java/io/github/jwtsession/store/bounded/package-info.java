/**
 * Calls of stores, which no request waits for without bound.
 * <p>
 * <strong>Internal</strong>: types of this package may change in any release.
 */
@NullMarked
package io.github.jwtsession.store.bounded;

import org.jspecify.annotations.NullMarked;
