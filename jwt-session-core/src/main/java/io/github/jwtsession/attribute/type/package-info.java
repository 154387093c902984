/**
 * How further types become attributes: what an application or a library implements to add
 * its own.
 */
@NullMarked
package io.github.jwtsession.attribute.type;

import org.jspecify.annotations.NullMarked;
