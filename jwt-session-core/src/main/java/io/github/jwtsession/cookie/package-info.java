/**
 * Tokens ⇄ cookies: how a token is split, joined, sent and taken back.
 * <p>
 * <strong>Internal</strong>: types of this package may change in any release.
 */
@NullMarked
package io.github.jwtsession.cookie;

import org.jspecify.annotations.NullMarked;
