/**
 * The token: a session's claims in a compact JWE (RFC 7516).
 */
@NullMarked
package io.github.jwtsession.token;

import org.jspecify.annotations.NullMarked;
