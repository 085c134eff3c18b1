/**
 * Microbenchmarks of hot code, {@code bench/run jmh}. Package-private code is measured by a class in the same package:
 * {@code io.gypsum.server.http}, {@code …file} and {@code …operation} in this module.
 */
@NullMarked
package io.gypsum.bench.jmh;

import org.jspecify.annotations.NullMarked;
