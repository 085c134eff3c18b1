package io.gypsum.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Uploads many small files and a big one to a bucket and downloads them, 16 at a time. The peer is rclone with the same
 * bucket, which verifies MD5s as we do. Our client sends files directly to the bucket, and downloads them by redirect.
 */
final class S3Transfers implements BenchmarkScenario {
  private static final String BUCKET = "transfers";
  private static final int STORE_GIB = 14;
  /** Uploads of many files until the code of the server is compiled: in production servers run for weeks. */
  private static final int WARM_UPS = 3;
  /** Minimum throughput of the upload of many small files, and of the other transfers, relative to rclone. */
  private static final double MIN_MANY_UPLOADED = 0.9;
  private static final double MIN_OTHERS = 0.8;

  @Override
  public String name() {
    return "transfers to and from Ceph";
  }

  @Override
  public void run(BenchDirectory bench, BenchmarkPlan plan, Report report) throws IOException {
    List<TransferLoad> loads = List.of(TransferLoad.small(bench), TransferLoad.big(bench, plan));
    ServerSetup setup = ServerSetup.create(bench, "s3");
    for (TransferLoad load : loads) {
      try (CephServer ceph = CephServer.start(bench, "memstore", STORE_GIB);
          GypsumServerProcess gypsum =
              setup.on(ceph, BUCKET, "--downloads", "redirect").serve("");
          TimedApi api = setup.api(gypsum);
          BenchmarkClient client = BenchmarkClient.start(bench, gypsum.address(), setup.token())) {
        api.create("load");
        measure(bench, plan, report, ceph, client, load);
      }
    }
  }

  private static void measure(
      BenchDirectory bench, BenchmarkPlan plan, Report report, CephServer ceph,
      BenchmarkClient client, TransferLoad load)
      throws IOException {
    int[] versions = {0};
    Rounds.Round<Double> upload =
        () -> client.upload("load/a/v" + versions[0]++, load.directory());
    if (load.isMany()) {
      report.figure(
          "upload of " + load.name() + " to Ceph, the first upload of a server",
          load.megabytes() / upload.measure(), "MB/s", new Bound.None());
      for (int i = 1; i < WARM_UPS; i++) {
        upload.measure();
      }
    }
    var up =
        Rounds.interleaved(
            plan.rounds() / 2 + 1, upload,
            () -> {
              double taken =
                  ceph.rclone(
                      "copy", load.directory().toString(), "ceph:" + BUCKET + "/rclone",
                      "--transfers", "16", "--checkers", "16");
              ceph.rclone("purge", "ceph:" + BUCKET + "/rclone");
              return taken;
            });
    load.compare(
        report, "upload of " + load.name() + " to Ceph", up,
        load.isMany() ? MIN_MANY_UPLOADED : MIN_OTHERS);
    ceph.rclone("copy", load.directory().toString(), "ceph:" + BUCKET + "/rclone");
    Path cache = bench.path("cache");
    Path copies = bench.path("copies");
    var down =
        Rounds.interleaved(
            plan.rounds(),
            () -> {
              bench.empty(cache);
              return client.save("load/a/v0", cache);
            },
            () -> {
              bench.empty(copies);
              return ceph.rclone(
                  "copy", "ceph:" + BUCKET + "/rclone", copies.toString(), "--transfers", "16",
                  "--checkers", "16");
            });
    load.compare(report, "download of " + load.name() + " from Ceph", down, MIN_OTHERS);
    bench.empty(cache);
    bench.empty(copies);
  }
}
