/**
 * Attributes ⇄ JSON: which types may be attributes, how they are written, and which of
 * them changed.
 */
@NullMarked
package io.github.jwtsession.attribute;

import org.jspecify.annotations.NullMarked;
