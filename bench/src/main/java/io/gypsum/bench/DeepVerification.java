package io.gypsum.bench;

import java.io.IOException;

/** Verifies the content of 100,000 small files with the command. The peer is {@code md5sum}, started by {@code find}. */
final class DeepVerification implements BenchmarkScenario {
  private static final int VERSIONS = 10;
  private static final double MIN_RATIO = 0.8;

  @Override
  public String name() {
    return "verification of small files";
  }

  @Override
  public void run(BenchDirectory bench, BenchmarkPlan plan, Report report) throws IOException {
    TransferLoad load = TransferLoad.small(bench);
    ServerSetup setup = ServerSetup.create(bench, "verified");
    try (GypsumServerProcess gypsum = setup.serve("");
        TimedApi api = setup.api(gypsum);
        BenchmarkClient client = BenchmarkClient.start(bench, gypsum.address(), setup.token())) {
      api.create("load");
      for (int i = 1; i <= VERSIONS; i++) {
        client.upload("load/verified/v" + i, load.directory());
      }
    }
    String versions = setup.file("load/verified").toString();
    var seconds =
        Rounds.interleaved(
            plan.rounds(),
            () -> bench.programs()
                .run(
                    bench.launcher(), "verify", "--deep", "--quiet", "file:" + setup.bucket())
                .seconds(),
            () -> bench.programs()
                .run(
                    "find", versions, "-name", "sample-*", "-exec", "md5sum", "{}", "+")
                .seconds());
    int files = VERSIONS * load.paths().size();
    report.comparison(
        "`verify --deep` of " + VERSIONS + " x " + load.name() + ", compared with `md5sum`",
        files / Rounds.median(seconds.ours()), files / Rounds.median(seconds.theirs()), "files/s",
        new Bound.AtLeast(MIN_RATIO, ""));
  }
}
