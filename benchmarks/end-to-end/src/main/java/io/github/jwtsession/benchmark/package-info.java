/**
 * An application whose pages do as little as possible but use the session.
 */
@NullMarked
package io.github.jwtsession.benchmark;

import org.jspecify.annotations.NullMarked;
