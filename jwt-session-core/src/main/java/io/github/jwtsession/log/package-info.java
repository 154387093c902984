/**
 * Text that came from outside, as it may stand in a log line or in a message.
 * <p>
 * <strong>Internal</strong>: types of this package may change in any release.
 */
@NullMarked
package io.github.jwtsession.log;

import org.jspecify.annotations.NullMarked;
