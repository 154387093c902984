/**
 * The keys that session tokens are encrypted with.
 */
@NullMarked
package io.github.jwtsession.key;

import org.jspecify.annotations.NullMarked;
