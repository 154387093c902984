/**
 * The session on the servlet stack: token ⇄ request and response, and the session of the
 * current request for controllers.
 */
@NullMarked
package io.github.jwtsession.servlet;

import org.jspecify.annotations.NullMarked;
