package io.gypsum.bench;

import java.io.IOException;

/** One scenario, which measures some figures of the table. */
interface BenchmarkScenario {
  /** Returns the name for progress messages and failures. */
  String name();

  /** Adds the figures to the report, and stops all processes that it started. */
  void run(BenchDirectory bench, BenchmarkPlan plan, Report report) throws IOException;
}
