package io.gypsum.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Runs scenarios and prints the table to standard output, progress to standard error. */
final class Suite {
  private Suite() {}

  /** @param args the root of the repository, a work directory that is deleted afterwards, and the user's arguments */
  static void run(List<BenchmarkScenario> all, String[] args) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(args).subList(2, args.length));
    if (arguments.remove("--list")) {
      all.forEach(scenario -> System.out.println(scenario.getClass().getSimpleName()));
      return;
    }
    BenchmarkPlan plan = arguments.remove("--quick") ? BenchmarkPlan.quick() : BenchmarkPlan.full();
    BenchDirectory bench = BenchDirectory.at(Path.of(args[0]), Path.of(args[1]));
    Thread stop = Thread.ofPlatform().unstarted(() -> stop(bench));
    Runtime.getRuntime().addShutdownHook(stop);
    Report report = new Report(System.err);
    MachineInfo.describe(bench, System.out);
    for (BenchmarkScenario scenario : selected(all, Set.copyOf(arguments))) {
      measure(scenario, bench, plan, report);
    }
    report.print(System.out);
    System.exit(report.isGood() ? 0 : 1);
  }

  /** Returns the scenarios with these class names, or all. */
  private static List<BenchmarkScenario> selected(List<BenchmarkScenario> all, Set<String> names) {
    for (String name : names) {
      if (all.stream().noneMatch(scenario -> hasName(scenario, name))) {
        throw new IllegalArgumentException(
            "unknown scenario '" + name + "', expected one of "
                + all.stream().map(scenario -> scenario.getClass().getSimpleName()).toList());
      }
    }
    return all.stream()
        .filter(
            scenario -> names.isEmpty()
                || names.stream().anyMatch(name -> hasName(scenario, name)))
        .toList();
  }

  private static boolean hasName(BenchmarkScenario scenario, String name) {
    return scenario.getClass().getSimpleName().equals(name);
  }

  private static void measure(
      BenchmarkScenario scenario, BenchDirectory bench, BenchmarkPlan plan, Report report) {
    PrintStream progress = System.err;
    progress.println(scenario.name());
    long start = System.nanoTime();
    try {
      scenario.run(bench, plan, report);
    } catch (IOException | RuntimeException e) {
      report.failure(scenario.name(), e);
    }
    progress.printf("  took %.0f s%n", (System.nanoTime() - start) / 1e9);
  }

  private static void stop(BenchDirectory bench) {
    try {
      bench.processes().close();
    } catch (IOException e) {
      System.err.println("cannot stop all processes: " + e);
    }
  }
}
