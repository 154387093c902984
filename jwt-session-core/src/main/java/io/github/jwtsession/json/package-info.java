/**
 * Small pieces of JSON, read and written faster than a general parser does.
 * <p>
 * <strong>Internal</strong>: types of this package may change in any release.
 */
@NullMarked
package io.github.jwtsession.json;

import org.jspecify.annotations.NullMarked;
