/**
 * Attributes that do not fit into a session's cookies, encrypted in a store that
 * instances share. {@link io.github.jwtsession.overflow.OverflowStore} is what an
 * application implements that has another store.
 */
@NullMarked
package io.github.jwtsession.overflow;

import org.jspecify.annotations.NullMarked;
