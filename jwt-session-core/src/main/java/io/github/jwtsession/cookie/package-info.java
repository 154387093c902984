/**
 * Tokens ⇄ cookies: how a token is split, joined, sent and taken back.
 */
@NullMarked
package io.github.jwtsession.cookie;

import org.jspecify.annotations.NullMarked;
