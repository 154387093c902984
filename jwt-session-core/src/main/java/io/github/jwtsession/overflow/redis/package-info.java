/**
 * What does not fit into sessions, in Redis.
 * <p>
 * <strong>Internal</strong>: types of this package may change in any release.
 */
@NullMarked
package io.github.jwtsession.overflow.redis;

import org.jspecify.annotations.NullMarked;
