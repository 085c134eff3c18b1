package io.gypsum.bench;

import java.io.IOException;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Downloads a file of one gigabyte with curl, compared with nginx. */
final class BigDownload implements BenchmarkScenario {
  @Override
  public String name() {
    return "download of one large file";
  }

  @Override
  public void run(BenchDirectory bench, BenchmarkPlan plan, Report report) throws IOException {
    String key = "big/file/v1/data.bin";
    ServerSetup setup = ServerSetup.create(bench, "big-download");
    BigFile.write(setup.file(key), plan.bigBytes());
    try (GypsumServerProcess gypsum = setup.serve("");
        NginxServer nginx = NginxServer.serve(bench, setup.bucket())) {
      var fetches = Rounds.interleaved(
          plan.rounds(),
          () -> fetch(bench, gypsum.usage(), gypsum.file(key)),
          () -> fetch(bench, nginx.usage(), nginx.file(key)));
      double megabytes = plan.bigBytes() / 1e6;
      report.comparison(
          "1 GB GET, curl",
          megabytes / median(fetches.ours(), Fetch::seconds),
          megabytes / median(fetches.theirs(), Fetch::seconds),
          "MB/s", new Bound.AtLeast(0.95, ""));
      report.comparison(
          "1 GB GET: processor time", median(fetches.ours(), Fetch::cpuSeconds),
          median(fetches.theirs(), Fetch::cpuSeconds), "s", new Bound.None());
    }
  }

  /** @param cpuSeconds processor time of the server */
  private record Fetch(double seconds, double cpuSeconds) {}

  private static double median(List<Fetch> fetches, ToDoubleFunction<Fetch> figure) {
    return Rounds.median(fetches.stream().mapToDouble(figure).boxed().toList());
  }

  private static Fetch fetch(BenchDirectory bench, ProcessUsage server, String url)
      throws IOException {
    double cpuBefore = server.cpuSeconds();
    String output = bench.programs()
        .run("curl", "-sSf", "--http1.1", "-o", "/dev/null", "-w", "%{time_total}", url)
        .output();
    return new Fetch(Double.parseDouble(output.strip()), server.cpuSeconds() - cpuBefore);
  }
}
