package io.gypsum.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Measures {@code gypsum quickstart} after everything has been built. */
final class QuickstartRun implements BenchmarkScenario {
  private static final int RUNS = 3;

  @Override
  public String name() {
    return "quickstart";
  }

  @Override
  public void run(BenchDirectory bench, BenchmarkPlan plan, Report report) throws IOException {
    List<Double> seconds = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      seconds.add(bench.programs().run(bench.launcher(), "quickstart").seconds());
    }
    report.figure(
        "`./gypsum quickstart`", Rounds.median(seconds), "s", new Bound.AtMost(10, "s"));
  }
}
