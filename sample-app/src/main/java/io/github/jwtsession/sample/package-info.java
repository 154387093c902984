/**
 * A small cookie shop that shows what sessions in cookies feel like: to the person who
 * shops, like any other shop; to the one who runs it, like a server without memory.
 */
@NullMarked
package io.github.jwtsession.sample;

import org.jspecify.annotations.NullMarked;
