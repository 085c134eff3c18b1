package io.gypsum.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Builds an index from a store on disk with the command. */
final class IndexBuilds implements BenchmarkScenario {
  /** The time of a Node program for 5,000 documents on the reference machine. */
  private static final double PEER_CPU_SECONDS = 19.5;
  private static final int PEER_DOCUMENTS = 5_000;
  private static final double MIN_SPEEDUP = 5;
  private static final double MAX_CPU_SECONDS = 15;

  @Override
  public String name() {
    return "building an index";
  }

  @Override
  public void run(BenchDirectory bench, BenchmarkPlan plan, Report report) throws IOException {
    GeneratedRegistry small = GeneratedRegistry.create(bench, "registry-5k", 134);
    ProcessCost five = build(bench, small);
    five = cheaper(five, build(bench, small));
    double ours = five.cpuSeconds() * PEER_DOCUMENTS / small.documents();
    report.figure(
        "index of 5,000 documents, processor time (measured with " + small.documents() + ")", ours,
        "s", new Bound.AtMost(PEER_CPU_SECONDS / MIN_SPEEDUP, "s"));

    GeneratedRegistry large = GeneratedRegistry.large(bench);
    ProcessCost fifty = build(bench, large);
    String what = "index of " + large.documents() + " documents";
    report.figure(what, fifty.seconds(), "s", new Bound.AtMost(45, "s"));
    report.figure(
        what + ", processor time", fifty.cpuSeconds(), "s",
        new Bound.AtMost(MAX_CPU_SECONDS, "s"));
    report.figure(
        what + ", resident memory", fifty.peakMegabytes(), "MB", new Bound.AtMost(512, "MB"));
    report.figure(
        what + ", file", Files.size(index(bench, large)) / 1e6, "MB",
        new Bound.AtMost(150, "MB"));

    if (plan.assets() > 0) {
      GeneratedRegistry huge = GeneratedRegistry.create(bench, "registry-200k", plan.assets());
      ProcessCost two = build(bench, huge);
      String of = "index of " + huge.documents() + " documents";
      report.figure(of, two.seconds(), "s", new Bound.None());
      report.comparison(
          of + ", resident memory, compared with " + large.documents(), two.peakMegabytes(),
          fifty.peakMegabytes(), "MB", new Bound.AtMost(1.25, ""));
    }
  }

  private static ProcessCost build(BenchDirectory bench, GeneratedRegistry registry)
      throws IOException {
    return ProcessCost.of(
        bench, bench.launcher(), "index", "fresh", "--from",
        "file:" + registry.directory(), "--dir", directory(bench, registry).toString());
  }

  private static Path directory(BenchDirectory bench, GeneratedRegistry registry) {
    return bench.path(registry.directory().getFileName() + "-index");
  }

  private static Path index(BenchDirectory bench, GeneratedRegistry registry) {
    return directory(bench, registry).resolve("bioconductor.sqlite3");
  }

  private static ProcessCost cheaper(ProcessCost one, ProcessCost other) {
    return one.cpuSeconds() < other.cpuSeconds() ? one : other;
  }
}
