/**
 * What an application meets of all stores that instances share.
 */
@NullMarked
package io.github.jwtsession.store;

import org.jspecify.annotations.NullMarked;
