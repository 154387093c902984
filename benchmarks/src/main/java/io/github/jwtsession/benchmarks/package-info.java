/**
 * What a session costs, beside what it must cost at least.
 */
@NullMarked
package io.github.jwtsession.benchmarks;

import org.jspecify.annotations.NullMarked;
