package io.gypsum.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The files of a transfer.
 *
 * @param name the name in the table of targets
 * @param directory the directory of the files
 * @param paths the paths of the files, relative to the directory
 */
record TransferLoad(String name, Path directory, List<String> paths, double megabytes) {
  private static final int FILES = 10_000;
  private static final int FILE_BYTES = 4096;

  static TransferLoad small(BenchDirectory bench) throws IOException {
    SmallFiles files = new SmallFiles(FILES, FILE_BYTES);
    Path directory = bench.path("small-files");
    files.placeIn(directory);
    return new TransferLoad("10,000 x 4 KB", directory, files.paths(), FILES * FILE_BYTES / 1e6);
  }

  static TransferLoad big(BenchDirectory bench, BenchmarkPlan plan) throws IOException {
    Path directory = bench.path("big-file");
    BigFile.write(directory.resolve("big.bin"), plan.bigBytes());
    return new TransferLoad("1 GB", directory, List.of("big.bin"), plan.bigBytes() / 1e6);
  }

  boolean isMany() {
    return paths.size() > 1;
  }

  /** @param minRatio minimum throughput, relative to that of the peer */
  void compare(Report report, String what, Rounds.Pair<Double> seconds, double minRatio) {
    report.comparison(
        what, megabytes / Rounds.median(seconds.ours()),
        megabytes / Rounds.median(seconds.theirs()), "MB/s",
        new Bound.AtLeast(minRatio, ""));
  }
}
