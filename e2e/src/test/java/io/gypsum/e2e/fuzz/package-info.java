/**
 * Fuzzing: {@link io.gypsum.e2e.fuzz.FuzzTargets} lists the targets; each interprets an input as bytes of an untrusted caller,
 * server or document and throws if the program violates a property. {@link io.gypsum.e2e.fuzz.FuzzCorpusTest} runs them
 * with the kept inputs and some mutations of those in each build; {@code fuzz/run} runs them for a long time, guided by
 * coverage.
 */
package io.gypsum.e2e.fuzz;
