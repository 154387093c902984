/**
 * A session that lives in an encrypted JWT instead of in server memory: what an
 * application sees of it.
 */
@NullMarked
package io.github.jwtsession;

import org.jspecify.annotations.NullMarked;
