/**
 * Spring MVC: its types, and the session as an argument of handler methods.
 * <p>
 * <strong>Internal</strong>: types of this package may change in any release.
 */
@NullMarked
package io.github.jwtsession.mvc;

import org.jspecify.annotations.NullMarked;
