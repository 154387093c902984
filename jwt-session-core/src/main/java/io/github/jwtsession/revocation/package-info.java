/**
 * Sessions that have ended and must not come back.
 * <p>
 * <strong>Internal</strong>: types of this package may change in any release.
 */
@NullMarked
package io.github.jwtsession.revocation;

import org.jspecify.annotations.NullMarked;
