package io.gypsum.bench;

import java.io.IOException;

/** One file of a gigabyte, fetched by curl, against nginx. */
final class BigDownload implements Scenario {
  @Override
  public String name() {
    return "GET of one big file";
  }

  @Override
  public void run(Workplace workplace, Plan plan, Report report) throws IOException {
    String key = "big/file/v1/data.bin";
    Site site = Site.make(workplace, "big-download");
    TestFiles.big(site.file(key), plan.bigBytes());
    try (Gypsum gypsum = site.serve("");
        Nginx nginx = Nginx.serve(workplace, site.bucket())) {
      var seconds = Rounds.interleaved(
          plan.rounds(),
          () -> fetch(workplace, gypsum.file(key)),
          () -> fetch(workplace, nginx.file(key)));
      double megabytes = plan.bigBytes() / 1e6;
      report.comparison(
          "1 GB GET, curl",
          megabytes / Rounds.median(seconds.ours()),
          megabytes / Rounds.median(seconds.theirs()),
          "MB/s", new Bound.AtLeast(0.9, ""));
    }
  }

  private static double fetch(Workplace workplace, String url) throws IOException {
    String said = workplace.command()
        .run("curl", "-sSf", "--http1.1", "-o", "/dev/null", "-w", "%{time_total}", url)
        .output();
    return Double.parseDouble(said.strip());
  }
}
