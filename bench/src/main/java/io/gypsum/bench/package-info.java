/**
 * The whole-process run, {@code bench/run server}: starts the real command and its peers on the same files and machine,
 * and prints what they do. Start at {@link io.gypsum.bench.ServerBench}; each {@link io.gypsum.bench.BenchmarkScenario} is one
 * question of the table.
 */
@NullMarked
package io.gypsum.bench;

import org.jspecify.annotations.NullMarked;
