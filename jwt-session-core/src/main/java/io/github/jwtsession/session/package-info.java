/**
 * The session of a request: what its tokens say, how long it lasts, what is to be sent.
 * <p>
 * <strong>Internal</strong>, but for
 * {@link io.github.jwtsession.session.SessionTokenListener}: types may change in any
 * release.
 */
@NullMarked
package io.github.jwtsession.session;

import org.jspecify.annotations.NullMarked;
