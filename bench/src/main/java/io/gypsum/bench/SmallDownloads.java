package io.gypsum.bench;

import java.io.IOException;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Downloads a thousand files of 4 KB as fast as one thread of wrk can request them, compared with nginx. */
final class SmallDownloads implements BenchmarkScenario {
  private static final int FILES = 1000;
  private static final int FILE_BYTES = 4096;
  private static final long WARM_UP_REQUESTS = 200_000;

  @Override
  public String name() {
    return "downloads of small files";
  }

  @Override
  public void run(BenchDirectory bench, BenchmarkPlan plan, Report report) throws IOException {
    ServerSetup setup = ServerSetup.create(bench, "small-downloads");
    try (GypsumServerProcess gypsum = setup.serve("");
        NginxServer nginx = NginxServer.serve(bench, setup.bucket())) {
      List<String> keys = publish(setup, gypsum);
      Wrk ours =
          Wrk.of(bench, "gypsum", gypsum.usage(), keys.stream().map(gypsum::file).toList());
      Wrk theirs =
          Wrk.of(bench, "nginx", nginx.usage(), keys.stream().map(nginx::file).toList());
      for (int connections : List.of(16, 64)) {
        ours.warmUp(gypsum.file(""), connections, WARM_UP_REQUESTS);
        theirs.warmUp(nginx.file(""), connections, WARM_UP_REQUESTS);
        var loads = Rounds.interleaved(
            plan.loadRounds(),
            () -> ours.run(gypsum.file(""), connections, plan.load()),
            () -> theirs.run(nginx.file(""), connections, plan.load()));
        String what = "4 KB GET, " + connections + " connections";
        report.comparison(
            what, median(loads.ours(), Wrk.Measurement::requestsPerSecond),
            median(loads.theirs(), Wrk.Measurement::requestsPerSecond), "/s",
            new Bound.AtLeast(0.9, ""));
        report.comparison(
            what + ": p99", median(loads.ours(), Wrk.Measurement::p99Millis),
            median(loads.theirs(), Wrk.Measurement::p99Millis), "ms", new Bound.AtMost(2, ""));
        report.comparison(
            what + ": processor time per request", median(loads.ours(), Wrk.Measurement::cpuMicros),
            median(loads.theirs(), Wrk.Measurement::cpuMicros), "µs", new Bound.AtMost(1.3, ""));
        report.figure(
            what + ": share of the C2 compiler in it",
            100 * median(loads.ours(), Wrk.Measurement::compilerShare), "%", new Bound.None());
      }
    }
  }

  private static double median(
      List<Wrk.Measurement> loads, ToDoubleFunction<Wrk.Measurement> figure) {
    return Rounds.median(loads.stream().mapToDouble(figure).boxed().toList());
  }

  /** @return the keys of files that can never change, like most files that clients request */
  static List<String> publish(ServerSetup setup, GypsumServerProcess gypsum)
      throws IOException {
    SmallFiles files = new SmallFiles(FILES, FILE_BYTES);
    String version = "small/files/v1";
    try (TimedApi api = setup.api(gypsum)) {
      api.create("small");
      TimedApi.Session session = api.start(version, "simple", files.declared());
      files.placeIn(setup.file(version));
      api.complete(session);
    }
    return files.paths().stream().map(path -> version + "/" + path).toList();
  }
}
