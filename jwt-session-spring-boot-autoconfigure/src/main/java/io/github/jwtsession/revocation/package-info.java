/**
 * Sessions that have ended and must not come back.
 */
@NullMarked
package io.github.jwtsession.revocation;

import org.jspecify.annotations.NullMarked;
