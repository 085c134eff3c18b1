package io.gypsum.bench;

import java.io.IOException;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** A thousand files of 4 KB, fetched as fast as one wrk thread can ask, against nginx. */
final class SmallDownloads implements BenchmarkScenario {
  private static final int FILES = 1000;
  private static final int FILE_BYTES = 4096;

  @Override
  public String name() {
    return "GETs of small files";
  }

  @Override
  public void run(BenchDirectory workplace, Plan plan, Report report) throws IOException {
    Site site = Site.make(workplace, "small-downloads");
    try (GypsumServerProcess gypsum = site.serve("");
        NginxServer nginx = NginxServer.serve(workplace, site.bucket())) {
      List<String> keys = publish(site, gypsum);
      Wrk ours =
          Wrk.of(workplace, "gypsum", gypsum.usage(), keys.stream().map(gypsum::file).toList());
      Wrk theirs =
          Wrk.of(workplace, "nginx", nginx.usage(), keys.stream().map(nginx::file).toList());
      // A server that has run for a while has been compiled.
      ours.run(gypsum.file(""), 16, plan.load().multipliedBy(2));
      for (int connections : List.of(16, 64)) {
        var loads = Rounds.interleaved(
            plan.loadRounds(),
            () -> ours.run(gypsum.file(""), connections, plan.load()),
            () -> theirs.run(nginx.file(""), connections, plan.load()));
        String what = "4 KB GET, " + connections + " connections";
        report.comparison(
            what, median(loads.ours(), Wrk.Load::requestsPerSecond),
            median(loads.theirs(), Wrk.Load::requestsPerSecond), "/s", new Bound.AtLeast(0.6, ""));
        report.comparison(
            what + ": p99", median(loads.ours(), Wrk.Load::p99Millis),
            median(loads.theirs(), Wrk.Load::p99Millis), "ms", new Bound.AtMost(3, ""));
        report.comparison(
            what + ": processor time each", median(loads.ours(), Wrk.Load::cpuMicros),
            median(loads.theirs(), Wrk.Load::cpuMicros), "µs", new Bound.None());
      }
    }
  }

  private static double median(List<Wrk.Load> loads, ToDoubleFunction<Wrk.Load> figure) {
    return Rounds.median(loads.stream().mapToDouble(figure).boxed().toList());
  }

  /** @return the keys of files that can never change, as nearly all are that a server is asked for */
  private static List<String> publish(Site site, GypsumServerProcess gypsum) throws IOException {
    SmallFiles files = new SmallFiles(FILES, FILE_BYTES);
    String version = "small/files/v1";
    try (Api api = site.api(gypsum)) {
      api.create("small");
      Api.Session session = api.start(version, "simple", files.declared());
      files.placeIn(site.file(version));
      api.complete(session);
    }
    return files.paths().stream().map(path -> version + "/" + path).toList();
  }
}
