package io.gypsum.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** Uploads a file of one gigabyte in a complete upload, compared with only hashing it. */
final class BigUpload implements BenchmarkScenario {
  @Override
  public String name() {
    return "upload of one large file";
  }

  @Override
  public void run(BenchDirectory bench, BenchmarkPlan plan, Report report) throws IOException {
    ServerSetup setup = ServerSetup.create(bench, "big-upload");
    Path file = BigFile.write(bench.path("big.bin"), plan.bigBytes());
    String md5 = bench.programs().run("md5sum", file.toString()).output().substring(0, 32);
    SmallFiles.Declared declared = new SmallFiles.Declared("big.bin", plan.bigBytes(), md5);
    List<Double> copying = new ArrayList<>();
    try (GypsumServerProcess gypsum = setup.serve(""); TimedApi api = setup.api(gypsum)) {
      api.create("big");
      var seconds = Rounds.interleaved(
          plan.rounds(),
          () -> upload(bench, api, file, declared),
          () -> {
            copying.add(copy(bench, file));
            return bench.programs().run("md5sum", file.toString()).seconds();
          });
      double megabytes = plan.bigBytes() / 1e6;
      double ours = megabytes / Rounds.median(seconds.ours());
      report.comparison(
          "1 GB upload (start, presign, PUT), compared with `md5sum`", ours,
          megabytes / Rounds.median(seconds.theirs()), "MB/s", new Bound.AtLeast(0.85, ""));
      report.comparison(
          "1 GB upload, compared with `dd conv=fsync` of the file", ours,
          megabytes / Rounds.median(copying), "MB/s", new Bound.None());
    }
  }

  private static double upload(
      BenchDirectory bench, TimedApi api, Path file, SmallFiles.Declared declared)
      throws IOException {
    long start = System.nanoTime();
    TimedApi.Session session = api.start("big/file/v1", "simple", List.of(declared));
    String url = api.presign(session);
    byte[] md5 = HexFormat.of().parseHex(declared.md5());
    bench.programs()
        .run(
            "curl", "-sSf", "--http1.1", "-o", "/dev/null", "-T", file.toString(), "-H",
            "Content-MD5: " + Base64.getEncoder().encodeToString(md5), url);
    double seconds = (System.nanoTime() - start) / 1e9;
    api.abort(session);
    return seconds;
  }

  private static double copy(BenchDirectory bench, Path file) throws IOException {
    Path copy = bench.path("copy.bin");
    double seconds = bench.programs()
        .run(
            "dd", "if=" + file, "of=" + copy, "bs=1M", "conv=fsync", "status=none")
        .seconds();
    bench.programs().run("rm", copy.toString());
    return seconds;
  }
}
