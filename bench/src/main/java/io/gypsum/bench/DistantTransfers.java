package io.gypsum.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Uploads and downloads many small files over connections with a round-trip time of 50 ms. */
final class DistantTransfers implements BenchmarkScenario {
  private static final Duration ROUND_TRIP = Duration.ofMillis(50);
  private static final double MAX_UPLOAD_SECONDS = 4;
  private static final double MAX_DOWNLOAD_SECONDS = 3;

  @Override
  public String name() {
    return "transfers to a distant server";
  }

  @Override
  public void run(BenchDirectory bench, BenchmarkPlan plan, Report report) throws IOException {
    TransferLoad load = TransferLoad.small(bench);
    ServerSetup setup = ServerSetup.create(bench, "distant");
    Path caches = bench.path("distant-caches");
    List<Double> uploads = new ArrayList<>();
    List<Double> downloads = new ArrayList<>();
    try (GypsumServerProcess gypsum = setup.serve("");
        TimedApi api = setup.api(gypsum);
        DelayingProxy network = DelayingProxy.start(gypsum.address(), ROUND_TRIP);
        BenchmarkClient client = BenchmarkClient.start(bench, network.address(), setup.token())) {
      api.create("load");
      // The first round is not counted.
      for (int i = 0; i <= plan.rounds(); i++) {
        String version = "load/distant/v" + i;
        uploads.add(client.upload(version, load.directory()));
        Path cache = Files.createDirectories(caches.resolve("cache-" + i));
        downloads.add(client.save(version, cache));
      }
    }
    String what = load.name() + " with a round-trip time of " + ROUND_TRIP.toMillis() + " ms";
    report.figure(
        "upload of " + what, Rounds.median(uploads.subList(1, uploads.size())), "s",
        new Bound.AtMost(MAX_UPLOAD_SECONDS, "s"));
    report.figure(
        "download of " + what, Rounds.median(downloads.subList(1, downloads.size())), "s",
        new Bound.AtMost(MAX_DOWNLOAD_SECONDS, "s"));
    bench.empty(caches);
  }
}
