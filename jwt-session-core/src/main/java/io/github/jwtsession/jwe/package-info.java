/**
 * Content ⇄ compact JWE (RFC 7516), whatever the content is.
 * <p>
 * <strong>Internal</strong>: types of this package may change in any release.
 */
@NullMarked
package io.github.jwtsession.jwe;

import org.jspecify.annotations.NullMarked;
