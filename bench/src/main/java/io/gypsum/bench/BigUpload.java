package io.gypsum.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** One file of a gigabyte through a whole upload, against what hashing it alone takes. */
final class BigUpload implements BenchmarkScenario {
  @Override
  public String name() {
    return "PUT of one big file";
  }

  @Override
  public void run(BenchDirectory workplace, Plan plan, Report report) throws IOException {
    Site site = Site.make(workplace, "big-upload");
    Path file = BigFile.write(workplace.path("big.bin"), plan.bigBytes());
    String md5 = workplace.command().run("md5sum", file.toString()).output().substring(0, 32);
    SmallFiles.Declared declared = new SmallFiles.Declared("big.bin", plan.bigBytes(), md5);
    List<Double> copying = new ArrayList<>();
    try (GypsumServerProcess gypsum = site.serve(""); Api api = site.api(gypsum)) {
      api.create("big");
      var seconds = Rounds.interleaved(
          plan.rounds(),
          () -> upload(workplace, api, file, declared),
          () -> {
            copying.add(copy(workplace, file));
            return workplace.command().run("md5sum", file.toString()).seconds();
          });
      double megabytes = plan.bigBytes() / 1e6;
      double ours = megabytes / Rounds.median(seconds.ours());
      report.comparison(
          "1 GB upload (start, presign, PUT), against `md5sum`", ours,
          megabytes / Rounds.median(seconds.theirs()), "MB/s", new Bound.AtLeast(0.8, ""));
      report.comparison(
          "the same, against `dd conv=fsync` of the file", ours,
          megabytes / Rounds.median(copying), "MB/s", new Bound.None());
    }
  }

  private static double upload(
      BenchDirectory workplace, Api api, Path file, SmallFiles.Declared declared)
      throws IOException {
    long start = System.nanoTime();
    Api.Session session = api.start("big/file/v1", "simple", List.of(declared));
    String url = api.presign(session);
    byte[] md5 = HexFormat.of().parseHex(declared.md5());
    workplace.command()
        .run(
            "curl", "-sSf", "--http1.1", "-o", "/dev/null", "-T", file.toString(), "-H",
            "Content-MD5: " + Base64.getEncoder().encodeToString(md5), url);
    double seconds = (System.nanoTime() - start) / 1e9;
    api.abort(session);
    return seconds;
  }

  private static double copy(BenchDirectory workplace, Path file) throws IOException {
    Path copy = workplace.path("copy.bin");
    double seconds = workplace.command()
        .run(
            "dd", "if=" + file, "of=" + copy, "bs=1M", "conv=fsync", "status=none")
        .seconds();
    workplace.command().run("rm", copy.toString());
    return seconds;
  }
}
