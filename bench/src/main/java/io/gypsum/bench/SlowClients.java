package io.gypsum.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Serves a thousand clients that each read a few kilobytes of a big file per second. */
final class SlowClients implements BenchmarkScenario {
  private static final int CLIENTS = 1000;
  private static final int SAMPLE_INTERVAL_MILLIS = 100;

  @Override
  public String name() {
    return "slow clients";
  }

  @Override
  public void run(BenchDirectory bench, BenchmarkPlan plan, Report report) throws IOException {
    String key = "big/file/v1/data.bin";
    ServerSetup setup = ServerSetup.create(bench, "slow-clients");
    BigFile.write(setup.file(key), plan.bigBytes());
    List<Double> health = new ArrayList<>();
    double peak = 0;
    try (GypsumServerProcess gypsum = setup.serve("");
        TimedApi api = setup.api(gypsum);
        SlowReaders readers =
            SlowReaders.open(gypsum.address(), gypsum.file(key), CLIENTS)) {
      long end = System.nanoTime() + plan.slow().toNanos();
      while (System.nanoTime() < end) {
        health.add(api.get("/health").seconds() * 1e3);
        peak = Math.max(peak, gypsum.usage().megabytes());
        Pause.millis(SAMPLE_INTERVAL_MILLIS);
      }
      int served = readers.served();
      if (served < CLIENTS) {
        throw new IOException(
            "only " + served + " of " + CLIENTS + " clients were served completely");
      }
    }
    report.figure(
        "resident memory, 1,000 slow downloads", peak, "MB", new Bound.AtMost(400, "MB"));
    Collections.sort(health);
    report.figure(
        "`/health` during slow downloads, 95th percentile", health.get(health.size() * 95 / 100),
        "ms",
        new Bound.AtMost(100, "ms"));
  }
}
