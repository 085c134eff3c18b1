package io.gypsum.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Making an index from a store on disk, by the command. */
final class IndexBuilds implements BenchmarkScenario {
  /** What a Node program takes for 5,000 documents on such a machine. */
  private static final double PEER_CPU_SECONDS = 19.5;
  private static final int PEER_DOCUMENTS = 5_000;
  private static final double TIMES_LESS = 5;

  @Override
  public String name() {
    return "making an index";
  }

  @Override
  public void run(BenchDirectory workplace, Plan plan, Report report) throws IOException {
    Registry small = Registry.make(workplace, "registry-5k", 134);
    Cost five = build(workplace, small);
    five = cheaper(five, build(workplace, small));
    double ours = five.cpuSeconds() * PEER_DOCUMENTS / small.documents();
    report.figure(
        "index of 5,000 documents, processor time (measured with " + small.documents() + ")", ours,
        "s", new Bound.AtMost(PEER_CPU_SECONDS / TIMES_LESS, "s"));

    Registry large = Registry.large(workplace);
    Cost fifty = build(workplace, large);
    String what = "index of " + large.documents() + " documents";
    report.figure(what, fifty.seconds(), "s", new Bound.AtMost(45, "s"));
    report.figure(what + ", processor time", fifty.cpuSeconds(), "s", new Bound.None());
    report.figure(
        what + ", resident memory", fifty.peakMegabytes(), "MB", new Bound.AtMost(512, "MB"));
    report.figure(
        what + ", file", Files.size(index(workplace, large)) / 1e6, "MB",
        new Bound.AtMost(150, "MB"));

    if (plan.assets() > 0) {
      Registry huge = Registry.make(workplace, "registry-200k", plan.assets());
      Cost two = build(workplace, huge);
      String of = "index of " + huge.documents() + " documents";
      report.figure(of, two.seconds(), "s", new Bound.None());
      report.comparison(
          of + ", resident memory, against that of " + large.documents(), two.peakMegabytes(),
          fifty.peakMegabytes(), "MB", new Bound.AtMost(1.25, ""));
    }
  }

  private static Cost build(BenchDirectory workplace, Registry registry) throws IOException {
    return Cost.of(
        workplace, workplace.launcher(), "index", "fresh", "--from",
        "file:" + registry.directory(), "--dir", directory(workplace, registry).toString());
  }

  private static Path directory(BenchDirectory workplace, Registry registry) {
    return workplace.path(registry.directory().getFileName() + "-index");
  }

  private static Path index(BenchDirectory workplace, Registry registry) {
    return directory(workplace, registry).resolve("bioconductor.sqlite3");
  }

  private static Cost cheaper(Cost one, Cost other) {
    return one.cpuSeconds() < other.cpuSeconds() ? one : other;
  }
}
