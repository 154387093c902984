/**
 * Auto-configuration of JWT sessions.
 */
@NullMarked
package io.github.jwtsession.autoconfigure;

import org.jspecify.annotations.NullMarked;
