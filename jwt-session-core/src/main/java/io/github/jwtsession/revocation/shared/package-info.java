/**
 * Revocations that several instances share through a store. A store of one's own
 * implements {@link io.github.jwtsession.revocation.shared.RevocationStore}.
 */
@NullMarked
package io.github.jwtsession.revocation.shared;

import org.jspecify.annotations.NullMarked;
