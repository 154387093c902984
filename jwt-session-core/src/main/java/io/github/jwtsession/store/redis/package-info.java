/**
 * What all stores in Redis have in common.
 * <p>
 * <strong>Internal</strong>: types of this package may change in any release.
 */
@NullMarked
package io.github.jwtsession.store.redis;

import org.jspecify.annotations.NullMarked;
