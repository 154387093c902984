/**
 * Users with browsers, what happens to them, and the proxies in which connections die.
 */
@NullMarked
package io.github.jwtsession.chaos.driver;

import org.jspecify.annotations.NullMarked;
