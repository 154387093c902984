/**
 * What all stores that instances share have in common.
 * <p>
 * <strong>Internal</strong>: types of this package may change in any release.
 */
@NullMarked
package io.github.jwtsession.store;

import org.jspecify.annotations.NullMarked;
