package io.gypsum.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Starts and completes an upload of 5,000 files, and of a second version with the same files. */
final class OrdinaryUploads implements BenchmarkScenario {
  private static final int FILE_BYTES = 20;

  @Override
  public String name() {
    return "uploads of many files";
  }

  @Override
  public void run(BenchDirectory bench, BenchmarkPlan plan, Report report) throws IOException {
    ServerSetup setup = ServerSetup.create(bench, "uploads");
    SmallFiles files = new SmallFiles(plan.files(), FILE_BYTES);
    List<Durations> measured = new ArrayList<>();
    double cpuSeconds;
    try (GypsumServerProcess gypsum = setup.serve(""); TimedApi api = setup.api(gypsum)) {
      for (int i = 0; i < plan.warmUps(); i++) {
        upload(setup, api, "warm-" + i, files);
      }
      double cpuBefore = gypsum.usage().cpuSeconds();
      for (int i = 0; i < plan.uploads(); i++) {
        measured.add(upload(setup, api, "project-" + i, files));
      }
      cpuSeconds = gypsum.usage().cpuSeconds() - cpuBefore;
    }
    String size = "%,d files".formatted(plan.files());
    Bound start = new Bound.AtMost(60, "ms");
    Bound complete = new Bound.AtMost(150, "ms");
    report.figure("`upload/start`, " + size, median(measured, Durations::start), "ms", start);
    report.figure(
        "`upload/complete`, " + size, median(measured, Durations::complete), "ms", complete);
    report.figure(
        "`upload/start`, " + size + ", all become links", median(measured, Durations::startLinks),
        "ms", start);
    report.figure(
        "`upload/complete`, " + size + ", all links in 50 directories",
        median(measured, Durations::completeLinks), "ms", new Bound.None());
    report.figure(
        "`upload/start` and `upload/complete` of both versions: processor time",
        cpuSeconds * 1e3 / plan.uploads(), "ms",
        new Bound.None());
  }

  /** The durations of the requests in milliseconds: first for a version with files, then for one with links to them. */
  private record Durations(
      double start, double complete, double startLinks, double completeLinks) {}

  private static Durations upload(
      ServerSetup setup, TimedApi api, String project, SmallFiles files) throws IOException {
    api.create(project);
    TimedApi.Session first = api.start(project + "/asset/v1", "simple", files.declared());
    files.stage(setup, project, first);
    double complete = api.complete(first).seconds();
    TimedApi.Session second = api.start(project + "/asset/v2", "dedup", files.declared());
    double completeLinks = api.complete(second).seconds();
    return new Durations(
        first.seconds() * 1e3, complete * 1e3, second.seconds() * 1e3, completeLinks * 1e3);
  }

  private static double median(List<Durations> steps, ToDoubleFunction<Durations> figure) {
    return Rounds.median(steps.stream().mapToDouble(figure).boxed().toList());
  }
}
