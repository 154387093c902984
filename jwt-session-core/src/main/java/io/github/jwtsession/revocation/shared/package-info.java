/**
 * Revocations that several instances share through a store.
 */
@NullMarked
package io.github.jwtsession.revocation.shared;

import org.jspecify.annotations.NullMarked;
