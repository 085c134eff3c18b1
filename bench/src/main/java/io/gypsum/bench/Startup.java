package io.gypsum.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** Measures the start-up time of a server, and its memory when it is idle. */
final class Startup implements BenchmarkScenario {
  private static final int REQUESTS = 100;
  private static final int IDLE_MILLIS = 5_000;

  @Override
  public String name() {
    return "start and idle memory";
  }

  @Override
  public void run(BenchDirectory bench, BenchmarkPlan plan, Report report) throws IOException {
    ServerSetup setup = ServerSetup.create(bench, "startup");
    if (!Files.exists(bench.sources().resolve("cli/target/dist/gypsum.aot"))) {
      report.note("no AOT cache exists: the launcher could not create it");
    }
    List<Double> seconds = new ArrayList<>();
    for (int i = 0; i < plan.starts(); i++) {
      try (GypsumServerProcess gypsum = setup.serve("")) {
        seconds.add(gypsum.readySeconds());
      }
    }
    report.figure(
        "start of the launcher until the server is ready", Rounds.median(seconds), "s",
        new Bound.AtMost(1.5, "s"));
    try (GypsumServerProcess gypsum = setup.serve(""); TimedApi api = setup.api(gypsum)) {
      sendRequests(api);
      Pause.millis(IDLE_MILLIS);
      report.figure(
          "resident memory when idle", gypsum.usage().megabytes(), "MB",
          new Bound.AtMost(150, "MB"));
    }
  }

  /** Sends a few requests of every kind. */
  private static void sendRequests(TimedApi api) throws IOException {
    api.create("idle");
    api.abort(api.start("idle/asset/v1", "simple", new SmallFiles(10, 20).declared()));
    for (int i = 0; i < REQUESTS; i++) {
      api.get("/health");
      api.get("/list");
      api.get("/file/idle%2F..permissions");
    }
  }
}
