package io.gypsum.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;

import io.gypsum.client.GypsumClient;
import io.gypsum.client.UploadOptions;
import io.gypsum.core.GypsumException;
import io.gypsum.core.name.AssetVersion;

/**
 * Many anonymous clients, each with its own address, send as many requests as they can, while other clients read files, a
 * load balancer checks the server, and a user uploads.
 */
final class Floods implements BenchmarkScenario {
  /** The prefix of the listed keys, encoded. */
  static final String LISTED = "many%2Ffiles%2Fv1%2F";
  private static final int LISTED_KEYS = 10_000;
  private static final int ASSETS = 264;
  private static final int UPLOADED_FILES = 100;
  private static final int FILE_BYTES = 4096;
  private static final String READ = "/file/many%2Ffiles%2Fv1%2Fpart-0000%2Fsample-000000.txt";
  private static final int READ_INTERVAL_MILLIS = 5;
  private static final int HEALTH_INTERVAL_MILLIS = 100;
  private static final double MAX_MILLIS = 250;
  private static final double MIN_MEDIAN_BOUND_MILLIS = 20;
  private static final int MAX_SLOWDOWN = 5;
  private static final int MAX_UPLOAD_SECONDS = 20;
  private int uploads;

  @Override
  public String name() {
    return "floods by strangers";
  }

  @Override
  public void run(BenchDirectory bench, BenchmarkPlan plan, Report report) throws IOException {
    GeneratedRegistry registry = GeneratedRegistry.create(bench, "registry-floods", ASSETS);
    ServerSetup setup = ServerSetup.create(bench, "floods")
        .with("--store", "file:" + registry.directory(), "--index", "_bioconductor.json");
    new SmallFiles(LISTED_KEYS, FILE_BYTES)
        .placeIn(registry.directory().resolve("many/files/v1"));
    Path uploaded = bench.path("floods-uploaded");
    new SmallFiles(UPLOADED_FILES, FILE_BYTES).placeIn(uploaded);
    measure(new Case(setup, "limits off", uploaded, plan), report);
    measure(
        new Case(setup.with("--limit-loopback", "true"), "limits on", uploaded, plan), report);
  }

  /** @param label whether strangers are limited by their address; clients on the machine of a server usually are not */
  private record Case(ServerSetup setup, String label, Path uploaded, BenchmarkPlan plan) {
  }

  private void measure(Case one, Report report) throws IOException {
    try (GypsumServerProcess gypsum = one.setup.serve("");
        TimedApi api = one.setup.api(gypsum)) {
      api.await("/index/modified");
      String project = "uploads-" + ++uploads;
      api.create(project);
      var _ = upload(one, gypsum, project + "/warm/v1");
      // Warm-up, then the quiet state.
      double quiet = 0;
      for (int i = 0; i < 2; i++) {
        quiet = observe(one, gypsum, List.of()).fileMedian;
      }
      report.figure("4 KB `/file`, quiet, median, " + one.label, quiet, "ms", new Bound.None());
      List<Collection<Flood>> cases = new ArrayList<>();
      for (Flood flood : Flood.values()) {
        cases.add(List.of(flood));
      }
      cases.add(EnumSet.allOf(Flood.class));
      int number = 0;
      for (Collection<Flood> floods : cases) {
        String what =
            (floods.size() == 1 ? floods.iterator().next().label() : "all together") + ", "
                + one.label;
        String version = project + "/flood/v" + ++number;
        try (RunningFlood running = RunningFlood.start(gypsum.address(), floods)) {
          Observation seen = observe(one, gypsum, floods);
          add(report, what, seen, quiet);
          report.figure(
              "… upload of 100 files", upload(one, gypsum, version), "s",
              new Bound.AtMost(MAX_UPLOAD_SECONDS, "s"));
          report.note(
              what + ": strangers got " + running.counts().answered().get() + " responses and "
                  + running.counts().refused().get() + " refusals");
        }
      }
    }
  }

  /** The latencies that reading users and load balancers experience. */
  private record Observation(
      double fileMedian, double fileP99, double slowestHealth, List<String> failures) {
  }

  private static Observation observe(
      Case one, GypsumServerProcess gypsum, Collection<Flood> floods) throws IOException {
    if (!floods.isEmpty()) {
      // All strangers are connected.
      Pause.millis(1_000);
    }
    try (TimedApi files = one.setup.api(gypsum);
        TimedApi checks = one.setup.api(gypsum);
        LatencyProbe file = LatencyProbe.start(files, READ, READ_INTERVAL_MILLIS);
        LatencyProbe health =
            LatencyProbe.start(checks, "/health/ready", HEALTH_INTERVAL_MILLIS)) {
      Pause.millis(one.plan.load().toMillis());
      file.close();
      health.close();
      List<String> failures = new ArrayList<>(file.failures());
      failures.addAll(health.failures());
      return new Observation(
          file.percentile(50), file.percentile(99), health.percentile(100), failures);
    }
  }

  private static void add(Report report, String what, Observation seen, double quiet) {
    report.figure(
        "4 KB `/file`, " + what + ": median", seen.fileMedian, "ms",
        new Bound.AtMost(Math.max(MAX_SLOWDOWN * quiet, MIN_MEDIAN_BOUND_MILLIS), "ms"));
    report.figure(
        "… p99", seen.fileP99, "ms", new Bound.AtMost(MAX_MILLIS, "ms"));
    report.figure(
        "… slowest `/health/ready`", seen.slowestHealth, "ms", new Bound.AtMost(MAX_MILLIS, "ms"));
    report.figure(
        "… failed requests", seen.failures.size(), "", new Bound.AtMost(0, ""));
    seen.failures.stream().distinct().limit(3).forEach(report::note);
  }

  /** Returns the seconds that an upload by a user took; infinity if it failed or did not end in time. */
  private static double upload(Case one, GypsumServerProcess gypsum, String version) {
    double[] seconds = {Double.POSITIVE_INFINITY};
    Thread thread = Thread.ofPlatform().daemon().start(() -> {
      try (GypsumClient client =
          GypsumClient.builder()
              .url(gypsum.address())
              .token(one.setup.token())
              .cacheDirectory(one.setup.bench().path("floods-cache"))
              .build()) {
        long start = System.nanoTime();
        client.uploadDirectory(
            AssetVersion.parse(version), one.uploaded,
            UploadOptions.DEFAULTS.withDeduplication(false));
        seconds[0] = (System.nanoTime() - start) / 1e9;
      } catch (GypsumException e) {
        System.err.println("  upload failed: " + e.reason());
      }
    });
    try {
      if (!thread.join(Duration.ofSeconds(2L * MAX_UPLOAD_SECONDS))) {
        thread.interrupt();
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return seconds[0];
  }
}
