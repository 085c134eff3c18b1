package io.gypsum.bench;

import java.io.IOException;

/** One question of the table. */
interface BenchmarkScenario {
  /** For progress and failures. */
  String name();

  /** Puts its figures into the report; leaves no process behind. */
  void run(BenchDirectory bench, BenchmarkPlan plan, Report report) throws IOException;
}
