package io.gypsum.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Uploads and downloads many small files and a big one over 16 connections. The peer is {@code curl --parallel}, which
 * neither hashes nor verifies anything; it downloads from our server and uploads to nginx, which syncs nothing.
 */
final class ClientTransfers implements BenchmarkScenario {
  /** Minimum throughput, relative to that of the peer. */
  private static final double MIN_MANY_UPLOADED = 0.8;
  private static final double MIN_MANY_SYNCED = 1.5;
  private static final double MIN_MANY_DOWNLOADED = 1.0;
  private static final double MIN_BIG = 0.9;
  private static final double SECOND_SAVE_MILLIS = 50;
  /** Uploads of many files until most code is compiled: in production servers run for weeks. */
  private static final int WARM_UPS = 4;
  private static final double HEAP_MEGABYTES = 134.3;

  @Override
  public String name() {
    return "transfers by the client library";
  }

  @Override
  public void run(BenchDirectory bench, BenchmarkPlan plan, Report report) throws IOException {
    List<TransferLoad> loads = List.of(TransferLoad.small(bench), TransferLoad.big(bench, plan));
    ServerSetup setup = ServerSetup.create(bench, "client");
    Path dav = Files.createDirectories(bench.path("dav"));
    try (GypsumServerProcess gypsum = setup.serve("");
        TimedApi api = setup.api(gypsum);
        NginxServer nginx = NginxServer.serve(bench, dav);
        BenchmarkClient client = BenchmarkClient.start(bench, gypsum.address(), setup.token())) {
      api.create("load");
      for (int i = 0; i < loads.size(); i++) {
        TransferLoad load = loads.get(i);
        String asset = "load/up" + i;
        upload(bench, plan, report, client, nginx, load, asset);
        if (!load.isMany()) {
          bench.empty(dav);
        }
        download(bench, plan, report, client, gypsum, load, asset + "/v1");
        if (load.isMany()) {
          // Not before: after many files were deleted, ext4 may need longer to create others.
          bench.empty(dav);
        }
      }
      report.figure(
          "heap of the client after these transfers, at -Xmx128m", client.heapMegabytes(), "MB",
          new Bound.AtMost(HEAP_MEGABYTES, "MB"));
    }
  }

  private static void upload(
      BenchDirectory bench, BenchmarkPlan plan, Report report, BenchmarkClient client,
      NginxServer nginx,
      TransferLoad load,
      String asset) throws IOException {
    UnusedNames versions = new UnusedNames(asset + "/v");
    UnusedNames directories = new UnusedNames(asset.replace('/', '-') + "-");
    Path config = bench.path("put.curl");
    if (load.isMany()) {
      report.figure(
          "the first upload of a server and a client: " + load.name(),
          load.megabytes() / client.upload(versions.next(), load.directory()), "MB/s",
          new Bound.None());
      for (int i = 1; i < WARM_UPS; i++) {
        client.upload(versions.next(), load.directory());
      }
    }
    List<Double> syncs = new ArrayList<>();
    var seconds =
        Rounds.interleaved(
            plan.rounds(),
            () -> client.upload(versions.next(), load.directory()),
            () -> {
              String name = directories.next();
              StringBuilder text = new StringBuilder();
              for (String path : load.paths()) {
                text.append("upload-file = \"")
                    .append(load.directory().resolve(path))
                    .append("\"\nurl = \"")
                    .append(nginx.file(name + "/" + path))
                    .append("\"\n");
              }
              Files.writeString(config, text);
              double sent = curl(bench, config);
              // Always, so that our server does not also write what nginx has received.
              syncs.add(bench.programs().run("sync", "-f", bench.directory().toString()).seconds());
              return sent;
            });
    String what = "upload of " + load.name() + ", including checksums";
    load.compare(report, what, seconds, load.isMany() ? MIN_MANY_UPLOADED : MIN_BIG);
    if (load.isMany()) {
      load.compare(
          report, what + "; the peer syncs the files, too",
          new Rounds.Pair<>(seconds.ours(), sums(seconds.theirs(), syncs.subList(1, syncs.size()))),
          MIN_MANY_SYNCED);
    }
  }

  private static List<Double> sums(List<Double> some, List<Double> others) {
    List<Double> sums = new ArrayList<>();
    for (int i = 0; i < some.size(); i++) {
      sums.add(some.get(i) + others.get(i));
    }
    return sums;
  }

  private static void download(
      BenchDirectory bench, BenchmarkPlan plan, Report report, BenchmarkClient client,
      GypsumServerProcess gypsum,
      TransferLoad load,
      String version) throws IOException {
    Path config = bench.path("get.curl");
    Path downloads = bench.path("downloads");
    UnusedNames caches = new UnusedNames("cache-");
    UnusedNames directories = new UnusedNames("copies-");
    var seconds =
        Rounds.interleaved(
            plan.rounds(),
            () -> client.save(version, Files.createDirectories(downloads.resolve(caches.next()))),
            () -> {
              Path copies = downloads.resolve(directories.next());
              StringBuilder text = new StringBuilder("create-dirs\n");
              for (String path : load.paths()) {
                text.append("url = \"")
                    .append(gypsum.file(version + "/" + path))
                    .append("\"\noutput = \"")
                    .append(copies.resolve(path))
                    .append("\"\n");
              }
              Files.writeString(config, text);
              return curl(bench, config);
            });
    load.compare(
        report, "download of " + load.name() + ", including verification", seconds,
        load.isMany() ? MIN_MANY_DOWNLOADED : MIN_BIG);
    if (load.isMany()) {
      report.figure(
          "`saveVersion` of cached files: " + load.name(),
          client.save(version, downloads.resolve(caches.last())) * 1000, "ms",
          new Bound.AtMost(SECOND_SAVE_MILLIS, "ms"));
    }
    bench.empty(downloads);
  }

  private static double curl(BenchDirectory bench, Path config) throws IOException {
    return bench.programs()
        .run(
            "curl", "-sSf", "--http1.1", "--parallel", "--parallel-immediate", "--parallel-max",
            "16", "-K", config.toString())
        .seconds();
  }

  /**
   * Unused names. Both sides write to new directories in every round and delete nothing in between: file systems avoid
   * recently freed blocks, and a virtual machine may have released its memory, so the side that follows a deletion
   * would have different costs.
   */
  private static final class UnusedNames {
    private final String start;
    private int count;

    UnusedNames(String start) {
      this.start = start;
    }

    String next() {
      count++;
      return last();
    }

    String last() {
      return start + count;
    }
  }
}
