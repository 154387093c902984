/**
 * An application whose session is used in every way that a fault could disturb.
 */
@NullMarked
package io.github.jwtsession.chaos;

import org.jspecify.annotations.NullMarked;
