/**
 * What Hibernate puts into the entities it loads.
 * <p>
 * <strong>Internal</strong>: types of this package may change in any release.
 */
@NullMarked
package io.github.jwtsession.hibernate;

import org.jspecify.annotations.NullMarked;
