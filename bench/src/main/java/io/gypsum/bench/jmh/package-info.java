/**
 * The hot decisions by themselves, {@code bench/run jmh}. What only its own package can reach is measured from a class
 * of the same package: {@code io.gypsum.server.http}, {@code …file} and {@code …operation} in this module.
 */
@NullMarked
package io.gypsum.bench.jmh;

import org.jspecify.annotations.NullMarked;
