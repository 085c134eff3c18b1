package io.gypsum.bench;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Uploads a sparse file of 6 GiB in parts, to disk and to Ceph. The client is killed twice during the upload; the third
 * run completes it. The file is then downloaded in ranges of 1 GiB and compared with the original.
 */
final class BrokenUpload implements BenchmarkScenario {
  private static final long GIBIBYTE = 1L << 30;
  private static final long FILE_BYTES = 6 * GIBIBYTE;
  private static final int PARTS = 96;
  private static final int[] KILLED_AT = {24, 60};
  private static final String BUCKET = "huge";
  private static final int STORE_GIB = 30;

  @Override
  public String name() {
    return "a file of 6 GiB whose upload is interrupted twice";
  }

  @Override
  public void run(BenchDirectory bench, BenchmarkPlan plan, Report report) throws IOException {
    Path directory = Files.createDirectories(bench.path("huge-file"));
    Path file = directory.resolve("huge.bin");
    write(file);
    ServerSetup setup = ServerSetup.create(bench, "huge-uploads");
    measure(bench, report, setup, directory, "disk");
    try (CephServer ceph = CephServer.start(bench, "bluestore", STORE_GIB)) {
      measure(bench, report, setup.on(ceph, BUCKET), directory, "Ceph");
    }
    Files.delete(file);
  }

  /** Writes data at the start of every 97th mebibyte, so that the parts differ. */
  private static void write(Path file) throws IOException {
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(FILE_BYTES);
      for (long at = 0; at < FILE_BYTES; at += 97L << 20) {
        sparse.seek(at);
        sparse.writeLong(at + 1);
      }
    }
  }

  private static void measure(
      BenchDirectory bench, Report report, ServerSetup setup, Path directory, String where)
      throws IOException {
    try (GypsumServerProcess gypsum = setup.serve(""); TimedApi api = setup.api(gypsum)) {
      api.create("huge");
      for (int parts : KILLED_AT) {
        killAt(parts, bench, gypsum, setup, directory);
      }
      int left = PARTS - parts(bench, gypsum);
      double seconds;
      try (BenchmarkClient client = BenchmarkClient.start(bench, gypsum.address(), setup.token())) {
        seconds = client.upload("huge/a/v", directory);
      }
      report.figure(
          "6 GiB to " + where + ": the last " + left + " of " + PARTS + " parts and the join",
          seconds,
          "s", new Bound.None());
      double down = requireIdentical(bench, gypsum, directory.resolve("huge.bin"));
      report.figure(
          "6 GiB from " + where + " by six ranges, compared with the original", down, "s",
          new Bound.None());
      report.figure(
          "peak resident memory of the server, 6 GiB to " + where,
          gypsum.usage().peakMegabytes(), "MB", new Bound.AtMost(512, "MB"));
    }
  }

  private static void killAt(
      int parts, BenchDirectory bench, GypsumServerProcess gypsum, ServerSetup setup,
      Path directory)
      throws IOException {
    try (BenchmarkClient client = BenchmarkClient.start(bench, gypsum.address(), setup.token())) {
      CompletableFuture<Double> upload =
          CompletableFuture.supplyAsync(() -> {
            try {
              return client.upload("huge/a/v", directory);
            } catch (IOException e) {
              throw new CompletionException(e);
            }
          });
      while (parts(bench, gypsum) < parts) {
        if (upload.isDone()) {
          throw new IOException("the upload ended before it was killed: " + upload);
        }
        Pause.millis(100);
      }
      client.kill();
    }
  }

  /** Returns the number of parts that the server has received. */
  private static int parts(BenchDirectory bench, GypsumServerProcess gypsum)
      throws IOException {
    String keys =
        bench.programs()
            .run(
                "curl", "-sSf",
                gypsum.address() + "/list?recursive=true&prefix=..arrivals%2Fhuge%2F")
            .output();
    return keys.split("\\.parts/", -1).length - 1;
  }

  private static double requireIdentical(
      BenchDirectory bench, GypsumServerProcess gypsum, Path file)
      throws IOException {
    StringBuilder script = new StringBuilder("set -eo pipefail; {");
    for (long from = 0; from < FILE_BYTES; from += GIBIBYTE) {
      script.append(" curl -sSf -r ")
          .append(from)
          .append('-')
          .append(from + GIBIBYTE - 1)
          .append(" '")
          .append(gypsum.file("huge/a/v/huge.bin"))
          .append("';");
    }
    script.append(" } | cmp - '").append(file).append("'");
    return bench.programs().run("bash", "-c", script.toString()).seconds();
  }
}
