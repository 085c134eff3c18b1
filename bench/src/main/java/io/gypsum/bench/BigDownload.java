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
          "1 GB GET: processor time of server and curl", median(fetches.ours(), Fetch::cpuSeconds),
          median(fetches.theirs(), Fetch::cpuSeconds), "s", new Bound.AtMost(1.3, ""));
      report.comparison(
          "1 GB GET: processor time of the server",
          median(fetches.ours(), Fetch::serverCpuSeconds),
          median(fetches.theirs(), Fetch::serverCpuSeconds), "s", new Bound.None());
    }
  }

  /**
   * The cost of a download. On loopback, the kernel receives data in the process that sends them or in the one that reads them,
   * depending on their speed, so the processor time of one side alone says little.
   *
   * @param cpuSeconds processor time of the server and of curl
   */
  private record Fetch(double seconds, double cpuSeconds, double serverCpuSeconds) {}

  private static double median(List<Fetch> fetches, ToDoubleFunction<Fetch> figure) {
    return Rounds.median(fetches.stream().mapToDouble(figure).boxed().toList());
  }

  private static Fetch fetch(BenchDirectory bench, ProcessUsage server, String url)
      throws IOException {
    double cpuBefore = server.cpuSeconds();
    ProcessCost curl = ProcessCost.of(bench, "curl", "-sSf", "--http1.1", "-o", "/dev/null", url);
    double serverCpu = server.cpuSeconds() - cpuBefore;
    return new Fetch(curl.seconds(), serverCpu + curl.cpuSeconds(), serverCpu);
  }
}
