package io.gypsum.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Many small files and a big one, up to a bucket and down from it, 16 at a time. The peer is rclone with the same bucket,
 * which checks MD5 as we do. Our client's files go straight to the bucket, and come from it by redirect.
 */
final class S3Transfers implements Scenario {
  private static final int FILES = 10_000;
  private static final int FILE_BYTES = 4096;
  private static final String BUCKET = "transfers";
  private static final int STORE_GIB = 14;

  @Override
  public String name() {
    return "transfers to and from Ceph";
  }

  private record Load(String name, Path directory, double megabytes) {}

  @Override
  public void run(Workplace workplace, Plan plan, Report report) throws IOException {
    Path small = workplace.path("small-files");
    new SmallFiles(FILES, FILE_BYTES).placeIn(small);
    Path big = workplace.path("big-file");
    BigFile.write(big.resolve("big.bin"), plan.bigBytes());
    List<Load> loads = List.of(
        new Load("10,000 x 4 KB", small, FILES * FILE_BYTES / 1e6),
        new Load("1 GB", big, plan.bigBytes() / 1e6));
    Site site = Site.make(workplace, "s3");
    for (Load load : loads) {
      try (Ceph ceph = Ceph.start(workplace, "memstore", STORE_GIB);
          Gypsum gypsum =
              site.on(ceph, BUCKET, "--downloads", "redirect").serve("");
          Api api = site.api(gypsum);
          Client client = Client.start(workplace, gypsum, site.token())) {
        api.create("load");
        measure(workplace, plan, report, ceph, client, load);
      }
    }
  }

  private static void measure(
      Workplace workplace, Plan plan, Report report, Ceph ceph, Client client, Load load)
      throws IOException {
    int[] versions = {0};
    var up =
        Rounds.interleaved(
            plan.rounds() / 2 + 1,
            () -> client.upload("load/a/v" + versions[0]++, load.directory()),
            () -> {
              double taken =
                  ceph.rclone(
                      "copy", load.directory().toString(), "ceph:" + BUCKET + "/rclone",
                      "--transfers", "16", "--checkers", "16");
              ceph.rclone("purge", "ceph:" + BUCKET + "/rclone");
              return taken;
            });
    compare(report, "upload of " + load.name() + " to Ceph", load, up);
    ceph.rclone("copy", load.directory().toString(), "ceph:" + BUCKET + "/rclone");
    Path cache = workplace.path("cache");
    Path copies = workplace.path("copies");
    var down =
        Rounds.interleaved(
            plan.rounds(),
            () -> {
              empty(workplace, cache);
              return client.save("load/a/v0", cache);
            },
            () -> {
              empty(workplace, copies);
              return ceph.rclone(
                  "copy", "ceph:" + BUCKET + "/rclone", copies.toString(), "--transfers", "16",
                  "--checkers", "16");
            });
    compare(report, "download of " + load.name() + " from Ceph", load, down);
    empty(workplace, cache);
    empty(workplace, copies);
  }

  private static void compare(
      Report report, String what, Load load, Rounds.Pair<Double> seconds) {
    report.comparison(
        what, load.megabytes() / Rounds.median(seconds.ours()),
        load.megabytes() / Rounds.median(seconds.theirs()), "MB/s", new Bound.AtLeast(0.8, ""));
  }

  private static void empty(Workplace workplace, Path directory) throws IOException {
    workplace.command().run("rm", "-rf", directory.toString());
    Files.createDirectories(directory);
  }
}
