/**
 * Benchmarks of whole processes, such as {@code bench/run server}: they start the real command and its peers with the
 * same files on the same machine, and print a table of results. Start at {@link io.gypsum.bench.ServerBench}; each
 * {@link io.gypsum.bench.BenchmarkScenario} measures some figures of the table.
 */
@NullMarked
package io.gypsum.bench;

import org.jspecify.annotations.NullMarked;
