/**
 * Fuzzing: {@link io.gypsum.e2e.fuzz.FuzzTargets} lists the targets; each interprets an input as bytes of an untrusted caller,
 * server or document and throws if the program violates a property. {@link io.gypsum.e2e.fuzz.FuzzCorpusTest} runs each
 * with its corpus and some mutations of it in every build; {@code fuzz/run} runs them for a long time, guided by
 * coverage.
 */
package io.gypsum.e2e.fuzz;
